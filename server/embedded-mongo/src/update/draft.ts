import { describeField } from "../bson/describe";
import { type Doc, getField, isDocument, setField, type Value } from "../bson/values";
import { mongoError } from "../errors";
import { isIndex } from "./paths";

type Container = Doc | Value[];

// MongoDB's limit for the nulls that fill an array up to a position beyond its end.
const MAX_BACKFILL = 1500000;

/** The value at a path; positions count in arrays only. */
export function valueAt(doc: Doc, parts: readonly string[]): Value {
  let value: Value = doc;
  for (const part of parts) {
    if (isDocument(value)) value = getField(value, part);
    else if (Array.isArray(value) && isIndex(part)) value = value[Number(part)];
    else return undefined;
  }
  return value;
}

/** A document under change: copies what it touches, once, and leaves the original as it is. */
export class Draft {
  root: Doc;
  isChanged = false;
  private readonly copies: Set<object> = new Set();

  constructor(doc: Doc) {
    this.root = doc;
  }

  /** Sets the value at a path, making documents on the way. @throws MongoError 28 if a scalar is in the way. */
  write(parts: readonly string[], value: Value): void {
    let container: Container = this.ownRoot();
    for (let level = 0; level < parts.length - 1; level++) {
      const part = parts[level] as string;
      if (Array.isArray(container) && !isIndex(part)) throw this.notViable(parts, level);
      container = this.enter(container, parts, level);
    }
    const last = parts[parts.length - 1] as string;
    if (Array.isArray(container)) {
      if (!isIndex(last)) throw this.notViable(parts, parts.length - 1);
      putItem(container, Number(last), value);
    } else setField(container, last, value);
  }

  /** @throws MongoError 28 unless the missing path could be created. */
  checkViable(parts: readonly string[]): void {
    let value: Value = this.root;
    for (let level = 0; level < parts.length && value !== undefined; level++) {
      const part = parts[level] as string;
      if (isDocument(value)) value = getField(value, part);
      else if (Array.isArray(value) && isIndex(part)) value = value[Number(part)];
      else throw this.notViable(parts, level);
    }
  }

  /** Removes a field that is there; an array element becomes null. */
  remove(parts: readonly string[]): void {
    let container: Container = this.ownRoot();
    for (let level = 0; level < parts.length - 1; level++) container = this.enter(container, parts, level);
    const last = parts[parts.length - 1] as string;
    if (Array.isArray(container)) container[Number(last)] = null;
    else delete container[last];
  }

  private ownRoot(): Doc {
    if (!this.isChanged) {
      this.root = { ...this.root };
      this.isChanged = true;
    }
    return this.root;
  }

  private enter(container: Container, parts: readonly string[], level: number): Container {
    const part = parts[level] as string;
    const child = Array.isArray(container) ? container[Number(part)] : getField(container, part);
    let own: Container;
    if (child === undefined) own = {};
    else if (Array.isArray(child)) own = this.copies.has(child) ? child : [...(child as Value[])];
    else if (isDocument(child)) own = this.copies.has(child) ? child : { ...child };
    else throw this.notViable(parts, level + 1);
    if (own !== child) {
      this.copies.add(own);
      if (Array.isArray(container)) putItem(container, Number(part), own);
      else setField(container, part, own);
    }
    return own;
  }

  private notViable(parts: readonly string[], level: number): Error {
    const parent = valueAt(this.root, parts.slice(0, level));
    const element = describeField(parts[level - 1] ?? "", parent);
    return mongoError(28, `Cannot create field '${parts[level]}' in element ${element}`);
  }
}

function putItem(values: Value[], index: number, value: Value): void {
  if (index > values.length + MAX_BACKFILL) throw mongoError(2, "can't backfill more than 1500000 elements");
  while (values.length < index) values.push(null);
  values[index] = value;
}
