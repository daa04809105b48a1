import { PassThrough, Readable } from "node:stream";
import { ZipFile } from "yazl";

/** text: written as it is, never as a formula; money: whole fen, shown as yuan with two decimals; count: a whole number. */
export type XlsxColumn = { head: string; kind: "text" | "money" | "count"; width?: number };
export type XlsxValue = string | number | null;
export type XlsxSheet = {
  name: string;
  columns: readonly XlsxColumn[];
  /** Rows in the order of the columns; read only as fast as the file is taken. */
  rows: AsyncIterable<readonly XlsxValue[]> | Iterable<readonly XlsxValue[]>;
};

export const XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/** Excel's limit, the head included. A longer sheet goes on in "name (2)". */
const MAX_ROWS = 1_048_576;
const CHUNK_CHARS = 65_536;
const DEFAULT_WIDTH = 16;
const STYLE = { head: 1, money: 2 } as const;
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/**
 * An .xlsx workbook as a stream, in constant memory: rows are taken from their source while the file is read, one sheet
 * after the other. An error of a source destroys the stream; destroying the stream closes the source.
 */
export function xlsxStream(sheets: readonly XlsxSheet[], options: { maxRows?: number } = {}): Readable {
  const zip = new ZipFile();
  const out = new PassThrough();
  const entries = sheetEntries(sheets, options.maxRows ?? MAX_ROWS);
  const names: string[] = [];
  let current: Readable | null = null;

  async function addNext(): Promise<void> {
    const next = await entries.next();
    if (out.destroyed) return void (await entries.return());
    if (next.done) return finish(zip, names);
    names.push(next.value.name);
    current = Readable.from(withEnd(next.value.chunks, addNext), { objectMode: false });
    current.once("error", (error) => out.destroy(error));
    zip.addReadStream(current, `xl/worksheets/sheet${names.length}.xml`);
  }

  out.once("close", () => {
    current?.destroy();
    entries.return().catch(() => undefined);
  });
  zip.once("error", (error: Error) => out.destroy(error));
  zip.outputStream.pipe(out);
  addNext().catch((error: Error) => out.destroy(error));
  return out;
}

/** The chunks of one part of the file; before it ends the next part is announced, so that the archive never runs dry. */
async function* withEnd(chunks: AsyncIterable<string>, atEnd: () => Promise<void>): AsyncGenerator<string> {
  yield* chunks;
  await atEnd();
}

type Entry = { name: string; chunks: AsyncGenerator<string> };

/** One entry per sheet, and as many more as its rows need. An entry must be read to its end before the next is asked for. */
async function* sheetEntries(sheets: readonly XlsxSheet[], maxRows: number): AsyncGenerator<Entry, void, undefined> {
  for (const sheet of sheets) {
    const source = iterate(sheet.rows);
    try {
      const state: SheetState = { source, pending: await source.next() };
      for (let part = 1; part === 1 || !state.pending.done; part += 1) {
        yield {
          name: part === 1 ? sheet.name : `${sheet.name} (${part})`,
          chunks: sheetXml(sheet.columns, state, maxRows),
        };
      }
    } finally {
      await source.return?.();
    }
  }
}

type Row = readonly XlsxValue[];
type SheetState = { source: AsyncIterator<Row> | Iterator<Row>; pending: IteratorResult<Row> };

function iterate(rows: XlsxSheet["rows"]): AsyncIterator<Row> | Iterator<Row> {
  return Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
}

async function* sheetXml(columns: readonly XlsxColumn[], state: SheetState, maxRows: number): AsyncGenerator<string> {
  let text = sheetHead(columns);
  for (let count = 1; count < maxRows && !state.pending.done; count += 1) {
    text += rowXml(columns, state.pending.value);
    if (text.length >= CHUNK_CHARS) {
      yield text;
      text = "";
    }
    state.pending = await state.source.next();
  }
  yield `${text}</sheetData></worksheet>`;
}

function sheetHead(columns: readonly XlsxColumn[]): string {
  const widths = columns.map(
    ({ width = DEFAULT_WIDTH }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  const heads = columns.map(({ head }) => textCell(head, STYLE.head)).join("");
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  return (
    `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>` +
    `<cols>${widths.join("")}</cols><sheetData><row>${heads}</row>`
  );
}

function rowXml(columns: readonly XlsxColumn[], values: Row): string {
  let cells = "";
  for (let index = 0; index < columns.length; index += 1)
    cells += cellXml(columns[index] as XlsxColumn, values[index] ?? null);
  return `<row>${cells}</row>`;
}

function cellXml({ kind }: XlsxColumn, value: XlsxValue): string {
  if (value === null) return "<c/>";
  if (typeof value === "string") return textCell(value, 0);
  return kind === "money" ? `<c s="${STYLE.money}"><v>${yuan(value)}</v></c>` : `<c><v>${whole(value)}</v></c>`;
}

/** An inline string: Excel shows it and never computes it, whatever it begins with. */
function textCell(value: string, style: number): string {
  const tag = style === 0 ? '<c t="inlineStr">' : `<c t="inlineStr" s="${style}">`;
  return `${tag}<is><t xml:space="preserve">${escapeXml(value)}</t></is></c>`;
}

/** Fen as a decimal text, -5 → "-0.05": made from the digits, so no binary fraction is ever involved. */
function yuan(fen: number): string {
  const digits = whole(Math.abs(fen)).padStart(3, "0");
  return `${fen < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function whole(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number: ${value}`);
  return String(value);
}

// XML 1.0 has no place for most control characters and for halves of surrogate pairs, not even escaped.
const NOT_XML =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const NEEDS_ESCAPE = /[&<>"]/g;
const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeXml(text: string): string {
  return text.replace(NOT_XML, "").replace(NEEDS_ESCAPE, (character) => ESCAPES[character] ?? "");
}

function finish(zip: ZipFile, names: readonly string[]): void {
  const add = (path: string, xml: string) => zip.addBuffer(Buffer.from(XML + xml), path);
  const office = `${RELS}/officeDocument`;
  const packageRels = "http://schemas.openxmlformats.org/package/2006/relationships";
  const format = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const sheets = names.map(
    (name, index) => `<sheet name="${sheetName(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  const links = names.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${RELS}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  );
  const parts = names.map(
    (_, index) => `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${format}.worksheet+xml"/>`,
  );
  add("xl/styles.xml", STYLES);
  add("xl/workbook.xml", `<workbook xmlns="${MAIN}" xmlns:r="${RELS}"><sheets>${sheets.join("")}</sheets></workbook>`);
  add(
    "xl/_rels/workbook.xml.rels",
    `<Relationships xmlns="${packageRels}">${links.join("")}<Relationship Id="styles" Type="${RELS}/styles" Target="styles.xml"/></Relationships>`,
  );
  add(
    "_rels/.rels",
    `<Relationships xmlns="${packageRels}"><Relationship Id="rId1" Type="${office}" Target="xl/workbook.xml"/></Relationships>`,
  );
  add(
    "[Content_Types].xml",
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      `<Override PartName="/xl/workbook.xml" ContentType="${format}.sheet.main+xml"/>` +
      `<Override PartName="/xl/styles.xml" ContentType="${format}.styles+xml"/>${parts.join("")}</Types>`,
  );
  zip.end();
}

/** At most 31 characters and none of []:*?/\ , as Excel demands. */
function sheetName(name: string): string {
  return escapeXml(name.replace(/[[\]:*?/\\]/g, " ").slice(0, 31));
}

/** 0 plain, 1 bold head, 2 money (built-in format 2 = 0.00). */
const STYLES =
  `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">' +
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>' +
  '<xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>';
