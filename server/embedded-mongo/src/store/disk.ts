import { type MongoError, mongoError } from "../errors";

/** One change of what is stored. Keys are numbers of ours, so LMDB's limit on key length never matters. */
export type DiskOperation =
  | { kind: "put"; collection: number; number: number; raw: string }
  | { kind: "remove"; collection: number; number: number }
  | { kind: "putCollection"; collection: number; raw: string }
  | { kind: "removeCollection"; collection: number };

export type StoredEntry = { collection: number; number: number; value: Buffer };

/** Where documents are, and a log of their changes. Operations written in one tick reach the disk together or not at all. */
export type Disk = {
  /** @throws 96 when something could not be written before: nothing later may reach the disk without it */
  write(operation: DiskOperation): void;
  /** @throws 96 when nothing can be written any more */
  checkWritable(): void;
  /** The latest bytes of a document as a latin1 string, written to the disk or not; undefined when there is none. */
  read(collection: number, number: number): string | undefined;
  /** Resolves when all operations written so far are on disk; null when there are none on the way. */
  written(): Promise<void> | null;
  /** Brings all that is on disk by now into the tables, where other processes read it. */
  checkpoint(): Promise<void>;
  /** Changes that the tables do not hold yet: whoever has many more to make should wait until it is `eased`. */
  readonly backlog: number;
  /** Resolves when a part of the backlog is done with; null when nothing is being done. */
  eased(): Promise<void> | null;
  /** What the tables held when they were opened. */
  catalogue(): Iterable<{ collection: number; value: Buffer }>;
  documents(): Iterable<StoredEntry>;
  close(): Promise<void>;
};

/** Names one state of the data files: how the run before it ended, and the number of the commit that says so. */
export type Stamp = { ending: string; commit: number };

/** Documents in files. */
export type FileDisk = Disk & {
  /** What an image of the keys of these files must be stamped with. */
  readonly found: Stamp;
  /**
   * Gives the state of the disk, after all that was written, a name that no other ever has; null when it cannot be written.
   * From now on nothing can be written any more.
   */
  stamp(): Promise<Stamp | null>;
};

/** Whatever could not be written is not in the files, and nothing that came after it may be. */
export function unwritable(): MongoError {
  return mongoError(96, "The data could not be written to disk. Free some space and start the server again.");
}
