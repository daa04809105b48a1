import { useShareAppMessage } from "@tarojs/taro";

/** Lets the page be shared with friends. `path` names the page with its parameters, e.g. "pages/home/index?channel=abc". */
export function usePageShare({ title, path }: { title: string; path: string }): void {
  useShareAppMessage(() => ({ title, path: `/${path}` }));
}
