import { inflateRawSync } from "node:zlib";

export type Sheet = { name: string; rows: string[][] };

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DEFLATED = 8;

/**
 * Reads a workbook back as text: every sheet with its rows, figures as they are stored. Knows what a statement needs (inline and
 * shared strings, numbers, one part per sheet), so that an export is checked by other code than what wrote it.
 * @throws Error when the file is not a workbook
 */
export function readWorkbook(file: Buffer): Sheet[] {
  const parts = unzip(file);
  const workbook = part(parts, "xl/workbook.xml");
  const relations = part(parts, "xl/_rels/workbook.xml.rels");
  const shared = readSharedStrings(parts.get("xl/sharedStrings.xml") ?? "");
  return [...workbook.matchAll(/<sheet\b[^>]*>/g)].map(([tag]) => {
    const target = targetOf(relations, attribute(tag, "r:id"));
    return { name: plain(attribute(tag, "name")), rows: readRows(part(parts, target), shared) };
  });
}

function unzip(file: Buffer): Map<string, string> {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || file.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error("not a zip file");
  const parts = new Map<string, string>();
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (file.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error("the zip directory is broken");
    const nameLength = file.readUInt16LE(at + 28);
    const name = file.toString("utf8", at + 46, at + 46 + nameLength);
    parts.set(name, content(file, at).toString("utf8"));
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return parts;
}

function content(file: Buffer, entry: number): Buffer {
  const header = file.readUInt32LE(entry + 42);
  const from = header + 30 + file.readUInt16LE(header + 26) + file.readUInt16LE(header + 28);
  const packed = file.subarray(from, from + file.readUInt32LE(entry + 20));
  return file.readUInt16LE(entry + 10) === DEFLATED ? inflateRawSync(packed) : packed;
}

function part(parts: ReadonlyMap<string, string>, name: string): string {
  const found = parts.get(name);
  if (found === undefined) throw new Error(`the workbook has no ${name}`);
  return found;
}

function targetOf(relations: string, id: string): string {
  const tag =
    [...relations.matchAll(/<Relationship\b[^>]*>/g)].find(([text]) => attribute(text, "Id") === id)?.[0] ?? "";
  const target = attribute(tag, "Target");
  return target.startsWith("/") ? target.slice(1) : `xl/${target}`;
}

function attribute(tag: string, name: string): string {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
}

function readSharedStrings(xml: string): string[] {
  return [...xml.matchAll(/<si\b[^>]*>([\s\S]*?)<\/si>/g)].map(([, inner]) => texts(inner ?? ""));
}

function readRows(xml: string, shared: readonly string[]): string[][] {
  return [...xml.matchAll(/<row\b[^>]*?(?:\/>|>([\s\S]*?)<\/row>)/g)].map(([, inner]) =>
    readCells(inner ?? "", shared),
  );
}

function readCells(xml: string, shared: readonly string[]): string[] {
  const cells: string[] = [];
  for (const [, attributes, inner] of xml.matchAll(/<c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g)) {
    const place = columnOf(attribute(attributes ?? "", "r")) ?? cells.length;
    while (cells.length < place) cells.push("");
    cells[place] = cellText(attribute(attributes ?? "", "t"), inner ?? "", shared);
  }
  return cells;
}

function cellText(type: string, inner: string, shared: readonly string[]): string {
  if (type === "inlineStr") return texts(inner);
  const value = /<v\b[^>]*>([\s\S]*?)<\/v>/.exec(inner)?.[1] ?? "";
  return type === "s" ? (shared[Number(value)] ?? "") : plain(value);
}

function texts(xml: string): string {
  return plain([...xml.matchAll(/<t\b[^>]*>([\s\S]*?)<\/t>/g)].map(([, inner]) => inner).join(""));
}

/** "C7" → 2. */
function columnOf(reference: string): number | null {
  const letters = /^[A-Z]+/.exec(reference)?.[0];
  if (!letters) return null;
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function plain(text: string): string {
  return text.replace(/&(#x?[0-9a-fA-F]+|\w+);/g, (whole, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(name.startsWith("#x") ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)));
  });
}
