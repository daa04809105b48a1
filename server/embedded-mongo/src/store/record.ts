import { encodeKey } from "../bson/keys";
import { parseDocument, serializeDocument } from "../bson/raw";
import type { Doc } from "../bson/values";

const CACHED_DOCUMENTS = 20_000;
const CACHED_BYTES = 64 * 1024 * 1024;

/** First in, first out ring of the records that keep their parsed form. */
const ring: (StoredRecord | undefined)[] = new Array<StoredRecord | undefined>(CACHED_DOCUMENTS);
let ringNext = 0;
let ringOldest = 0;
let ringCount = 0;
let ringBytes = 0;

function forgetOldest(): void {
  const oldest = ring[ringOldest];
  ring[ringOldest] = undefined;
  ringOldest = (ringOldest + 1) % CACHED_DOCUMENTS;
  ringCount--;
  if (oldest === undefined) return;
  ringBytes -= oldest.raw.length;
  oldest.forget();
}

function remember(record: StoredRecord): void {
  const size = record.raw.length;
  while (ringCount > 0 && (ringCount === CACHED_DOCUMENTS || ringBytes + size > CACHED_BYTES)) forgetOldest();
  ring[ringNext] = record;
  ringNext = (ringNext + 1) % CACHED_DOCUMENTS;
  ringCount++;
  ringBytes += size;
}

/**
 * One immutable version of a document. The BSON bytes are kept as a latin1 string, which costs a fraction of the parsed
 * objects and needs no slab to manage. The parsed form is shared: nobody may change it.
 */
export class StoredRecord {
  /** Position in natural order; given when the record enters its collection, kept by later versions. */
  number = 0;
  private parsed: Doc | undefined = undefined;

  constructor(
    readonly key: string,
    readonly raw: string,
    parsed?: Doc,
  ) {
    if (parsed !== undefined) this.keep(parsed);
  }

  get doc(): Doc {
    if (this.parsed !== undefined) return this.parsed;
    const doc = parseDocument(this.bytes());
    this.keep(doc);
    return doc;
  }

  bytes(): Buffer {
    return Buffer.from(this.raw, "latin1");
  }

  forget(): void {
    this.parsed = undefined;
  }

  private keep(doc: Doc): void {
    this.parsed = doc;
    remember(this);
  }
}

/** A record of a document that has its `_id`. The document must not be changed afterwards. */
export function recordOf(doc: Doc): StoredRecord {
  return new StoredRecord(encodeKey(doc._id), serializeDocument(doc).toString("latin1"), doc);
}
