import { RootPortal } from "@tarojs/components";
import type { PropsWithChildren } from "react";

/** Renders above everything, the tab bar included, wherever it stands in the page. */
export function Portal({ children }: PropsWithChildren) {
  return <RootPortal>{children}</RootPortal>;
}
