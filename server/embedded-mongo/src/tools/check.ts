import { encodeKey } from "../bson/keys";
import { parseDocument } from "../bson/raw";
import { type Doc, isDocument } from "../bson/values";
import { compileFilter } from "../query/match";
import { Engine } from "../store/engine";
import { NoRoom } from "../store/room";
import { unseal } from "../store/seal";
import type { Snapshot } from "../store/snapshot";
import { readDocumentKey } from "../store/tables";
import { requireData, ServerNotReady, withSnapshot } from "./data-directory";
import { type Validation, validateCollection } from "./validate";

export type CheckResult = {
  collections: Validation[];
  /** Faults of the file and the catalogue; those of a collection stand with it. */
  faults: string[];
};

const MAX_FAULTS = 100;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function checkCatalogueEntry(entry: Doc, names: Set<string>): string | null {
  const { db, name, indexes, options } = entry;
  if (typeof db !== "string" || typeof name !== "string" || db === "" || name === "") return "has no name";
  if (names.has(`${db}.${name}`)) return `has the name ${db}.${name} of another collection`;
  names.add(`${db}.${name}`);
  if (!isDocument(options) || !Array.isArray(indexes)) return `(${db}.${name}) has no options or no indexes`;
  const indexNames = new Set<string>();
  for (const index of indexes) {
    if (!isDocument(index) || typeof index.name !== "string" || !isDocument(index.key)) return "has a broken index";
    if (indexNames.has(index.name)) return `(${db}.${name}) has the index ${index.name} twice`;
    indexNames.add(index.name);
    if (isDocument(index.partialFilterExpression)) compileFilter(index.partialFilterExpression);
  }
  return null;
}

/** Looks at every stored value by itself, so that all faults are named and not only the first. */
function checkStored(snapshot: Snapshot, faults: string[]): void {
  const known = new Set<number>([0]);
  const names = new Set<string>();
  const ids = new Set<string>();
  const look = (what: string, run: () => string | null): void => {
    let fault: string | null;
    try {
      fault = run();
    } catch (error) {
      fault = messageOf(error);
    }
    if (fault !== null && faults.length < MAX_FAULTS) faults.push(`${what}: ${fault}`);
  };
  for (const { key, value } of snapshot.storedCollections()) {
    const collection = key.readUInt32BE(0);
    known.add(collection);
    look(`collection ${collection}`, () => {
      const bytes = unseal(key, value);
      return collection === 0 ? null : checkCatalogueEntry(parseDocument(bytes), names);
    });
  }
  for (const { key, value } of snapshot.storedDocuments()) {
    const { collection, number } = readDocumentKey(key);
    look(`record ${number} of collection ${collection}`, () => {
      const doc = parseDocument(unseal(key, value));
      if (!known.has(collection)) return "belongs to no collection";
      if (doc._id === undefined) return "has no _id";
      const id = `${collection} ${encodeKey(doc._id)}`;
      if (ids.has(id)) return "has the _id of another record";
      ids.add(id);
      return null;
    });
  }
}

/** Checks all collections of an engine. */
function validateEngine(engine: Engine): Validation[] {
  const collections = [...engine.databases.values()].flatMap((names) => [...names.values()]);
  return collections.map(validateCollection);
}

function checkSnapshot(snapshot: Snapshot): CheckResult {
  const faults: string[] = [];
  checkStored(snapshot, faults);
  if (faults.length > 0) return { collections: [], faults };
  const engine = new Engine(snapshot.disk);
  engine.load();
  return { collections: validateEngine(engine), faults };
}

/**
 * Checks the stored data: the file, the journal, the seal and form of every record, the catalogue, and then all that a start
 * would make of it. A running server goes on; what is checked is the state of its last checkpoint, which is made now.
 * @throws Error with a sentence for people when there are no data; ServerNotReady, NoRoom
 */
export async function checkDirectory(dataDir: string): Promise<CheckResult> {
  requireData(dataDir);
  try {
    return await withSnapshot(dataDir, checkSnapshot);
  } catch (error) {
    if (error instanceof ServerNotReady || error instanceof NoRoom) throw error;
    return { collections: [], faults: [messageOf(error)] };
  }
}
