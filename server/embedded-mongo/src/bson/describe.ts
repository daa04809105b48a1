import { Binary, BSONRegExp, Decimal128, Double, Long, ObjectId, Timestamp } from "bson";
import { isDocument, typeName, type Value } from "./values";

const MAX_LENGTH = 300;

/** A value as MongoDB shows it in error messages, shortened if long. */
export function describeValue(value: Value): string {
  const text = show(value);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}...` : text;
}

/** `{ name: value }` for error messages. */
export function describeField(name: string, value: Value): string {
  return `{${name}: ${describeValue(value)}}`;
}

function show(value: Value): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value === null || typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[ ${value.map(show).join(", ")} ]`;
  if (isDocument(value)) {
    const fields = Object.keys(value).map((name) => `${name}: ${show(value[name])}`);
    return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
  }
  return showScalar(value);
}

function showScalar(value: object): string {
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (value instanceof Timestamp) return `Timestamp(${value.t}, ${value.i})`;
  if (value instanceof Long) return value.toString();
  if (value instanceof Double) return Number.isInteger(value.value) ? `${value.value}.0` : String(value.value);
  if (value instanceof Decimal128) return `NumberDecimal("${value.toString()}")`;
  if (value instanceof BSONRegExp) return `/${value.pattern}/${value.options}`;
  if (value instanceof Binary) return `BinData(${value.sub_type}, ${value.toString("hex").toUpperCase()})`;
  return typeName(value);
}
