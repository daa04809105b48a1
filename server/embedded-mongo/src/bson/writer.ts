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
} from "bson";
import { mongoError } from "../errors";
import { isInt32 } from "./numbers";
import { binaryBytes, type Doc, isDocument, type Value } from "./values";

const KEPT_CAPACITY = 1 << 20;
const MAX_DEPTH = 200;

// One growing buffer serves all calls: serializing is synchronous and its result is copied out.
let bytes: Buffer = Buffer.allocUnsafeSlow(1 << 16);
let position = 0;

const scratch = new Float64Array(1);
const scratchBytes = new Uint8Array(scratch.buffer);

/**
 * BSON of a document. Integral JS numbers within 32 bits become int32, others double; fields that are undefined are left out
 * and undefined array elements become null.
 * @throws MongoError 2 for a value that is no BSON, 15 beyond 200 levels.
 */
export function serializeDocument(doc: Doc): Buffer {
  return serialized(doc, () => Buffer.from(bytes.subarray(0, position)));
}

/** As `serializeDocument`, as the latin1 string of the bytes. */
export function serializeLatin1(doc: Doc): string {
  return serialized(doc, () => bytes.toString("latin1", 0, position));
}

function serialized<T>(doc: Doc, take: () => T): T {
  position = 0;
  writeDocument(doc, 0);
  const result = take();
  if (bytes.length > KEPT_CAPACITY) bytes = Buffer.allocUnsafeSlow(1 << 16);
  return result;
}

function reserve(size: number): void {
  if (position + size <= bytes.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, position + size));
  bytes.copy(larger, 0, 0, position);
  bytes = larger;
}

function writeDocument(doc: Doc, depth: number): void {
  if (depth > MAX_DEPTH) throw mongoError(15, `BSON nested deeper than ${MAX_DEPTH} levels`);
  const start = beginDocument();
  // No inherited fields: `for in` is avoided on purpose.
  for (const name of Object.keys(doc)) {
    const value = doc[name];
    if (value !== undefined) writeElement(name, value, depth);
  }
  endDocument(start);
}

function writeArray(values: readonly Value[], depth: number): void {
  if (depth > MAX_DEPTH) throw mongoError(15, `BSON nested deeper than ${MAX_DEPTH} levels`);
  const start = beginDocument();
  for (let i = 0; i < values.length; i++) writeElement(String(i), values[i] ?? null, depth);
  endDocument(start);
}

function beginDocument(): number {
  reserve(4);
  position += 4;
  return position - 4;
}

function endDocument(start: number): void {
  reserve(1);
  bytes[position] = 0;
  position += 1;
  writeInt32At(start, position - start);
}

function writeElement(name: string, value: Value, depth: number): void {
  if (typeof value === "string") {
    writeHeader(0x02, name);
    writeString(value);
  } else if (typeof value === "number") {
    writeNumber(name, value);
  } else if (typeof value === "boolean") {
    writeHeader(0x08, name);
    writeByte(value ? 1 : 0);
  } else if (value === null) writeHeader(0x0a, name);
  else if (typeof value === "object") writeObject(name, value, depth);
  else throw mongoError(2, `Not a BSON value in field '${name}': ${typeof value}`);
}

function writeNumber(name: string, value: number): void {
  if (isInt32(value)) {
    writeHeader(0x10, name);
    writeInt32(value);
  } else {
    writeHeader(0x01, name);
    writeDouble(value);
  }
}

function writeObject(name: string, value: object, depth: number): void {
  if (Array.isArray(value)) {
    writeHeader(0x04, name);
    writeArray(value, depth + 1);
  } else if (isDocument(value)) {
    writeHeader(0x03, name);
    writeDocument(value, depth + 1);
  } else if (value instanceof ObjectId) {
    writeHeader(0x07, name);
    writeBytes(value.id);
  } else if (value instanceof Date) {
    writeHeader(0x09, name);
    writeDate(value);
  } else writeRare(name, value, depth);
}

function writeRare(name: string, value: object, depth: number): void {
  if (value instanceof Timestamp) writeLong(0x11, name, value);
  else if (value instanceof Long) writeLong(0x12, name, value);
  else if (value instanceof Double) {
    writeHeader(0x01, name);
    writeDouble(value.value);
  } else if (value instanceof Int32) {
    writeHeader(0x10, name);
    writeInt32(value.value);
  } else if (value instanceof Decimal128) {
    writeHeader(0x13, name);
    writeBytes(value.bytes);
  } else if (value instanceof Binary) writeBinary(name, value);
  else if (value instanceof BSONRegExp) {
    writeHeader(0x0b, name);
    writeCString(value.pattern);
    writeCString(value.options);
  } else if (value instanceof BSONSymbol) {
    writeHeader(0x0e, name);
    writeString(value.value);
  } else if (value instanceof Code) writeCode(name, value, depth);
  else if (value instanceof MinKey) writeHeader(0xff, name);
  else if (value instanceof MaxKey) writeHeader(0x7f, name);
  else throw mongoError(2, `Not a BSON value in field '${name}': ${value.constructor.name}`);
}

function writeLong(type: number, name: string, value: { low: number; high: number }): void {
  writeHeader(type, name);
  writeInt32(value.low);
  writeInt32(value.high);
}

function writeBinary(name: string, value: Binary): void {
  const content = binaryBytes(value);
  writeHeader(0x05, name);
  writeInt32(value.sub_type === 2 ? content.length + 4 : content.length);
  writeByte(value.sub_type);
  if (value.sub_type === 2) writeInt32(content.length);
  writeBytes(content);
}

function writeCode(name: string, value: Code, depth: number): void {
  if (!value.scope) {
    writeHeader(0x0d, name);
    writeString(value.code);
    return;
  }
  writeHeader(0x0f, name);
  const start = beginDocument();
  writeString(value.code);
  writeDocument(value.scope, depth + 1);
  writeInt32At(start, position - start);
}

function writeHeader(type: number, name: string): void {
  reserve(1);
  bytes[position] = type;
  position += 1;
  writeCString(name);
}

function writeCString(text: string): void {
  writeText(text);
  if (text.includes("\0")) throw mongoError(2, "Field names and regular expressions cannot contain null bytes");
  writeByte(0);
}

function writeString(text: string): void {
  const start = beginDocument();
  writeText(text);
  writeByte(0);
  writeInt32At(start, position - start - 4);
}

function writeText(text: string): void {
  const { length } = text;
  reserve(length * 3);
  if (length > 40) {
    position += bytes.write(text, position, "utf8");
    return;
  }
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 127) {
      position += i + bytes.write(text.slice(i), position + i, "utf8");
      return;
    }
    bytes[position + i] = unit;
  }
  position += length;
}

function writeDate(value: Date): void {
  const milliseconds = value.getTime();
  if (Number.isNaN(milliseconds)) throw mongoError(2, "Invalid date");
  const high = Math.floor(milliseconds / 4294967296);
  writeInt32((milliseconds - high * 4294967296) | 0);
  writeInt32(high);
}

function writeByte(value: number): void {
  reserve(1);
  bytes[position] = value;
  position += 1;
}

function writeInt32(value: number): void {
  reserve(4);
  writeInt32At(position, value);
  position += 4;
}

function writeInt32At(at: number, value: number): void {
  bytes[at] = value & 255;
  bytes[at + 1] = (value >> 8) & 255;
  bytes[at + 2] = (value >> 16) & 255;
  bytes[at + 3] = (value >> 24) & 255;
}

function writeDouble(value: number): void {
  reserve(8);
  scratch[0] = value;
  for (let i = 0; i < 8; i++) bytes[position + i] = scratchBytes[i] as number;
  position += 8;
}

function writeBytes(content: Uint8Array): void {
  reserve(content.length);
  bytes.set(content, position);
  position += content.length;
}
