import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from "bson";
import { mongoError } from "../errors";
import { isInt32 } from "./numbers";
import { type Doc, setField, type Value } from "./values";

const MAX_DEPTH = 200;
const MIN_DOCUMENT_SIZE = 5;

function malformed(what: string): Error {
  return mongoError(22, `Invalid BSON: ${what}`);
}

// Field names repeat in every document: the cache gives back the string that V8 has already interned.
const NAME_CACHE_SIZE = 4096;
const nameCache: (string | undefined)[] = new Array<string | undefined>(NAME_CACHE_SIZE).fill(undefined);

// Sizes of the values that always have the same, by type.
const FIXED_SIZES: Readonly<Record<number, number>> = {
  1: 8,
  6: 0,
  7: 12,
  8: 1,
  9: 8,
  10: 0,
  16: 4,
  17: 8,
  18: 8,
  19: 16,
  127: 0,
  255: 0,
};

const scratch = new Float64Array(1);
const scratchBytes = new Uint8Array(scratch.buffer);

/** Walks over BSON in a buffer. Malformed BSON gives MongoError 22, more than 200 levels 15. */
export class Reader {
  private readonly bytes: Buffer;
  private position: number;

  constructor(bytes: Uint8Array, position: number) {
    this.bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = position;
  }

  /** Enters a document; returns the position after it. */
  begin(): number {
    const start = this.position;
    if (start + MIN_DOCUMENT_SIZE > this.bytes.length) throw malformed("document is cut off");
    const end = start + this.int32();
    if (end - start < MIN_DOCUMENT_SIZE || end > this.bytes.length) throw malformed("wrong document size");
    if (this.bytes[end - 1] !== 0) throw malformed("document is not terminated");
    return end;
  }

  /** Type byte of the next element; 0 at the end of the document. */
  type(end: number): number {
    const type = this.bytes[this.position] as number;
    this.position += 1;
    if (type === 0 ? this.position !== end : this.position >= end) throw malformed("document is not terminated");
    return type;
  }

  document(depth: number): Doc {
    if (depth > MAX_DEPTH) throw mongoError(15, `BSON nested deeper than ${MAX_DEPTH} levels`);
    const end = this.begin();
    const doc: Doc = {};
    for (;;) {
      const type = this.type(end);
      if (type === 0) return doc;
      const name = this.name();
      const value = this.value(type, depth);
      if (name === "__proto__") setField(doc, name, value);
      else doc[name] = value;
    }
  }

  array(depth: number): Value[] {
    if (depth > MAX_DEPTH) throw mongoError(15, `BSON nested deeper than ${MAX_DEPTH} levels`);
    const end = this.begin();
    const values: Value[] = [];
    for (;;) {
      const type = this.type(end);
      if (type === 0) return values;
      this.skipName();
      values.push(this.value(type, depth));
    }
  }

  /** The elements of an array of documents as bytes that are not copied; null, and nothing is read, when one is something else. */
  rawDocuments(): Buffer[] | null {
    const start = this.position;
    const end = this.begin();
    const documents: Buffer[] = [];
    for (let type = this.type(end); type !== 0; type = this.type(end)) {
      if (type !== 0x03) {
        this.position = start;
        return null;
      }
      this.skipName();
      const from = this.position;
      this.position = this.begin();
      documents.push(this.bytes.subarray(from, this.position));
    }
    return documents;
  }

  name(): string {
    const { bytes, position: start } = this;
    let end = start;
    let hash = 0;
    let high = 0;
    for (let byte = bytes[end] as number; byte !== 0; byte = bytes[end] as number) {
      hash = (Math.imul(hash, 31) + byte) | 0;
      high |= byte;
      end += 1;
      if (end >= bytes.length) throw malformed("name is not terminated");
    }
    this.position = end + 1;
    if (high > 127) return bytes.toString("utf8", start, end);
    const slot = (hash ^ (hash >>> 12)) & (NAME_CACHE_SIZE - 1);
    const cached = nameCache[slot];
    if (cached !== undefined && isSame(cached, bytes, start, end)) return cached;
    const name = bytes.toString("latin1", start, end);
    nameCache[slot] = name;
    return name;
  }

  skipName(): void {
    const end = this.bytes.indexOf(0, this.position);
    if (end < 0) throw malformed("name is not terminated");
    this.position = end + 1;
  }

  value(type: number, depth: number): Value {
    switch (type) {
      case 0x01:
        return this.double();
      case 0x02:
        return this.string();
      case 0x03:
        return this.document(depth + 1);
      case 0x04:
        return this.array(depth + 1);
      case 0x07:
        return this.objectId();
      case 0x08:
        return this.byte() === 1;
      case 0x09:
        return this.date();
      case 0x06: // "undefined", deprecated: what it means is null
      case 0x0a:
        return null;
      case 0x10:
        return this.int32();
      case 0x12:
        return this.long();
      default:
        return this.rareValue(type, depth);
    }
  }

  private rareValue(type: number, depth: number): Value {
    switch (type) {
      case 0x05:
        return this.binary();
      case 0x0b:
        return new BSONRegExp(this.cString(), this.cString());
      case 0x0d:
        return new Code(this.string());
      case 0x0e:
        return new BSONSymbol(this.string());
      case 0x0f: {
        this.int32();
        const code = this.string();
        return new Code(code, this.document(depth + 1));
      }
      case 0x11: {
        const i = this.int32() >>> 0;
        return new Timestamp({ t: this.int32() >>> 0, i });
      }
      case 0x13:
        return new Decimal128(this.copy(16));
      case 0xff:
        return new MinKey();
      case 0x7f:
        return new MaxKey();
      default:
        throw malformed(`unknown or unsupported type ${type}`);
    }
  }

  /** Steps over a value. */
  skip(type: number): void {
    const fixed = FIXED_SIZES[type];
    if (fixed !== undefined) this.advance(fixed);
    else if (type === 0x02 || type === 0x0d || type === 0x0e) this.advance(this.int32());
    else if (type === 0x03 || type === 0x04 || type === 0x0f) this.advance(this.int32() - 4);
    else if (type === 0x05) this.advance(this.int32() + 1);
    else if (type === 0x0b) {
      this.skipName();
      this.skipName();
    } else throw malformed(`unknown or unsupported type ${type}`);
  }

  private advance(size: number): void {
    if (size < 0 || this.position + size > this.bytes.length) throw malformed("value is cut off");
    this.position += size;
  }

  private byte(): number {
    const value = this.bytes[this.position] as number;
    this.position += 1;
    return value;
  }

  int32(): number {
    const b = this.bytes;
    const p = this.position;
    if (p + 4 > b.length) throw malformed("value is cut off");
    this.position = p + 4;
    return (b[p] as number) | ((b[p + 1] as number) << 8) | ((b[p + 2] as number) << 16) | ((b[p + 3] as number) << 24);
  }

  private double(): number | Double {
    const p = this.position;
    this.advance(8);
    for (let i = 0; i < 8; i++) scratchBytes[i] = this.bytes[p + i] as number;
    const value = scratch[0] as number;
    return isInt32(value) ? new Double(value) : value;
  }

  private long(): Long {
    const low = this.int32();
    return new Long(low, this.int32());
  }

  private date(): Date {
    const low = this.int32() >>> 0;
    const milliseconds = this.int32() * 4294967296 + low;
    if (milliseconds > 8.64e15 || milliseconds < -8.64e15) throw malformed("date beyond the years that can be handled");
    return new Date(milliseconds);
  }

  private string(): string {
    const size = this.int32();
    const start = this.position;
    this.advance(size);
    const end = this.position - 1;
    if (end < start || this.bytes[end] !== 0) throw malformed("string is not terminated");
    return this.bytes.toString("utf8", start, end);
  }

  private cString(): string {
    const start = this.position;
    this.skipName();
    return this.bytes.toString("utf8", start, this.position - 1);
  }

  private objectId(): ObjectId {
    const start = this.position;
    this.advance(12);
    return new ObjectId(this.bytes.subarray(start, this.position));
  }

  private binary(): Binary {
    const size = this.int32();
    const subType = this.byte();
    if (subType !== 2) return new Binary(this.copy(size), subType);
    const inner = this.int32();
    if (inner !== size - 4) throw malformed("wrong size of a binary of the old type");
    return new Binary(this.copy(inner), subType);
  }

  private copy(size: number): Uint8Array {
    const start = this.position;
    this.advance(size);
    return Uint8Array.prototype.slice.call(this.bytes, start, this.position);
  }
}

function isSame(name: string, bytes: Buffer, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
