/** Marks the browser preview; WeChat never shows it. */
export function DemoMark() {
  return null;
}
