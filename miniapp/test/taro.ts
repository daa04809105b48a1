import { useEffect } from "react";
import { phone, type SentRequest } from "./phone";

/*
 * Stands for @tarojs/taro in the component tests: the same names, served by the phone of the tests.
 */

type Listener = () => unknown;
const nothing = () => undefined;

async function request(option: Partial<SentRequest> & { url: string }) {
  const sent = { method: "GET", header: {}, data: undefined, ...option };
  phone.sent.push(sent);
  return phone.network(sent);
}

async function open({ url }: { url: string }) {
  phone.opened.push(url);
}

const taro = {
  request,
  login: async () => ({ code: await phone.loginCode() }),
  getStorageSync: (key: string) => phone.storage.get(key) ?? "",
  setStorageSync: (key: string, value: unknown) => {
    if (phone.isStorageFull) throw new Error("setStorage:fail exceed storage max size");
    phone.storage.set(key, JSON.parse(JSON.stringify(value)));
  },
  removeStorageSync: (key: string) => void phone.storage.delete(key),
  getStorageInfoSync: () => ({ keys: [...phone.storage.keys()] }),
  showToast: async ({ title }: { title: string }) => void phone.toasts.push(title),
  showModal: async () => ({ confirm: phone.says, cancel: !phone.says }),
  requestSubscribeMessage: async ({ tmplIds }: { tmplIds: string[] }) => {
    phone.askedToSubscribe.push(tmplIds);
    return Object.fromEntries(tmplIds.map((id) => [id, phone.subscribeAnswer]));
  },
  navigateTo: open,
  redirectTo: open,
  switchTab: open,
  navigateBack: async () => void phone.opened.push("back"),
  getCurrentPages: () => [{}, {}],
  getLaunchOptionsSync: () => ({ query: {} }),
  canIUse: () => false,
  onNeedPrivacyAuthorization: nothing,
  openPrivacyContract: nothing,
  pageScrollTo: async () => undefined,
  setClipboardData: async () => undefined,
  getLocation: async () => ({ longitude: 117, latitude: 36.67 }),
};
export default taro;

export const useRouter = () => ({ params: phone.params });
export const useReachBottom = (_listener: Listener) => undefined;
export const useShareAppMessage = (_listener: Listener) => undefined;
export const useDidHide = (_listener: Listener) => undefined;

/** Runs once, as when a page is shown for the first time. */
export function useDidShow(listener: Listener): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page is shown once here
  useEffect(() => void listener(), []);
}
