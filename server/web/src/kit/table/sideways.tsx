import { type ComponentProps, useEffect, useRef } from "react";

/** For antd's tables: what is wider than the page scrolls sideways, by the keyboard as well. */
export const SIDEWAYS = { scroll: { x: "max-content" }, components: { table: ReachableTable } } as const;

/** For antd's tables: the column of buttons stays in sight at the right, however far the others are scrolled. */
export const ACTION_COLUMN = { title: "操作", fixed: "right" } as const;

/** A table that gives the keyboard the frame it scrolls in, while it is wider than that and holds nothing else to focus. */
function ReachableTable(props: ComponentProps<"table">) {
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => {
    const frame = table.current?.parentElement;
    if (!table.current || !frame) return;
    const watch = new ResizeObserver(() => makeReachable(frame));
    watch.observe(table.current);
    watch.observe(frame);
    return () => watch.disconnect();
  }, []);
  return <table ref={table} {...props} />;
}

function makeReachable(frame: HTMLElement): void {
  // antd measures its columns with a hidden copy of their heads; the copy of a "choose all" box takes no keys.
  frame.querySelector("tr[aria-hidden=true]")?.setAttribute("inert", "");
  const needsKeys = frame.scrollWidth > frame.clientWidth && frame.querySelector("a[href], button, input") === null;
  if (needsKeys) {
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", "可以左右滚动的表格");
    return;
  }
  for (const name of ["tabindex", "role", "aria-label"]) frame.removeAttribute(name);
}
