import { deflateRawSync } from "node:zlib";
import { readWorkbook } from "./xlsx-reader";

type Part = { name: string; text: string; isPacked: boolean };

/** The smallest zip file that holds these parts. */
function zip(parts: readonly Part[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text, isPacked } of parts) {
    const content = isPacked ? deflateRawSync(Buffer.from(text)) : Buffer.from(text);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(isPacked ? 8 : 0, 4);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), fields, Buffer.from(name), content]);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(isPacked ? 8 : 0, 10);
    entry.writeUInt32LE(content.length, 20);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt32LE(offset, 42);
    directory.push(Buffer.concat([entry, Buffer.from(name)]));
    bodies.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

const SHEET = `<worksheet><sheetData>
<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>金额 &lt;元&gt;</t></is></c></row>
<row r="2"/><row r="3"><c r="A3"><v>71.6</v></c><c r="B3" s="1"/></row></sheetData></worksheet>`;
const PARTS: Part[] = [
  {
    name: "xl/workbook.xml",
    isPacked: true,
    text: `<workbook><sheets><sheet name="明细&amp;合计" sheetId="1" r:id="rId7"/></sheets></workbook>`,
  },
  {
    name: "xl/_rels/workbook.xml.rels",
    isPacked: false,
    text: `<Relationships><Relationship Id="rId7" Target="worksheets/sheet1.xml"/></Relationships>`,
  },
  { name: "xl/sharedStrings.xml", isPacked: true, text: `<sst><si><r><t>凭证</t></r><r><t>编号</t></r></si></sst>` },
  { name: "xl/worksheets/sheet1.xml", isPacked: true, text: SHEET },
];

test("sheets, shared and inline strings, figures, gaps and empty rows are read back", () => {
  expect(readWorkbook(zip(PARTS))).toEqual([
    { name: "明细&合计", rows: [["凭证编号", "", "金额 <元>"], [], ["71.6", ""]] },
  ]);
});

test("a file that is no workbook is an error, not an empty table", () => {
  expect(() => readWorkbook(Buffer.from("对账单"))).toThrow("not a zip file");
  expect(() => readWorkbook(zip(PARTS.slice(0, 3)))).toThrow("xl/worksheets/sheet1.xml");
});
