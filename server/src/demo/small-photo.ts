import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const SIDE = 16;

/** A real PNG picture of 16 × 16 points in one colour, different bytes for every `n`: stands for a clerk's photo. */
export function smallPhoto(n: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  // Eight bits per channel, red, green and blue.
  header.writeUInt8(8, 8);
  header.writeUInt8(2, 9);
  const colour = [90 + (n % 120), 110 + ((n * 7) % 100), 130 + ((n * 13) % 90)];
  const row = Buffer.from([0, ...Array.from({ length: SIDE }, () => colour).flat()]);
  const rows = Buffer.concat(Array.from({ length: SIDE }, () => row));
  const note = Buffer.from(`Comment\0demonstration ${n}`, "latin1");
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("tEXt", note),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
