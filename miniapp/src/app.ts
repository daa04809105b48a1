import "./lib/zod-setup";
import { useDidShow, useLaunch } from "@tarojs/taro";
import type { PropsWithChildren } from "react";
import "./app.scss";
import { launchQuery, noteChannel } from "./lib/channel";
import { dropOldIntents } from "./lib/once";
import "./platform/browser";
import { watchUpdates } from "./platform/update";

export default function App({ children }: PropsWithChildren) {
  useLaunch(() => {
    watchUpdates();
    dropOldIntents();
  });
  // Opened again by another code or link, the mini-program is only shown, not launched.
  useDidShow((options) => noteChannel(options?.query ?? launchQuery()));
  return children;
}
