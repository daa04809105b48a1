import { crc32 } from "node:zlib";
import { damaged } from "./data-file";

/** Bytes that a seal adds in front of a value. */
export const SEAL_BYTES = 4;

/** What is stored for a value: its check sum, taken over key and value, and the value. */
export function seal(key: Buffer, latin1: string): Buffer {
  const stored = Buffer.allocUnsafe(SEAL_BYTES + latin1.length);
  sealInto(stored, key, latin1);
  return stored;
}

/** As `seal`, into bytes of just the right length. */
export function sealInto(stored: Buffer, key: Buffer, latin1: string): void {
  stored.write(latin1, SEAL_BYTES, "latin1");
  stored.writeUInt32LE(crc32(stored.subarray(SEAL_BYTES), crc32(key)), 0);
}

/** The value behind a seal, not copied. @throws Error with a sentence for people when it is not what was stored */
export function unseal(key: Buffer, stored: Buffer): Buffer {
  const value = stored.subarray(SEAL_BYTES);
  if (stored.length < SEAL_BYTES || crc32(value, crc32(key)) !== stored.readUInt32LE(0)) {
    throw damaged(`数据文件中的记录 ${key.toString("hex")}`, `record ${key.toString("hex")} fails its check sum`);
  }
  return value;
}
