import { type RefObject, useEffect, useState } from "react";
import { isTyping } from "../keys";

type Options = { count: number; open: ((index: number) => void) | undefined; area: RefObject<HTMLElement | null> };

/** j and k move through the rows, Enter opens one, / goes to the first filter. Answers the active row, -1 = none. */
export function useRowKeys({ count, open, area }: Options): [number, (index: number) => void] {
  const [active, setActive] = useState(-1);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('[role="dialog"]:not([style*="display: none"])')) return;
      if (event.key === "j") setActive((index) => Math.min(count - 1, index + 1));
      else if (event.key === "k") setActive((index) => Math.max(0, index - 1));
      else if (event.key === "Enter" && active >= 0 && isOnPage(event)) open?.(active);
      else if (event.key === "/") focusFirstField(area.current);
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [count, open, active, area]);
  return [active, setActive];
}

/** Enter on a focused button or link is the button's. */
function isOnPage(event: KeyboardEvent): boolean {
  return !(event.target instanceof HTMLElement) || event.target.closest("button, a, [role=button]") === null;
}

function focusFirstField(area: HTMLElement | null): void {
  area?.querySelector<HTMLElement>('[role="search"] input')?.focus();
}
