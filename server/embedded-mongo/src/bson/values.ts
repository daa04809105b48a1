import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from "bson";
import { mongoError } from "../errors";
import { compareNumbers, type NumberValue, numberType } from "./numbers";

/** A BSON value as `raw.ts` parses it; `undefined` means "missing". */
export type Value = unknown;
/** A BSON document: a plain object, fields in order. */
export type Doc = { [key: string]: Value };

/** BSON's order of types; all number types are one, missing comes before null. */
export const TypeOrder = {
  minKey: 0,
  missing: 1,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binary: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  code: 60,
  codeWithScope: 65,
  maxKey: 127,
} as const;

// Looking up the prototype is safe with documents that have fields such as `_bsontype` or `constructor`.
const ORDER_BY_PROTOTYPE: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  [Object.prototype, TypeOrder.object],
  [null, TypeOrder.object],
  [Long.prototype, TypeOrder.number],
  [Double.prototype, TypeOrder.number],
  [Decimal128.prototype, TypeOrder.number],
  [Int32.prototype, TypeOrder.number],
  [ObjectId.prototype, TypeOrder.objectId],
  [Date.prototype, TypeOrder.date],
  [Binary.prototype, TypeOrder.binary],
  [UUID.prototype, TypeOrder.binary],
  [Timestamp.prototype, TypeOrder.timestamp],
  [BSONRegExp.prototype, TypeOrder.regex],
  [BSONSymbol.prototype, TypeOrder.string],
  [MinKey.prototype, TypeOrder.minKey],
  [MaxKey.prototype, TypeOrder.maxKey],
]);

/** Position of the value's type in BSON's comparison order, see `TypeOrder`. @throws MongoError 2 for what is no BSON. */
export function typeOrder(value: Value): number {
  switch (typeof value) {
    case "string":
      return TypeOrder.string;
    case "number":
      return TypeOrder.number;
    case "boolean":
      return TypeOrder.bool;
    case "undefined":
      return TypeOrder.missing;
    case "object":
      return value === null ? TypeOrder.null : Array.isArray(value) ? TypeOrder.array : objectOrder(value);
    default:
      throw mongoError(2, `Not a BSON value: ${typeof value}`);
  }
}

function objectOrder(value: object): number {
  const order = ORDER_BY_PROTOTYPE.get(Object.getPrototypeOf(value));
  if (order !== undefined) return order;
  if (value instanceof Code) return value.scope ? TypeOrder.codeWithScope : TypeOrder.code;
  throw mongoError(2, `Not a BSON value: ${value.constructor.name}`);
}

/** Whether the value is an embedded document (not an array, not another BSON type). */
export function isDocument(value: Value): value is Doc {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [TypeOrder.minKey, "minKey"],
  [TypeOrder.missing, "missing"],
  [TypeOrder.null, "null"],
  [TypeOrder.object, "object"],
  [TypeOrder.array, "array"],
  [TypeOrder.binary, "binData"],
  [TypeOrder.objectId, "objectId"],
  [TypeOrder.bool, "bool"],
  [TypeOrder.date, "date"],
  [TypeOrder.timestamp, "timestamp"],
  [TypeOrder.regex, "regex"],
  [TypeOrder.code, "javascript"],
  [TypeOrder.codeWithScope, "javascriptWithScope"],
  [TypeOrder.maxKey, "maxKey"],
]);

/** The alias `$type` uses; "missing" for undefined. */
export function typeName(value: Value): string {
  const order = typeOrder(value);
  if (order === TypeOrder.number) return numberType(value as NumberValue);
  return TYPE_NAMES.get(order) ?? (typeof value === "string" ? "string" : "symbol");
}

/** A field of a document; undefined if it has none of that name (also for names such as `constructor`). */
export function getField(doc: Doc, name: string): Value {
  const value = doc[name];
  // Only inherited members are functions or the prototype itself: BSON values never are.
  return typeof value === "function" || value === Object.prototype ? undefined : value;
}

/** Sets a field, also one called `__proto__`. */
export function setField(doc: Doc, name: string, value: Value): void {
  if (name === "__proto__") {
    Object.defineProperty(doc, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    doc[name] = value;
  }
}

/** Compares strings by their UTF-8 bytes, as MongoDB does without a collation. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for code points above U+FFFF, yet are smaller units than U+E000 to U+FFFF.
    if (x >= 0xd800 && y >= 0xd800 && x >= 0xe000 !== y >= 0xe000) return x >= 0xe000 ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** BSON's total order over all values: negative, 0 or positive. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === "number" && typeof b === "number") {
    if (a < b) return -1;
    if (a > b) return 1;
    if (a === b) return 0;
    return compareNumbers(a, b);
  }
  const order = typeOrder(a);
  const difference = order - typeOrder(b);
  return difference !== 0 ? difference : compareSameType(order, a, b);
}

function compareSameType(order: number, a: Value, b: Value): number {
  switch (order) {
    case TypeOrder.number:
      return compareNumbers(a as NumberValue, b as NumberValue);
    case TypeOrder.string:
      return compareStrings(String(a), String(b));
    case TypeOrder.object:
      return compareDocuments(a as Doc, b as Doc);
    case TypeOrder.array:
      return compareArrays(a as Value[], b as Value[]);
    case TypeOrder.bool:
      return Number(a) - Number(b);
    case TypeOrder.date:
      return compareNumbers((a as Date).getTime(), (b as Date).getTime());
    case TypeOrder.objectId:
      return compareObjectIds(a as ObjectId, b as ObjectId);
    default:
      return compareRareType(order, a, b);
  }
}

function compareRareType(order: number, a: Value, b: Value): number {
  switch (order) {
    case TypeOrder.binary:
      return compareBinaries(a as Binary, b as Binary);
    case TypeOrder.timestamp:
      return (a as Timestamp).t - (b as Timestamp).t || (a as Timestamp).i - (b as Timestamp).i;
    case TypeOrder.regex: {
      const x = a as BSONRegExp;
      const y = b as BSONRegExp;
      return compareStrings(x.pattern, y.pattern) || compareStrings(x.options, y.options);
    }
    case TypeOrder.code:
      return compareStrings((a as Code).code, (b as Code).code);
    case TypeOrder.codeWithScope: {
      const x = a as Code;
      const y = b as Code;
      return compareStrings(x.code, y.code) || compareDocuments(x.scope ?? {}, y.scope ?? {});
    }
    default:
      return 0;
  }
}

function compareObjectIds(a: ObjectId, b: ObjectId): number {
  if (a.equals(b)) return 0;
  return a.toHexString() < b.toHexString() ? -1 : 1;
}

/** The bytes a Binary really uses. */
export function binaryBytes(value: Binary): Uint8Array {
  const { buffer, position } = value;
  return buffer.length === position ? buffer : buffer.subarray(0, position);
}

function compareBinaries(a: Binary, b: Binary): number {
  const x = binaryBytes(a);
  const y = binaryBytes(b);
  return x.length - y.length || a.sub_type - b.sub_type || Buffer.compare(x, y);
}

function compareArrays(a: Value[], b: Value[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const result = compareValues(a[i], b[i]);
    if (result !== 0) return result;
  }
  return a.length - b.length;
}

function compareDocuments(a: Doc, b: Doc): number {
  const namesA = Object.keys(a);
  const namesB = Object.keys(b);
  const length = Math.min(namesA.length, namesB.length);
  for (let i = 0; i < length; i++) {
    const nameA = namesA[i] as string;
    const nameB = namesB[i] as string;
    const x = a[nameA];
    const y = b[nameB];
    const order = typeOrder(x);
    const result = order - typeOrder(y) || compareStrings(nameA, nameB) || compareSameType(order, x, y);
    if (result !== 0) return result;
  }
  return namesA.length - namesB.length;
}

/** Whether two values are equal in BSON's order (1, 1.0 and NumberLong(1) are; field order of documents counts). */
export function valuesEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a === "string" && typeof b === "string") return false;
  return compareValues(a, b) === 0;
}

/** Whether two values are the same including their number types and the sign of zero. */
export function valuesIdentical(a: Value, b: Value): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => valuesIdentical(item, b[i]));
  }
  if (isDocument(a)) {
    if (!isDocument(b)) return false;
    const names = Object.keys(a);
    const other = Object.keys(b);
    return (
      names.length === other.length && names.every((name, i) => name === other[i] && valuesIdentical(a[name], b[name]))
    );
  }
  if (typeName(a) !== typeName(b) || compareValues(a, b) !== 0) return false;
  return !(a instanceof Decimal128) || Buffer.compare(a.bytes, (b as Decimal128).bytes) === 0;
}

/** A deep copy of arrays and documents; other values are never changed in place and so are shared. */
export function cloneValue<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const copy: Value[] = new Array(value.length);
    for (let i = 0; i < value.length; i++) copy[i] = cloneValue(value[i]);
    return copy as T;
  }
  if (!isDocument(value)) return value;
  const copy: Doc = {};
  for (const name of Object.keys(value)) setField(copy, name, cloneValue(value[name]));
  return copy as T;
}
