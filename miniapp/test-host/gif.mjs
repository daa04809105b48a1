// Reads the one picture of a GIF, as far as a QR code needs it: two colours, no animation, no interlacing.

/** "data:image/gif;base64,…" → its pixels as RGBA, for a QR reader. @throws Error when it is no such picture */
export function readGif(dataUrl) {
  const bytes = Buffer.from(dataUrl.replace(/^data:image\/gif;base64,/, ""), "base64");
  if (bytes.toString("latin1", 0, 3) !== "GIF") throw new Error("not a GIF");
  const paletteSize = 2 << (bytes[10] & 7);
  const palette = bytes.subarray(13, 13 + paletteSize * 3);
  let at = 13 + paletteSize * 3;
  if (bytes[at] === 0x21) at = afterBlocks(bytes, at + 2);
  if (bytes[at] !== 0x2c) throw new Error("no picture in the GIF");
  const width = bytes.readUInt16LE(at + 5);
  const height = bytes.readUInt16LE(at + 7);
  const indexes = unpack(joinBlocks(bytes, at + 11), bytes[at + 10], width * height);
  const data = new Uint8ClampedArray(width * height * 4);
  indexes.forEach((index, pixel) => {
    data.set([palette[index * 3], palette[index * 3 + 1], palette[index * 3 + 2], 255], pixel * 4);
  });
  return { data, width, height };
}

function afterBlocks(bytes, from) {
  let at = from;
  while (bytes[at] !== 0) at += bytes[at] + 1;
  return at + 1;
}

function joinBlocks(bytes, from) {
  const parts = [];
  for (let at = from; bytes[at] !== 0; at += bytes[at] + 1) parts.push(bytes.subarray(at + 1, at + 1 + bytes[at]));
  return Buffer.concat(parts);
}

/** LZW with variable code length, as GIF has it. */
function unpack(packed, minBits, count) {
  const clear = 1 << minBits;
  const out = [];
  let [bits, table, previous] = [minBits + 1, [], null];
  let position = 0;
  const reset = () => {
    bits = minBits + 1;
    table = Array.from({ length: clear + 2 }, (_, code) => (code < clear ? [code] : []));
    previous = null;
  };
  reset();
  while (out.length < count && position + bits <= packed.length * 8) {
    const code = readBits(packed, position, bits);
    position += bits;
    if (code === clear) reset();
    else if (code === clear + 1) break;
    else {
      const entry = table[code] ?? [...previous, previous[0]];
      out.push(...entry);
      if (previous !== null && table.length < 4096) table.push([...previous, entry[0]]);
      if (table.length === 1 << bits && bits < 12) bits += 1;
      previous = entry;
    }
  }
  return out;
}

function readBits(packed, position, bits) {
  let value = 0;
  for (let bit = 0; bit < bits; bit += 1) {
    const at = position + bit;
    value |= ((packed[at >> 3] >> (at & 7)) & 1) << bit;
  }
  return value;
}
