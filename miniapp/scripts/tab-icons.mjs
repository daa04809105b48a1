// Draws the icons of the tab bar (81 × 81 px, as WeChat wants them) into src/assets/tabs: `node scripts/tab-icons.mjs`.
// WeChat takes only PNG there, so the lines are rasterised here: distance to the nearest line gives the coverage of a pixel.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";

const SIZE = 81;
const UNITS = 24;
const COLOURS = {
  light: [0x55, 0x60, 0x70],
  lightOn: [0x0b, 0x7a, 0x75],
  dark: [0xa8, 0xb3, 0xc1],
  darkOn: [0x4f, 0xc0, 0xb9],
};

/** Points of an arc around (x, y), angles in degrees. */
function arc(x, y, radius, [from, to]) {
  return Array.from({ length: 25 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / 24) * Math.PI) / 180;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}

/** Polylines on a grid of 24 units. */
const DRAWINGS = {
  home: [
    [
      [3.5, 11],
      [12, 4],
      [20.5, 11],
    ],
    [
      [5.5, 9.8],
      [5.5, 20],
      [18.5, 20],
      [18.5, 9.8],
    ],
    [
      [10, 20],
      [10, 14],
      [14, 14],
      [14, 20],
    ],
  ],
  life: [
    [
      [3.5, 17],
      [3.5, 13.5],
      [5.2, 12.5],
      [7, 8.2],
      [8, 7.5],
      [16, 7.5],
      [17, 8.2],
      [18.8, 12.5],
      [20.5, 13.5],
      [20.5, 17],
      [3.5, 17],
    ],
    [
      [5.2, 12.5],
      [18.8, 12.5],
    ],
    arc(7.5, 17.5, 1.9, [0, 360]),
    arc(16.5, 17.5, 1.9, [0, 360]),
  ],
  mall: [
    [
      [4.5, 8],
      [19.5, 8],
      [20.5, 20.5],
      [3.5, 20.5],
      [4.5, 8],
    ],
    arc(12, 7.5, 4, [180, 360]),
    arc(12, 11.5, 3.2, [0, 180]),
  ],
  me: [arc(12, 8, 4, [0, 360]), arc(12, 20.5, 7.5, [180, 360])],
};

function distance([px, py], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const at = length === 0 ? 0 : Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / length));
  return Math.hypot(px - ax - at * dx, py - ay - at * dy);
}

function draw(lines, [red, green, blue], width) {
  const rows = Buffer.alloc(SIZE * (1 + SIZE * 4));
  for (let y = 0; y < SIZE; y += 1) {
    for (let x = 0; x < SIZE; x += 1) {
      const point = [((x + 0.5) * UNITS) / SIZE, ((y + 0.5) * UNITS) / SIZE];
      const near = Math.min(
        ...lines.flatMap((line) => line.slice(1).map((end, index) => distance(point, line[index], end))),
      );
      const coverage = Math.min(1, Math.max(0, ((width / 2 - near) * SIZE) / UNITS + 0.5));
      rows.set([red, green, blue, Math.round(coverage * 255)], y * (1 + SIZE * 4) + 1 + x * 4);
    }
  }
  return png(rows);
}

function png(rows) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(SIZE, 0);
  head.writeUInt32BE(SIZE, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

for (const [name, lines] of Object.entries(DRAWINGS)) {
  for (const [variant, colour] of Object.entries(COLOURS)) {
    const width = variant.endsWith("On") ? 2 : 1.6;
    const file = path.join(import.meta.dirname, "../src/assets/tabs", `${name}-${variant}.png`);
    writeFileSync(file, draw(lines, colour, width));
  }
}
