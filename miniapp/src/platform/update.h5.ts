/** A web page is new whenever it is opened. */
export function watchUpdates(): void {}
