import { encodeKey } from "../bson/keys";
import { parseDocument, pickFields, serializeLatin1 } from "../bson/raw";
import type { Doc } from "../bson/values";

const ID_ONLY: ReadonlySet<string> = new Set(["_id"]);

/**
 * One immutable version of a document. The BSON bytes are kept as a latin1 string, which costs a fraction of the parsed
 * objects. The parsed form is shared: nobody may change it.
 */
export class StoredRecord {
  /** Position in natural order; given when the record enters its collection, kept by later versions. */
  number = 0;
  private parsed: Doc | null;
  private ownKey: string | null;

  /** @param key the encoded `_id`, where it is known */
  constructor(
    key: string | null,
    readonly raw: string,
    parsed: Doc | null = null,
  ) {
    this.ownKey = key;
    this.parsed = parsed;
  }

  get key(): string {
    this.ownKey ??= encodeKey((this.parsed ?? pickFields(this.bytes(), ID_ONLY))._id);
    return this.ownKey;
  }

  get doc(): Doc {
    this.parsed ??= parseDocument(this.bytes());
    return this.parsed;
  }

  bytes(): Buffer {
    return Buffer.from(this.raw, "latin1");
  }
}

/**
 * A record of a document that has its `_id`. The document must not be changed afterwards.
 * @param key the encoded `_id`, where it is known
 */
export function recordOf(doc: Doc, key = encodeKey(doc._id)): StoredRecord {
  return new StoredRecord(key, serializeLatin1(doc), doc);
}
