import type { Model, mongo } from "mongoose";
import { native } from "../platform/db";

const CHUNK = 500;

/** Stores the documents that are not there yet, by _id, so that a run that was cut off can be repeated. */
export async function insertMissing<T extends { _id: string }>(of: Model<T>, docs: readonly T[]): Promise<void> {
  const collection = native(of);
  for (let from = 0; from < docs.length; from += CHUNK) {
    const chunk = docs.slice(from, from + CHUNK);
    const ids = chunk.map((doc) => doc._id);
    const filter = { _id: { $in: ids } } as mongo.Filter<T>;
    const found = await collection.find(filter, { projection: { _id: 1 } }).toArray();
    const known = new Set(found.map((row) => String(row._id)));
    const missing = chunk.filter((doc) => !known.has(doc._id));
    if (missing.length > 0) await collection.insertMany(missing as mongo.OptionalUnlessRequiredId<T>[]);
  }
}

/** An identifier of demonstration data: the same for the same number, 20 letters and digits like the others. */
export function demoId(kind: string, n: number): string {
  return `Demo${kind}${String(n).padStart(16 - kind.length, "0")}`;
}
