/*
 * What was scanned or keyed in, on its way from the home page to the redeem page. In memory, not in the page's address: a code is
 * worth a service.
 */

export type Presented = { text: string; branchId: string; branchName: string; merchantId: string };

let held: Presented | null = null;

export function present(what: Presented): void {
  held = what;
}

/** The code to redeem now; null when the page was opened without one. */
export function presented(): Presented | null {
  return held;
}
