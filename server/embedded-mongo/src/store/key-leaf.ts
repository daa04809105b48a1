const MAX_KEYS = 128;
const MAX_BYTES = 1 << 15;
const FIRST_KEYS = 8;
const FIRST_BYTES = 256;
const PACKED_HEAD = 8;

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array | Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Four characters of a key as a number, in the order of the keys. A character beyond 255 is above everything. */
function headOf(key: string, from: number): number {
  let head = 0;
  for (let i = from; i < from + 4; i++) {
    const unit = i < key.length ? key.charCodeAt(i) : 0;
    if (unit > 255) return (head + 1) * 256 ** (from + 4 - i) - 1;
    head = head * 256 + unit;
  }
  return head;
}

/** Up to 128 sorted keys with their numbers, in flat arrays. */
export class Leaf {
  count = 0;
  /** So many bytes are the same in all keys. */
  private shared = 0;
  /** The four bytes of every key that follow the shared ones: most searches look at nothing else. */
  private heads = new Uint32Array(FIRST_KEYS);
  /** The keys, one after the other. */
  private bytes = new Uint8Array(FIRST_BYTES);
  /** Where each key ends. */
  private ends = new Uint32Array(FIRST_KEYS);
  private values = new Float64Array(FIRST_KEYS);

  /** Bytes of all keys. */
  get keyBytes(): number {
    return this.startOf(this.count);
  }

  /** Position of the first key that is not below `key`. */
  lowerBound(key: string): number {
    const { heads, shared, count } = this;
    const order = this.compareShared(key);
    if (order !== 0) return order < 0 ? count : 0;
    const head = headOf(key, shared);
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const difference = (heads[middle] as number) - head;
      if (difference < 0 || (difference === 0 && this.compareAt(middle, key) < 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  isAt(at: number, key: string): boolean {
    return at < this.count && this.compareAt(at, key) === 0;
  }

  numberAt(at: number): number {
    return this.values[at] as number;
  }

  keyAt(at: number): string {
    const { buffer, byteOffset } = this.bytes;
    const start = this.startOf(at);
    return Buffer.from(buffer, byteOffset + start, (this.ends[at] as number) - start).toString("latin1");
  }

  isFull(length: number): boolean {
    return this.count === MAX_KEYS || (this.count > 0 && this.startOf(this.count) + length > MAX_BYTES);
  }

  insert(at: number, key: string, number: number): void {
    const { length } = key;
    this.reserve(this.count + 1, this.startOf(this.count) + length);
    const { bytes, ends, values, heads, count } = this;
    const start = this.startOf(at);
    if (at < count) {
      bytes.copyWithin(start + length, start, ends[count - 1]);
      values.copyWithin(at + 1, at, count);
      heads.copyWithin(at + 1, at, count);
      for (let i = count; i > at; i--) ends[i] = (ends[i - 1] as number) + length;
    }
    for (let i = 0; i < length; i++) bytes[start + i] = key.charCodeAt(i);
    ends[at] = start + length;
    values[at] = number;
    heads[at] = headOf(key, this.shared);
    this.count = count + 1;
    // Only a new first or last key can differ in what the others share.
    if (this.shared > 0 && (at === 0 || at === count)) this.share();
  }

  /** Adds a key above all others; `trim` has to follow before any search. */
  push(key: string, number: number): void {
    const { count } = this;
    const start = this.startOf(count);
    const end = start + key.length;
    this.makePushable(end);
    const { bytes } = this;
    for (let i = start; i < end; i++) bytes[i] = key.charCodeAt(i - start);
    this.ends[count] = end;
    this.values[count] = number;
    this.count = count + 1;
  }

  /** As `push`, of another leaf's key. */
  pushFrom(from: Leaf, at: number): void {
    const { count } = this;
    const start = this.startOf(count);
    const first = from.startOf(at);
    const length = from.lengthAt(at);
    this.makePushable(start + length);
    const { bytes } = this;
    for (let i = 0; i < length; i++) bytes[start + i] = from.bytes[first + i] as number;
    this.ends[count] = start + length;
    this.values[count] = from.values[at] as number;
    this.count = count + 1;
  }

  lengthAt(at: number): number {
    return (this.ends[at] as number) - this.startOf(at);
  }

  /** Below 0 when the key at the position comes before that of another leaf. */
  compareWith(at: number, other: Leaf, otherAt: number): number {
    const [start, otherStart] = [this.startOf(at), other.startOf(otherAt)];
    const [length, otherLength] = [this.lengthAt(at), other.lengthAt(otherAt)];
    const common = Math.min(length, otherLength);
    for (let i = 0; i < common; i++) {
      const difference = (this.bytes[start + i] as number) - (other.bytes[otherStart + i] as number);
      if (difference !== 0) return difference;
    }
    return length - otherLength;
  }

  remove(at: number): void {
    const { bytes, ends, values, heads, count } = this;
    const start = this.startOf(at);
    const end = ends[at] as number;
    bytes.copyWithin(start, end, ends[count - 1]);
    values.copyWithin(at, at + 1, count);
    heads.copyWithin(at, at + 1, count);
    for (let i = at + 1; i < count; i++) ends[i - 1] = (ends[i] as number) - (end - start);
    this.count = count - 1;
  }

  /** Gives the upper half away. */
  split(): Leaf {
    const right = new Leaf();
    const half = this.count >>> 1;
    right.take(this, half);
    this.count = half;
    this.share();
    return right;
  }

  /** Takes all keys of the leaf after this one. @returns false when they do not fit */
  append(next: Leaf): boolean {
    if (this.startOf(this.count) + next.startOf(next.count) > MAX_BYTES) return false;
    this.take(next, 0);
    return true;
  }

  /** How many bytes `pack` writes. */
  get packedSize(): number {
    return PACKED_HEAD + this.count * 12 + this.keyBytes;
  }

  /** Writes the leaf in the form that `unpack` reads. @returns the place behind it */
  pack(to: Buffer, at: number): number {
    const { count, keyBytes } = this;
    to.writeUInt32LE(count, at);
    to.writeUInt32LE(keyBytes, at + 4);
    let place = at + PACKED_HEAD;
    for (const part of [
      this.values.subarray(0, count),
      this.ends.subarray(0, count),
      this.bytes.subarray(0, keyBytes),
    ]) {
      to.set(bytesOf(part), place);
      place += part.byteLength;
    }
    return place;
  }

  /** Reads a packed leaf. @throws RangeError when `from` ends before it does */
  static unpack(from: Buffer, at: number): Leaf {
    const leaf = new Leaf();
    leaf.count = from.readUInt32LE(at);
    leaf.values = new Float64Array(leaf.count);
    leaf.ends = new Uint32Array(leaf.count);
    leaf.heads = new Uint32Array(leaf.count);
    leaf.bytes = new Uint8Array(from.readUInt32LE(at + 4));
    let place = at + PACKED_HEAD;
    for (const part of [leaf.values, leaf.ends, leaf.bytes]) {
      if (place + part.byteLength > from.length) throw new RangeError("a packed leaf is cut off");
      bytesOf(part).set(from.subarray(place, place + part.byteLength));
      place += part.byteLength;
    }
    leaf.share();
    return leaf;
  }

  /** Gives back what growing has reserved, for a leaf that is full or was pushed into. */
  trim(): void {
    const { count } = this;
    if (count === 0) return;
    this.bytes = this.bytes.slice(0, this.startOf(count));
    if (count < this.ends.length) {
      this.ends = this.ends.slice(0, count);
      this.values = this.values.slice(0, count);
    }
    if (count !== this.heads.length) this.heads = new Uint32Array(count);
    this.share();
  }

  /** Room for the next key when many are to come. */
  private makePushable(size: number): void {
    if (this.count === this.ends.length) this.reserve(this.count < FIRST_KEYS ? FIRST_KEYS : MAX_KEYS, size);
    else if (size > this.bytes.length) this.reserve(this.count, Math.max(size, this.bytes.length * 2));
  }

  private take(from: Leaf, first: number): void {
    const start = this.startOf(this.count);
    const fromStart = from.startOf(first);
    const fromEnd = from.startOf(from.count);
    this.reserve(this.count + from.count - first, start + fromEnd - fromStart);
    this.bytes.set(from.bytes.subarray(fromStart, fromEnd), start);
    this.values.set(from.values.subarray(first, from.count), this.count);
    for (let i = first; i < from.count; i++) {
      this.ends[this.count + i - first] = (from.ends[i] as number) - fromStart + start;
    }
    this.count += from.count - first;
    this.share();
  }

  /** Counts what all keys share (in a sorted list that is what the first and the last share) and takes their heads. */
  private share(): void {
    const { bytes, heads, count } = this;
    const last = this.startOf(count - 1);
    const longest = Math.min(this.startOf(1), this.startOf(count) - last);
    let shared = 0;
    while (shared < longest && bytes[shared] === bytes[last + shared]) shared++;
    this.shared = count < 2 ? 0 : shared;
    for (let at = 0; at < count; at++) {
      const start = this.startOf(at) + this.shared;
      const end = this.startOf(at + 1);
      let head = 0;
      for (let i = start; i < start + 4; i++) head = head * 256 + (i < end ? (bytes[i] as number) : 0);
      heads[at] = head;
    }
  }

  /** Below 0 when the shared bytes come before the key's. */
  private compareShared(key: string): number {
    const { bytes, shared } = this;
    for (let i = 0; i < shared; i++) {
      const difference = i < key.length ? (bytes[i] as number) - key.charCodeAt(i) : 1;
      if (difference !== 0) return difference;
    }
    return 0;
  }

  private startOf(at: number): number {
    return at === 0 ? 0 : (this.ends[at - 1] as number);
  }

  private reserve(keys: number, size: number): void {
    if (keys > this.ends.length) {
      const capacity = Math.min(MAX_KEYS, Math.max(keys, this.ends.length * 2));
      const { ends, values, heads } = this;
      this.ends = new Uint32Array(capacity);
      this.ends.set(ends);
      this.values = new Float64Array(capacity);
      this.values.set(values);
      this.heads = new Uint32Array(capacity);
      this.heads.set(heads);
    }
    if (size > this.bytes.length) {
      const { bytes } = this;
      this.bytes = new Uint8Array(Math.max(size, bytes.length + (bytes.length >>> 1)));
      this.bytes.set(bytes);
    }
  }

  /** Below 0 when the key at the position comes before `key`; a character beyond 255 stands above every byte. */
  private compareAt(at: number, key: string): number {
    const { bytes } = this;
    const start = this.startOf(at);
    const length = (this.ends[at] as number) - start;
    const shared = Math.min(length, key.length);
    for (let i = 0; i < shared; i++) {
      const difference = (bytes[start + i] as number) - key.charCodeAt(i);
      if (difference !== 0) return difference;
    }
    return length - key.length;
  }
}
