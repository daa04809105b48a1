import type { Readable } from "node:stream";
import { inflateRawSync } from "node:zlib";
import { type XlsxColumn, xlsxStream } from "./xlsx";

const COLUMNS: XlsxColumn[] = [
  { head: "商户", kind: "text", width: 30 },
  { head: "金额（元）", kind: "money" },
  { head: "笔数", kind: "count" },
];

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The files of a zip, read through its central directory, as a spreadsheet program does. */
function unzip(bytes: Buffer): Map<string, string> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  const files = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count -= 1) {
    const [method, size, nameLength] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
    ];
    const [extra, comment, local] = [
      bytes.readUInt16LE(at + 30),
      bytes.readUInt16LE(at + 32),
      bytes.readUInt32LE(at + 42),
    ];
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const body = bytes.subarray(start, start + size);
    files.set(name, (method === 8 ? inflateRawSync(body) : body).toString("utf8"));
    at += 46 + nameLength + extra + comment;
  }
  return files;
}

async function sheetOf(rows: (string | number | null)[][]): Promise<string> {
  const files = unzip(await bytesOf(xlsxStream([{ name: "明细", columns: COLUMNS, rows }])));
  return files.get("xl/worksheets/sheet1.xml") ?? "";
}

test("a workbook has every part a spreadsheet program asks for", async () => {
  const sheets = [
    { name: "对账单", columns: COLUMNS, rows: [["甲", 1, 2]] },
    { name: "明细[2026/11]", columns: COLUMNS, rows: [] },
  ];
  const files = unzip(await bytesOf(xlsxStream(sheets)));
  expect([...files.keys()].sort()).toEqual([
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
  ]);
  expect(files.get("xl/workbook.xml")).toContain(
    '<sheet name="对账单" sheetId="1" r:id="rId1"/><sheet name="明细 2026 11 " sheetId="2" r:id="rId2"/>',
  );
  expect(files.get("[Content_Types].xml")).toContain("/xl/worksheets/sheet2.xml");
  expect(files.get("xl/worksheets/sheet2.xml")).toMatch(/<\/row><\/sheetData><\/worksheet>$/);
});

test.each([
  [12_800, "128.00"],
  [-5, "-0.05"],
  [0, "0.00"],
  [9_007_199_254_740_991, "90071992547409.91"],
])("%d fen is the number %s with two decimals", async (fen, shown) => {
  expect(await sheetOf([["甲", fen, 1]])).toContain(`<c s="2"><v>${shown}</v></c><c><v>1</v></c>`);
});

test("a fraction of a fen is refused, not rounded", async () => {
  await expect(sheetOf([["甲", 0.5, 1]])).rejects.toThrow(RangeError);
});

test.each(["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1"])(
  "%j stays text and is never a formula",
  async (text) => {
    const sheet = await sheetOf([[text, null, null]]);
    expect(sheet).not.toContain("<f>");
    expect(sheet).toContain(
      `<c t="inlineStr"><is><t xml:space="preserve">${text.replace(/'/g, "'")}</t></is></c><c/><c/>`,
    );
  },
);

test("markup is escaped and what XML cannot hold is left out", async () => {
  const sheet = await sheetOf([['<b>&"\u0000\u0007\ud800鲁A😀', null, null]]);
  expect(sheet).toContain("&lt;b&gt;&amp;&quot;鲁A😀<");
});

test("a sheet that is full goes on in a second one, without losing or repeating a row", async () => {
  const rows = Array.from({ length: 7 }, (_, index) => [`行${index}`, index, index]);
  const files = unzip(await bytesOf(xlsxStream([{ name: "明细", columns: COLUMNS, rows }], { maxRows: 4 })));
  const texts = [1, 2, 3].map((part) =>
    [...(files.get(`xl/worksheets/sheet${part}.xml`) ?? "").matchAll(/行\d/g)].map(String),
  );
  expect(texts).toEqual([["行0", "行1", "行2"], ["行3", "行4", "行5"], ["行6"]]);
  expect(files.get("xl/workbook.xml")).toContain('name="明细 (2)"');
});

test("rows are taken only as the file is read, and memory does not grow with their number", async () => {
  let taken = 0;
  let isClosed = false;
  async function* rows() {
    try {
      for (; taken < 200_000; taken += 1) yield [`商户${taken}`, taken, taken];
    } finally {
      isClosed = true;
    }
  }
  const stream = xlsxStream([{ name: "明细", columns: COLUMNS, rows: rows() }]);
  const before = process.memoryUsage.rss();
  await new Promise((resolve) => stream.once("readable", resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect(taken).toBeLessThan(60_000);
  let size = 0;
  for await (const chunk of stream) size += (chunk as Buffer).length;
  expect(taken).toBe(200_000);
  expect(isClosed).toBe(true);
  expect(size).toBeGreaterThan(1_000_000);
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024);
}, 60_000);

test("a source that fails destroys the file instead of ending it as if it were whole", async () => {
  async function* rows() {
    yield ["甲", 1, 1];
    throw new Error("database away");
  }
  await expect(bytesOf(xlsxStream([{ name: "明细", columns: COLUMNS, rows: rows() }]))).rejects.toThrow(
    "database away",
  );
});

test("a reader that leaves closes the source", async () => {
  let close: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  async function* rows() {
    try {
      for (let index = 0; ; index += 1) yield [`商户${index}`, index, index];
    } finally {
      close();
    }
  }
  const stream = xlsxStream([{ name: "明细", columns: COLUMNS, rows: rows() }]);
  await new Promise((resolve) => stream.once("readable", resolve));
  stream.destroy();
  await closed;
});
