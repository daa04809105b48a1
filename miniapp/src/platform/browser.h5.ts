import "../styles/browser.scss";

/** Taro's elements are no buttons to a browser: Enter and the space bar act on them here as a tap does. */
document.addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement | null;
  const role = target?.getAttribute("role");
  if ((role !== "button" && role !== "checkbox") || (event.key !== "Enter" && event.key !== " ")) return;
  event.preventDefault();
  target?.click();
});
