import type { PropsWithChildren } from "react";
import { createPortal } from "react-dom";

/** In a browser the page lies below the tab bar, so what must cover both hangs on the body. */
export function Portal({ children }: PropsWithChildren) {
  return createPortal(children, document.body);
}
