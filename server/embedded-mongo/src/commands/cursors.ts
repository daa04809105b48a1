import { randomInt } from "node:crypto";
import { Long } from "bson";
import { isNumber, toDouble } from "../bson/numbers";
import { serializeDocument } from "../bson/raw";
import type { Doc } from "../bson/values";
import { mongoError } from "../errors";
import { suspend } from "../query/select";
import type { Collection } from "../store/collection";
import type { StoredRecord } from "../store/record";
import type { CursorReply, RawDocument, Reply } from "../wire/reply";
import { collectionName, numberArgument } from "./arguments";
import { type CommandContext, ok } from "./context";

/** Documents of a result, one after the other. */
export type ResultSource = {
  next(): RawDocument | null;
  /** The rest must no longer depend on the collection. */
  suspend(): void;
};

type Cursor = {
  id: number;
  ns: string;
  source: ResultSource;
  waiting: RawDocument | null;
  /** The command that opened it. */
  opener: CommandContext;
  /** What is left of the opener's `maxTimeMS`, which counts only while the server works for the cursor. */
  leftMs: number | null;
  lastUsedMs: number;
};

const IDLE_MS = 10 * 60_000;
const MAX_BATCH_BYTES = 16 * 1024 * 1024;
const MAX_RESULT_BYTES = 16_777_216;
const FIRST_BATCH_DOCUMENTS = 101;

/** Records of a collection as they are stored, or projected; 175 when it is dropped meanwhile and no snapshot keeps them. */
export function recordSource(
  { transaction }: CommandContext,
  collection: Collection | undefined,
  { records, project }: { records: Iterator<StoredRecord>; project: ((doc: Doc) => Doc) | null },
): ResultSource {
  return {
    next() {
      if (transaction === null) collection?.checkThere();
      const item = records.next();
      if (item.done === true) return null;
      return project === null ? item.value.raw : serializeDocument(project(item.value.doc));
    },
    suspend: () => suspend(records),
  };
}

/** Documents that a pipeline made. The pipeline must not read the collection any more. */
export function documentSource(docs: readonly Doc[]): ResultSource {
  let at = 0;
  return {
    next: () => (at < docs.length ? serializeDocument(docs[at++] as Doc) : null),
    suspend: () => undefined,
  };
}

function fillBatch(cursor: Cursor, limit: number): RawDocument[] {
  const documents: RawDocument[] = [];
  let bytes = 0;
  for (;;) {
    const next = cursor.waiting ?? cursor.source.next();
    cursor.waiting = next;
    if (next === null || documents.length >= limit) return documents;
    if (next.length > MAX_RESULT_BYTES) {
      throw mongoError(
        10334,
        `BSONObj size: ${next.length} is invalid. Size must be between 0 and ${MAX_RESULT_BYTES}`,
      );
    }
    if (documents.length > 0 && bytes + next.length > MAX_BATCH_BYTES) return documents;
    documents.push(next);
    bytes += next.length;
    cursor.waiting = null;
  }
}

/** A cursor of a transaction is read in it and nowhere else, any other one outside of all. @throws 50739, 50740, 50741 */
function checkTransaction({ id, opener }: Cursor, { transaction, command }: CommandContext): void {
  if (opener.transaction === transaction) return;
  const text = `Cannot run getMore on cursor ${id}, which was`;
  const own = `created in transaction ${String(opener.command.txnNumber)}`;
  const asked = `in transaction ${String(command.txnNumber)}`;
  if (opener.transaction === null) throw mongoError(50739, `${text} not created in a transaction, ${asked}`);
  if (transaction === null) throw mongoError(50740, `${text} ${own}, without a txnNumber`);
  throw mongoError(50741, `${text} ${own}, ${asked}`);
}

/** Open cursors of a server. */
export class Cursors {
  private readonly open = new Map<number, Cursor>();
  private lastId = randomInt(2 ** 40);

  constructor(private readonly nowMs: () => number) {}

  get count(): number {
    return this.open.size;
  }

  /** The first batch of a result; what is left stays behind under an id. */
  start(
    context: CommandContext,
    ns: string,
    from: { source: ResultSource; batchSize: number | null; isSingle?: boolean },
  ): Reply {
    const cursor: Cursor = {
      id: ++this.lastId,
      ns,
      source: from.source,
      waiting: null,
      opener: context,
      leftMs: null,
      lastUsedMs: this.nowMs(),
    };
    const documents = from.batchSize === 0 ? [] : fillBatch(cursor, from.batchSize ?? FIRST_BATCH_DOCUMENTS);
    const isOpen = from.isSingle !== true && (cursor.waiting !== null || from.batchSize === 0);
    if (isOpen) {
      cursor.source.suspend();
      this.open.set(cursor.id, cursor);
      context.transaction?.atEnd(() => this.kill(cursor.id));
      this.stopClock(cursor);
    }
    return reply("firstBatch", { ns, cursorId: isOpen ? cursor.id : 0, documents });
  }

  /** @throws 43 when the cursor does not exist (any more), 13, 50739–50741; and what ends it: 50, 175 */
  more(context: CommandContext, at: { id: number; ns: string; batchSize: number | null }): Reply {
    const { id, ns, batchSize } = at;
    const cursor = this.open.get(id);
    if (cursor === undefined) throw mongoError(43, `cursor id ${id} not found`);
    if (cursor.ns !== ns) {
      throw mongoError(
        13,
        `Requested getMore on namespace '${ns}', but cursor belongs to a different namespace ${cursor.ns}`,
      );
    }
    checkTransaction(cursor, context);
    this.open.delete(id); // an error ends it
    cursor.lastUsedMs = this.nowMs();
    if (cursor.leftMs !== null) cursor.opener.deadlineMs = cursor.lastUsedMs + cursor.leftMs;
    const documents = fillBatch(cursor, batchSize === null || batchSize === 0 ? Number.POSITIVE_INFINITY : batchSize);
    if (cursor.waiting !== null) this.open.set(id, cursor);
    this.stopClock(cursor);
    return reply("nextBatch", { ns, cursorId: cursor.waiting === null ? 0 : id, documents });
  }

  kill(id: number): boolean {
    return this.open.delete(id);
  }

  killSession(sessionId: string): void {
    for (const cursor of [...this.open.values()])
      if (cursor.opener.session?.id === sessionId) this.open.delete(cursor.id);
  }

  /** Forgets cursors that nobody read for ten minutes. */
  sweep(): void {
    const oldest = this.nowMs() - IDLE_MS;
    for (const cursor of [...this.open.values()]) if (cursor.lastUsedMs < oldest) this.open.delete(cursor.id);
  }

  private stopClock(cursor: Cursor): void {
    const { deadlineMs } = cursor.opener;
    cursor.leftMs = deadlineMs === null ? null : deadlineMs - this.nowMs();
  }
}

function reply(cursorField: CursorReply["cursorField"], at: Omit<CursorReply, "cursorField">): Reply {
  return { cursor: { cursorField, ...at } };
}

export function getMore(context: CommandContext): Reply {
  const id = context.command.getMore;
  const name = context.command.collection;
  if (!isNumber(id) || typeof name !== "string") throw mongoError(14, "getMore needs a cursor id and a collection");
  if (context.deadlineMs !== null) {
    throw mongoError(2, "cannot set maxTimeMS on getMore command for a non-awaitData cursor");
  }
  const batchSize = numberArgument(context, "batchSize");
  return context.services.cursors.more(context, { id: toDouble(id), ns: `${context.db}.${name}`, batchSize });
}

export function killCursors(context: CommandContext): Reply {
  collectionName(context);
  const ids = context.command.cursors;
  if (!Array.isArray(ids)) throw mongoError(14, "killCursors needs an array 'cursors'");
  const killed: Long[] = [];
  const notFound: Long[] = [];
  for (const id of ids) {
    const number = isNumber(id) ? toDouble(id) : -1;
    (context.services.cursors.kill(number) ? killed : notFound).push(Long.fromNumber(number));
  }
  return ok({ cursorsKilled: killed, cursorsNotFound: notFound, cursorsAlive: [], cursorsUnknown: [] });
}
