import { randomBytes } from "node:crypto";
import type { Transaction } from "lmdb";
import { absorb, absorbCause } from "./batch";
import type { Stamp, StoredEntry } from "./disk";
import { type JournalState, readJournal } from "./journal";
import type { Pending } from "./pending";
import { demandRoom } from "./room";
import { seal } from "./seal";
import {
  collectionEntries,
  dataFileOf,
  documentEntries,
  documentKey,
  encodeJournalState,
  JOURNAL_KEY,
  latestCommitOf,
  openEndings,
  readDocument,
  readJournalState,
  type Table,
  type Tables,
} from "./tables";

const ENDING_KEY = Buffer.from("last");

/** The tables of the one process that writes to them. */
export class LiveTables {
  /** What is read from, until the next checkpoint: to open one anew for every tick costs a timer each time. */
  private reading: Transaction | null = null;
  private readonly endings: Table;

  constructor(
    private readonly tables: Tables,
    private readonly path: string,
  ) {
    this.endings = openEndings(tables);
  }

  /** How the run before ended, in hexadecimal digits; empty when it did not say. */
  get ending(): string {
    return this.endings.get(ENDING_KEY)?.toString("hex") ?? "";
  }

  read(collection: number, number: number): string | undefined {
    this.reading ??= this.tables.documents.useReadTransaction();
    return readDocument(this.tables.documents, documentKey(collection, number), { transaction: this.reading });
  }

  catalogue(): Iterable<{ collection: number; value: Buffer }> {
    return collectionEntries(this.tables.catalogue.getRange({}));
  }

  documents(): Iterable<StoredEntry> {
    return documentEntries(this.tables.documents.getRange({}));
  }

  /** Takes in what the journal of a run that did not end in good order holds. @throws Error with a sentence for people; NoRoom */
  recover(): void {
    const state = readJournalState(this.tables.catalogue.get(JOURNAL_KEY));
    if (state === null) return;
    const changes = readJournal(this.path, state);
    const bytes = changes.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
    demandRoom(dataFileOf(this.path), { changes: changes.length, bytes });
    this.tables.root.transactionSync(() => {
      for (const { table, key, value } of changes) {
        if (value === null) this.tables[table].removeSync(key);
        else this.tables[table].putSync(key, value);
      }
      this.tables.catalogue.removeSync(JOURNAL_KEY);
    });
  }

  /** From now on what the tables do not hold is in this journal. */
  follow(state: JournalState): void {
    this.tables.catalogue.putSync(JOURNAL_KEY, encodeJournalState(state));
  }

  /** A checkpoint: all of it in one transaction, with the place in the journal up to which the tables are whole. */
  async apply(pending: Pending, state: JournalState): Promise<void> {
    demandRoom(dataFileOf(this.path), { changes: pending.size, bytes: pending.bytes });
    const { documents, catalogue } = this.tables;
    const done = documents.batch(() => {
      for (const { table, key, value } of pending.changes()) {
        void (value === null ? this.tables[table].remove(key) : this.tables[table].put(key, value));
      }
      void catalogue.put(JOURNAL_KEY, encodeJournalState(state));
    });
    void documents.committed.then(absorb, absorb); // it tells of the same failure
    await this.finished(done);
  }

  /** From now on the tables hold everything by themselves. */
  async unfollow(): Promise<void> {
    await this.finished(this.tables.catalogue.remove(JOURNAL_KEY));
  }

  /** Gives the state of the tables a name that no other ever has. */
  async stamp(): Promise<Stamp> {
    const ending = seal(ENDING_KEY, randomBytes(16).toString("latin1"));
    await this.finished(this.endings.put(ENDING_KEY, ending));
    return { ending: ending.toString("hex"), commit: latestCommitOf(this.path) };
  }

  close(): Promise<void> {
    this.readAnew();
    return this.tables.root.close();
  }

  private async finished(done: Promise<boolean>): Promise<void> {
    try {
      await done;
    } catch (error) {
      absorbCause(error);
      throw error;
    } finally {
      this.readAnew();
    }
  }

  private readAnew(): void {
    this.reading?.done();
    this.reading = null;
    this.tables.documents.resetReadTxn();
  }
}
