import type { Binary, BSONRegExp, Code, ObjectId, Timestamp } from "bson";
import { compareDecimals, type Decimal, decimalToDouble, subtractDecimals } from "./decimal";
import { isInt32, type NumberValue, simplify, toExact } from "./numbers";
import { binaryBytes, type Doc, TypeOrder, typeOrder, type Value } from "./values";

/**
 * Index keys: latin1 strings whose plain `<` order is BSON's order. Every key starts with a byte of its type and no key is
 * a prefix of another, so keys can be concatenated (compound indexes) and inverted (descending fields).
 */

// From 2 on: 0 ends arrays and documents, and 1 is left for keys that must come before all values.
const TYPE_BYTES: readonly string[] = Array.from({ length: 128 }, (_, order) => String.fromCharCode(order + 2));
const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
const END = "\x00";

/** Key under which an index or a sort files an empty array: after MinKey, before null. */
export const EMPTY_ARRAY_KEY = typeByte(TypeOrder.missing);
// Of null and of a missing field.
const NULL_KEY = typeByte(TypeOrder.null);

const float = new Float64Array(1);
const floatBytes = new Uint8Array(float.buffer);

/** First byte of every key of a type (`TypeOrder`): with `keySuccessor` it bounds all values of the type. */
export function typeByte(order: number): string {
  return TYPE_BYTES[order] as string;
}

/** The key of a value; null and missing share one, numbers of all types are filed by value. */
export function encodeKey(value: Value): string {
  if (typeof value === "string") return TYPE_BYTES[TypeOrder.string] + encodeString(value);
  if (value === undefined || value === null) return NULL_KEY;
  const order = typeOrder(value);
  return TYPE_BYTES[order] + encodePayload(order, value);
}

/** What the keys of all strings with this prefix start with. */
export function encodeStringPrefix(prefix: string): string {
  return encodeKey(prefix).slice(0, -1);
}

function encodePayload(order: number, value: Value): string {
  switch (order) {
    case TypeOrder.number:
      return encodeNumber(value as NumberValue);
    case TypeOrder.objectId:
      return latin1((value as ObjectId).id);
    case TypeOrder.date:
      return encodeDouble((value as Date).getTime());
    case TypeOrder.bool:
      return value === true ? "\x02" : "\x01";
    case TypeOrder.string:
      return encodeString(String(value));
    case TypeOrder.array:
      return encodeArray(value as Value[]);
    case TypeOrder.object:
      return encodeDocument(value as Doc);
    default:
      return encodeRare(order, value);
  }
}

function encodeRare(order: number, value: Value): string {
  switch (order) {
    case TypeOrder.binary: {
      const bytes = binaryBytes(value as Binary);
      return encodeUint32(bytes.length) + BYTES[(value as Binary).sub_type] + latin1(bytes);
    }
    case TypeOrder.timestamp:
      return encodeUint32((value as Timestamp).t) + encodeUint32((value as Timestamp).i);
    case TypeOrder.regex:
      return encodeString((value as BSONRegExp).pattern) + encodeString((value as BSONRegExp).options);
    case TypeOrder.code:
      return encodeString((value as Code).code);
    case TypeOrder.codeWithScope:
      return encodeString((value as Code).code) + encodeDocument((value as Code).scope ?? {});
    default:
      return "";
  }
}

function encodeArray(values: Value[]): string {
  let key = "";
  for (const value of values) key += encodeKey(value);
  return key + END;
}

// A document compares field by field: type of the value, name, value.
function encodeDocument(doc: Doc): string {
  let key = "";
  for (const name of Object.keys(doc)) {
    const value = doc[name] ?? null;
    const order = typeOrder(value);
    key += TYPE_BYTES[order] + encodeString(name) + encodePayload(order, value);
  }
  return key + END;
}

// 0 ends a string; the bytes 0 and 1 inside it become the pairs 1,1 and 1,2.
function encodeString(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 2 || unit > 127) return escapeBytes(Buffer.from(text, "utf8")) + END;
  }
  return text + END;
}

function escapeBytes(bytes: Buffer): string {
  const text = bytes.toString("latin1");
  if (!bytes.includes(0) && !bytes.includes(1)) return text;
  let escaped = "";
  for (const byte of bytes) escaped += byte < 2 ? `\x01${BYTES[byte + 1]}` : BYTES[byte];
  return escaped;
}

function encodeUint32(value: number): string {
  return String.fromCharCode(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

function latin1(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString("latin1");
}

/** Eight bytes in the order of the doubles; NaN first. */
function encodeDouble(value: number): string {
  if (Number.isNaN(value)) return "\0\0\0\0\0\0\0\0";
  float[0] = value + 0; // -0 and 0 are one value
  const b = floatBytes as unknown as [number, number, number, number, number, number, number, number];
  if (b[7] < 128) return String.fromCharCode(b[7] | 128, b[6], b[5], b[4], b[3], b[2], b[1], b[0]);
  return String.fromCharCode(
    b[7] ^ 255,
    b[6] ^ 255,
    b[5] ^ 255,
    b[4] ^ 255,
    b[3] ^ 255,
    b[2] ^ 255,
    b[1] ^ 255,
    b[0] ^ 255,
  );
}

/**
 * Eight bytes of the nearest double towards zero, then 0 if that is the value itself, else what remains as a decimal.
 * Negative numbers are the inverse of their magnitude.
 */
function encodeNumber(value: NumberValue): string {
  if (typeof value === "number" && isInt32(value)) return encodeDouble(value) + (value < 0 ? "\xff" : "\x00");
  const plain = simplify(value);
  if (typeof plain === "number") return encodeDouble(plain) + (plain < 0 ? "\xff" : "\x00");
  const exact = toExact(plain);
  if (exact.coefficient >= 0n) return encodeMagnitude(exact);
  return invertKey(encodeMagnitude({ coefficient: -exact.coefficient, exponent: exact.exponent }));
}

function encodeMagnitude(value: Decimal): string {
  let double = decimalToDouble(value);
  if (!Number.isFinite(double)) double = Number.MAX_VALUE;
  else if (compareDecimals(toExact(double), value) > 0) double = previousDouble(double);
  const rest = subtractDecimals(value, toExact(double));
  if (rest.coefficient === 0n) return `${encodeDouble(double)}\x00`;
  const digits = rest.coefficient.toString();
  const scale = digits.length + rest.exponent + 0x8000;
  return `${encodeDouble(double)}\x01${BYTES[scale >> 8]}${BYTES[scale & 255]}${digits.replace(/0+$/, "")}\x00`;
}

const bits = new BigUint64Array(float.buffer);

function previousDouble(positive: number): number {
  float[0] = positive;
  bits[0] = (bits[0] as bigint) - 1n;
  return float[0];
}

/** Turns the order of keys round (descending fields). */
export function invertKey(key: string): string {
  let inverted = "";
  for (let i = 0; i < key.length; i++) inverted += BYTES[255 - key.charCodeAt(i)];
  return inverted;
}

/** The smallest string greater than every string that starts with `prefix`; null if there is none. */
export function keySuccessor(prefix: string): string | null {
  let end = prefix.length;
  while (end > 0 && prefix.charCodeAt(end - 1) === 255) end -= 1;
  if (end === 0) return null;
  return prefix.slice(0, end - 1) + BYTES[prefix.charCodeAt(end - 1) + 1];
}
