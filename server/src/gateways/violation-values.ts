import * as z from "zod/mini";

/*
 * What providers write, in our terms. They send texts or numbers, '' or -1 for what they do not know; nothing of that may become 0.
 */

/** The most points one act can cost (order 163), and a fine nobody reaches. */
const MAX_POINTS = 12;
const MAX_FINE_FEN = 10_000_000;
const MAX_TEXT = 200;

/** A value of a record as it may come; anything else in its place counts as not given. */
export const looseValue = z.catch(z.nullish(z.union([z.string(), z.number()])), null);
export type LooseValue = z.output<typeof looseValue>;

/** "3" or 3 → 3; '', "-1", "未知", 99 → null. */
export function readPoints(value: LooseValue): number | null {
  const digits = plain(value);
  if (digits === null || !/^\d{1,2}$/.test(digits)) return null;
  return Number(digits) <= MAX_POINTS ? Number(digits) : null;
}

/** Yuan, "100" or "100.50" → fen; '', "-1" → null. */
export function readFineFen(value: LooseValue): number | null {
  const match = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(plain(value) ?? "");
  if (!match) return null;
  const fen = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return fen <= MAX_FINE_FEN ? fen : null;
}

const HANDLED: Readonly<Record<string, boolean>> = {
  "0": false,
  "1": true,
  N: false,
  Y: true,
  未处理: false,
  已处理: true,
};

/** "0"/"1", "N"/"Y" or words → whether it is handled; anything else → null. */
export function readHandled(value: LooseValue): boolean | null {
  return HANDLED[plain(value)?.toUpperCase() ?? ""] ?? null;
}

/** "2026-09-12 08:31:00" in Shanghai → the instant; what is no such time, or lies before 1990 → null. */
export function readOccurredAt(value: LooseValue): Date | null {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(?::(\d{2}))?$/.exec(plain(value) ?? "");
  if (!match?.[1] || match[1] < "1990") return null;
  const at = new Date(`${match[1]}T${match[2]}:${match[3] ?? "00"}+08:00`);
  const isReal = !Number.isNaN(at.getTime()) && new Date(at.getTime() + 28_800_000).toISOString().startsWith(match[1]);
  return isReal ? at : null;
}

/** Trimmed text of at most 200 characters; '' and "-1" → null. */
export function readText(value: LooseValue): string | null {
  return plain(value)?.slice(0, MAX_TEXT) ?? null;
}

/** A code of four or five characters; anything else, also a document's number put in its place → null. */
export function readCode(value: LooseValue): string | null {
  const code = plain(value)?.toUpperCase() ?? "";
  return /^\d{4}[0-9A-Z]?$/.test(code) ? code : null;
}

/** Code and document's number of a record; a code that stands in the number's place is taken for what it is. */
export function readCodeAndArchive(
  code: LooseValue,
  archive: LooseValue,
): { code: string | null; archiveNo: string | null } {
  const misplaced = readCode(archive);
  return { code: readCode(code) ?? misplaced, archiveNo: misplaced === null ? readText(archive) : null };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const CONTROL = /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g;

function plain(value: LooseValue): string | null {
  if (value === null || value === undefined) return null;
  const text = String(value).replace(CONTROL, "").trim();
  return text === "" || text === "-1" ? null : text;
}
