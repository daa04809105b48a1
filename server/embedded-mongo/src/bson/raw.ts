import { Reader } from "./reader";
import { type Doc, setField } from "./values";

export { serializeDocument, serializeLatin1 } from "./writer";

/**
 * Reads BSON keeping its types: int32 is a JS number, a double is one too unless its value would be taken for an int32 (then
 * it is a Double), int64 is a Long; everything else comes as the class of the bson library. Nothing refers to the input
 * afterwards.
 */

/** Parses the document at `offset`. @throws MongoError 22 for malformed BSON, 15 beyond 200 levels. */
export function parseDocument(buffer: Uint8Array, offset = 0): Doc {
  return new Reader(buffer, offset).document(0);
}

/** Parses only the named top-level fields, skipping the others. @throws MongoError 22 for malformed BSON. */
export function pickFields(buffer: Uint8Array, names: ReadonlySet<string>): Doc {
  const reader = new Reader(buffer, 0);
  const end = reader.begin();
  const doc: Doc = {};
  let missing = names.size;
  while (missing > 0) {
    const type = reader.type(end);
    if (type === 0) break;
    const name = reader.name();
    if (names.has(name)) {
      setField(doc, name, reader.value(type, 0));
      missing -= 1;
    } else reader.skip(type);
  }
  return doc;
}
