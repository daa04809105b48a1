import type { DiskOperation } from "./disk";

/** Changes that reach the disk together. */
export type Batch = {
  operations: DiskOperation[];
  /** Of the documents in it. */
  bytes: number;
  done: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
};

/** For failures that somebody else is told. */
export const absorb = (): undefined => undefined;

/** The library tells of a failed commit several times over; a rejection that nobody hears would end the thread. */
export function absorbCause(error: unknown): void {
  (error as { commitError?: Promise<unknown> }).commitError?.catch(absorb);
}

export function newBatch(): Batch {
  let resolve: () => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const done = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  done.catch(absorb); // whoever waits sees the failure; nobody may be waiting
  return { operations: [], bytes: 0, done, resolve, reject };
}
