import { cleanup, configure } from "@testing-library/react";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";

dayjs.locale("zh-cn");
configure({ asyncUtilTimeout: 10_000 });

// What antd asks a browser for.
Object.defineProperty(window, "matchMedia", {
  value: (query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
  }),
});
class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
Object.assign(globalThis, { ResizeObserver: Observer, IntersectionObserver: Observer });
/** antd's forms use a channel as "after this turn"; one of Node's would keep the test run alive. */
class TurnChannel {
  port1: { onmessage: (() => void) | null } = { onmessage: null };
  port2 = { postMessage: () => void setTimeout(() => this.port1.onmessage?.()) };
}
Object.assign(globalThis, { MessageChannel: TurnChannel });
// jsdom does not draw, and working out the cascade of antd's sheets for every question takes nine tenths of a test's time. What
// tests ask (is it hidden?) is said inline.
window.getComputedStyle = (element) => (element as HTMLElement).style;
window.scrollTo = () => undefined;

afterEach(() => {
  cleanup();
  localStorage.clear();
});
