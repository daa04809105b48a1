import { type Doc, getField, isDocument } from "../bson/values";
import { compileFilter, type Matcher } from "../query/match";
import { documentKeys, hasAnyField, type IndexField } from "./index-keys";
import { numberKey } from "./key-loader";
import { KeyTable } from "./key-table";

/** What createIndexes was given, as listIndexes shows it again. */
export type IndexSpec = Doc & { name: string; key: Doc };

/** Somebody who holds a lock: an open transaction. */
export type LockHolder = object;

function fieldsOf(key: Doc): IndexField[] {
  return Object.keys(key).map((path) => {
    const parts = path.split(".");
    return { path, parts, root: parts[0] as string, descending: Number(key[path]) < 0 };
  });
}

/**
 * A secondary index: key string → record number. A non-unique entry ends with the number, so that entries stay distinct.
 * An update that leaves the keys alone does not touch the tree at all.
 */
export class SecondaryIndex {
  readonly name: string;
  readonly fields: IndexField[];
  readonly isUnique: boolean;
  readonly isSparse: boolean;
  readonly partialFilter: Doc | null;
  readonly tree = new KeyTable();
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

  /** Whether an update has left alone all that the keys are made of: unchanged parts of a document are shared, not copied. */
  isUntouched(old: Doc, next: Doc): boolean {
    if (this.partialFilter !== null) return false;
    for (const { root } of this.fields) if (getField(old, root) !== getField(next, root)) return false;
    return true;
  }

  entryKey(key: string, number: number): string {
    return this.isUnique ? key : key + numberKey(number);
  }
}
