import BTree from "sorted-btree";
import { type Doc, isDocument } from "../bson/values";
import { compileFilter, type Matcher } from "../query/match";
import { documentKeys, hasAnyField, type IndexField } from "./index-keys";

/** What createIndexes was given, as listIndexes shows it again. */
export type IndexSpec = Doc & { name: string; key: Doc };

/** Somebody who holds a lock: an open transaction. */
export type LockHolder = object;

const compareStrings = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A sorted tree from strings to strings. */
export function newTree(): BTree<string, string> {
  return new BTree<string, string>(undefined, compareStrings, 64);
}

function fieldsOf(key: Doc): IndexField[] {
  return Object.keys(key).map((path) => {
    const parts = path.split(".");
    return { path, parts, root: parts[0] as string, descending: Number(key[path]) < 0 };
  });
}

/**
 * A secondary index: key string → key of the document. A non-unique entry ends with the document's own key, so that
 * entries stay distinct. An update that leaves the keys alone does not touch the tree at all.
 */
export class SecondaryIndex {
  readonly name: string;
  readonly fields: IndexField[];
  readonly isUnique: boolean;
  readonly isSparse: boolean;
  readonly partialFilter: Doc | null;
  readonly tree = newTree();
  /** Unique keys that open transactions have taken and not yet committed. */
  readonly reservations = new Map<string, LockHolder>();
  /** True once any document had an array on one of the paths; never reset, so plans stay on the safe side. */
  isMultikey = false;
  private readonly partial: Matcher | null;

  constructor(public spec: IndexSpec) {
    this.name = spec.name;
    this.fields = fieldsOf(spec.key);
    this.isUnique = spec.unique === true;
    this.isSparse = spec.sparse === true;
    this.partialFilter = isDocument(spec.partialFilterExpression) ? spec.partialFilterExpression : null;
    this.partial = this.partialFilter === null ? null : compileFilter(this.partialFilter);
  }

  get expireAfterSeconds(): number | null {
    return this.spec.expireAfterSeconds === undefined ? null : Number(this.spec.expireAfterSeconds);
  }

  /** The keys under which the document stands in this index; none when a sparse or partial index leaves it out. */
  keysFor(doc: Doc): string[] {
    if (this.partial !== null && !this.partial.test(doc)) return [];
    if (this.isSparse && !hasAnyField(doc, this.fields)) return [];
    const { keys, isMultikey } = documentKeys(doc, this.fields);
    if (isMultikey) this.isMultikey = true;
    return keys;
  }

  entryKey(key: string, documentKey: string): string {
    return this.isUnique ? key : key + documentKey;
  }
}
