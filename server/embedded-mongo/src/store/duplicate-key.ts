import { Binary, Decimal128, Double, Long, ObjectId, Timestamp } from "bson";
import { type Doc, isDocument, type Value } from "../bson/values";
import { type MongoError, mongoError } from "../errors";
import { keyTuples } from "./index-keys";
import type { SecondaryIndex } from "./secondary-index";

function showNumber(value: number): string {
  return Number.isNaN(value) ? "nan" : value === Infinity ? "inf" : value === -Infinity ? "-inf" : String(value);
}

function showBinary(value: Binary): string {
  if (value.sub_type === Binary.SUBTYPE_UUID) return `UUID("${value.toUUID().toHexString()}")`;
  return `BinData(${value.sub_type}, ${value.toString("hex").toUpperCase()})`;
}

/** A value as MongoDB prints it in the message of a duplicate key. */
function showValue(value: Value): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return showNumber(value);
  if (typeof value === "boolean") return String(value);
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Double) return Number.isInteger(value.value) ? value.value.toFixed(1) : showNumber(value.value);
  if (value instanceof Timestamp) return `Timestamp(${value.getHighBits()}, ${value.getLowBits()})`;
  if (value instanceof Long || value instanceof Decimal128) return value.toString();
  if (value instanceof Binary) return showBinary(value);
  if (Array.isArray(value)) return `[ ${value.map(showValue).join(", ")} ]`;
  if (isDocument(value)) return showDocument(value);
  return JSON.stringify(value) ?? String(value);
}

function showDocument(doc: Doc): string {
  const fields = Object.keys(doc).map((name) => `${name}: ${showValue(doc[name])}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

type Duplicate = { ns: string; indexName: string; keyPattern: Doc; keyValue: Doc };

function duplicateKey({ ns, indexName, keyPattern, keyValue }: Duplicate): MongoError {
  const message = `E11000 duplicate key error collection: ${ns} index: ${indexName} dup key: ${showDocument(keyValue)}`;
  return mongoError(11000, message, { keyPattern, keyValue });
}

/** The error of a second document with the same `_id`. */
export function duplicateId(ns: string, id: Value): MongoError {
  return duplicateKey({ ns, indexName: "_id_", keyPattern: { _id: 1 }, keyValue: { _id: id } });
}

/** The error of a second document under one key of a unique index. */
export function duplicateIndexKey(ns: string, index: SecondaryIndex, at: { doc: Doc; key: string }): MongoError {
  const tuple = keyTuples(at.doc, index.fields).find((candidate) => candidate.key === at.key);
  const keyValue: Doc = {};
  index.fields.forEach((field, i) => {
    keyValue[field.path] = tuple?.values[i] ?? null;
  });
  return duplicateKey({ ns, indexName: index.name, keyPattern: index.spec.key, keyValue });
}
