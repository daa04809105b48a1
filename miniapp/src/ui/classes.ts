/** Class names that apply, in one string: what is undefined, false or empty is left out. */
export function classes(...names: (string | false | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
