/** A browser may not change the brightness of the screen; nothing to undo. */
export async function brighten(): Promise<() => void> {
  return () => undefined;
}
