import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { damaged } from "./data-file";
import { syncDirectory } from "./directory";
import type { DiskOperation } from "./disk";
import { JournalFile } from "./journal-file";
import {
  type Change,
  encodeBatch,
  encodeMark,
  FIRST_BATCH_AT,
  type Head,
  type ReadBatch,
  readBatch,
  readHead,
  readTold,
  TAG_BYTES,
} from "./journal-format";

/** What the tables know of the journal beside them: which one it is, and the first batch in it that they do not hold. */
export type JournalState = { journal: Buffer; next: number };

const NAMES = ["journal.a", "journal.b"] as const;
/** The number of a journal's first batch. */
const FIRST = 2;

function newTag(): Buffer {
  return randomBytes(TAG_BYTES);
}

/**
 * What was written since the tables were last brought up to date: batches of changes, one after the other, in two files that
 * take turns. A batch is on disk before anybody is told of it.
 */
export class Journal {
  private readonly id = randomBytes(16);
  private tags: [Buffer, Buffer] = [newTag(), newTag()];
  private readonly files: [JournalFile, JournalFile];
  private current: 0 | 1 = 0;
  private last = FIRST - 1;

  /** Starts an empty journal and waits for the disk; whatever another one left there goes. */
  constructor(private readonly path: string) {
    this.files = [this.open(0), this.open(1)];
    syncDirectory(path);
  }

  /** Where the tables have to be that hold everything written so far. */
  get state(): JournalState {
    return { journal: this.id, next: this.last + 1 };
  }

  /** Bytes since the files last took turns. */
  get filled(): number {
    return this.files[this.current].filled;
  }

  /** Resolves with the changes when they are on disk. When it rejects, none of them is, as far as the disk lets us see to it. */
  async append(operations: readonly DiskOperation[]): Promise<Change[]> {
    const { bytes, changes } = encodeBatch(operations, this.next());
    await this.write(bytes);
    return changes;
  }

  /** Lets the other file go on, whose batches the tables must hold by now. */
  async turn(): Promise<void> {
    const other = this.current === 0 ? 1 : 0;
    const mark = this.next();
    this.tags[other] = newTag();
    await this.files[other].begin(this.head(other, mark.number + 1));
    await this.write(encodeMark(mark));
    this.current = other;
  }

  close(): void {
    for (const file of this.files) file.close();
  }

  /** Takes the files away. The tables must hold everything, and know of no journal any more. */
  remove(): void {
    this.close();
    try {
      for (const name of NAMES) rmSync(join(this.path, name), { force: true });
    } catch {
      // What stays is nobody's: the next start writes over it.
    }
  }

  private next(): { tag: Buffer; number: number } {
    return { tag: this.tags[this.current], number: this.last + 1 };
  }

  private async write(bytes: Buffer): Promise<void> {
    const file = this.files[this.current];
    try {
      await file.append(bytes);
      file.tell(this.last + 1);
    } catch (error) {
      file.undo();
      throw error;
    }
    this.last++;
  }

  private head(which: 0 | 1, first: number): Head {
    return { journal: this.id, tag: this.tags[which], first };
  }

  /** The second file waits for its turn: it is older than every batch. */
  private open(which: 0 | 1): JournalFile {
    return new JournalFile(join(this.path, NAMES[which]), this.head(which, which === 0 ? FIRST : FIRST - 1));
  }
}

type StoredFile = { name: string; bytes: Buffer; head: Head; told: number };

function broken(name: string, fault: string): Error {
  return damaged(`日志文件 ${name}`, fault);
}

function openStored(path: string, name: string, { journal }: JournalState): StoredFile {
  const file = join(path, name);
  if (!existsSync(file)) throw broken(file, "the file is missing");
  const bytes = readFileSync(file);
  const head = readHead(bytes);
  if (head === null || bytes.length < FIRST_BATCH_AT) throw broken(file, "its head is broken");
  if (!head.journal.equals(journal)) throw broken(file, "it belongs to other data");
  // The power may have torn the note: then it says as little as one that never reached the disk.
  return { name: file, bytes, head, told: readTold(bytes) ?? head.first - 1 };
}

/** All batches of a file. @throws Error with a sentence for people when one that somebody was told of is not there */
function batchesOf({ name, bytes, head, told }: StoredFile): ReadBatch[] {
  const batches: ReadBatch[] = [];
  let at = FIRST_BATCH_AT;
  let number = head.first;
  for (let batch = readBatch(bytes, at, head.tag); batch !== null; batch = readBatch(bytes, at, head.tag)) {
    if (batch.number !== number) throw broken(name, `batch ${batch.number} stands where ${number} belongs`);
    batches.push(batch);
    at = batch.end;
    number++;
    if (batch.isMark) break;
  }
  if (told >= number) throw broken(name, `batch ${number} is broken`);
  // The power may have failed before it was noted of whom somebody was told, but never between two batches.
  for (let tag = bytes.indexOf(head.tag, at); tag >= 0; tag = bytes.indexOf(head.tag, tag + 1)) {
    if ((readBatch(bytes, tag, head.tag)?.number ?? 0) > number) throw broken(name, `batch ${number} is broken`);
  }
  return batches;
}

/**
 * The changes that the tables do not hold yet, in order. A batch that was being written when the power failed is left out:
 * nobody was told of it.
 * @throws Error with a sentence for people when anything that somebody was told of is gone or damaged
 */
export function readJournal(path: string, state: JournalState): Change[] {
  const [a, b] = NAMES.map((name) => openStored(path, name, state)) as [StoredFile, StoredFile];
  const isStart = ({ head }: StoredFile): boolean => head.first <= state.next;
  const start = isStart(a) && (!isStart(b) || a.head.first > b.head.first) ? a : b;
  if (!isStart(start)) throw broken(start.name, `batch ${state.next} is missing`);
  const other = start === a ? b : a;
  const batches = batchesOf(start);
  const last = batches[batches.length - 1];
  if (last?.isMark) {
    if (other.head.first !== last.number + 1) throw broken(other.name, `batch ${last.number + 1} is missing`);
    batches.push(...batchesOf(other));
  } else if (other.head.first > start.head.first && batchesOf(other).length > 0) {
    throw broken(start.name, `batch ${other.head.first - 1} is missing`);
  }
  const end = (batches[batches.length - 1]?.number ?? start.head.first - 1) + 1;
  if (end < state.next) throw broken(start.name, `batch ${end} is missing`); // older files than the tables have seen
  return batches.flatMap(({ number, changes }) => (number < state.next ? [] : changes));
}
