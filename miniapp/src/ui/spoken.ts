type Role = "button" | "checkbox" | "img" | "status" | "dialog";

const isBrowser = process.env.TARO_ENV === "h5";

/**
 * What a screen reader is told about a View that is not plain text, spread into its properties. WeChat reads aria-role, browsers
 * and tests role; what can be tapped is reached by the keyboard of a browser too.
 */
export function spoken(role: Role, label: string) {
  if (!isBrowser) return { role, ariaRole: role, "aria-label": label };
  const isTapped = role === "button" || role === "checkbox";
  return { role, "aria-label": label, ...(isTapped && { tabindex: "0" }) };
}

/** The same for an Input; in a browser the name belongs on the <input> inside Taro's element. */
export function spokenInput(label: string) {
  return isBrowser ? { nativeProps: { "aria-label": label } } : { "aria-label": label };
}

/** For an Image that is named by what is around it. */
export function unspokenImage() {
  return isBrowser ? { nativeProps: { alt: "" } } : {};
}

/** For a Button whose text says enough. */
export function unnamedButton() {
  return { role: "button", ...(isBrowser && { tabindex: "0" }) };
}
