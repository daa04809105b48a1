/** The phone's clock; nothing else in the mini-program reads it. */
export function now(): Date {
  return new Date();
}
