/** The wall clock, read nowhere else in the pages. */
export function now(): Date {
  return new Date();
}
