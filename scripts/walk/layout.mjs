// Runs inside a page: what sticks out, what is cut off, what is too small for a thumb. Answers sentences; none = good.

/** @param {{ isTouch: boolean }} options */
export function layoutFaults({ isTouch }) {
  const SLACK = 1;
  const TARGET = 44;
  const width = document.documentElement.clientWidth;
  const faults = new Set();
  const styleOf = (element) => getComputedStyle(element);
  const isSeen = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getClientRects().length > 0;
  const nameOf = (element) => {
    const text = (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 24);
    return `<${element.tagName.toLowerCase()} ${String(element.className).slice(0, 40)}> 「${text}」`;
  };
  const scrollsSideways = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (styleOf(at).overflowX !== "visible" && at !== document.body && at !== document.documentElement) return true;
    }
    return false;
  };
  const isForEars = ({ clip, clipPath, width: w, height: h }) =>
    clip === "rect(0px, 0px, 0px, 0px)" || clipPath === "inset(50%)" || (w === "1px" && h === "1px");
  const holdsText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());

  const sticksOut = (element, rect) => {
    if (rect.width === 0 || rect.right <= width + SLACK || scrollsSideways(element)) return;
    if (rect.left >= width && styleOf(element).position === "fixed") return;
    faults.add(`wider than the window by ${Math.round(rect.right - width)} px: ${nameOf(element)}`);
  };
  const isCut = (element) => {
    if (!holdsText(element) || element.clientHeight === 0 || element.closest("[aria-hidden=true]")) return;
    const style = styleOf(element);
    if (isForEars(style)) return;
    const hides = (value) => value === "hidden" || value === "clip";
    const across = hides(style.overflowX) && element.scrollWidth > element.clientWidth + SLACK;
    if (across && style.textOverflow !== "ellipsis") faults.add(`text cut at the side: ${nameOf(element)}`);
    const down = hides(style.overflowY) && element.scrollHeight > element.clientHeight + 3;
    if (down && style.webkitLineClamp === "none" && style.textOverflow !== "ellipsis") {
      faults.add(`text cut below: ${nameOf(element)}`);
    }
  };
  /** A thumb that lands here touches the target, or what belongs to it. */
  const takes = (target, x, y) => {
    const hit = document.elementFromPoint(x, y);
    return hit !== null && target.contains(hit);
  };
  const isSmall = (target) => {
    const rect = target.getBoundingClientRect();
    const isWhole = rect.top >= 0 && rect.left >= 0 && rect.right <= width && rect.bottom <= innerHeight;
    if (!isWhole || rect.width === 0) return;
    const [x, y] = [rect.left + rect.width / 2, rect.top + rect.height / 2];
    if (!takes(target, x, y)) return;
    // A pixel of rounding at each end.
    const reach = TARGET / 2 - 1;
    const tall = rect.height >= TARGET - 0.6 || (takes(target, x, y - reach) && takes(target, x, y + reach));
    const wide = rect.width >= TARGET - 0.6 || (takes(target, x - reach, y) && takes(target, x + reach, y));
    if (!tall || !wide) {
      faults.add(`target of ${Math.round(rect.width)} × ${Math.round(rect.height)} px: ${nameOf(target)}`);
    }
  };

  if (document.scrollingElement.scrollWidth > width + SLACK) faults.add("the page scrolls sideways");
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest("svg") || !isSeen(element)) continue;
    sticksOut(element, element.getBoundingClientRect());
    isCut(element);
  }
  if (isTouch) {
    const targets = document.querySelectorAll(
      "button, a[href], input, [role=button], [role=checkbox], taro-button-core",
    );
    for (const target of targets) if (isSeen(target)) isSmall(target);
  }
  return [...faults];
}
