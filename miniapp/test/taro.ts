import { useEffect, useRef } from "react";
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
  getScreenBrightness: async () => ({ value: phone.brightness }),
  setScreenBrightness: async ({ value }: { value: number }) => {
    phone.brightness = value;
  },
  setKeepScreenOn: async ({ keepScreenOn }: { keepScreenOn: boolean }) => {
    phone.isKeptOn = keepScreenOn;
  },
  setClipboardData: async () => undefined,
  getLocation: async () => ({ longitude: 117, latitude: 36.67 }),
};
export default taro;

export const useRouter = () => ({ params: phone.params });
export const useReachBottom = (_listener: Listener) => undefined;
export const useShareAppMessage = (_listener: Listener) => undefined;

/** Who is told when another page lies on the one that is tested, and when it goes. */
export const told = { hide: new Set<Listener>(), show: new Set<Listener>() };

export function useDidHide(listener: Listener): void {
  useTold(told.hide, listener);
}

/** Also told at once, as when a page is shown for the first time. */
export function useDidShow(listener: Listener): void {
  const latest = useTold(told.show, listener);
  useEffect(() => void latest.current(), [latest]);
}

function useTold(who: Set<Listener>, listener: Listener) {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    const tell = () => latest.current();
    who.add(tell);
    return () => void who.delete(tell);
  }, [who]);
  return latest;
}
