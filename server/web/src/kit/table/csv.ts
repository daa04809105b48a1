import type { Column } from "./types";

/** A table as CSV that spreadsheets open as written: UTF-8 with a mark, CRLF, and no cell that could be a formula. */
export function toCsv<Row>(columns: readonly Pick<Column<Row>, "title" | "text">[], rows: readonly Row[]): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ text }) => text(row)))];
  return `\ufeff${lines.map((cells) => cells.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

/** A cell that begins like a formula gets an apostrophe in front, unless it is a plain number with its sign. */
function csvCell(value: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(value) && !/^[+-]?[\d,.]+$/.test(value);
  const safe = isFormula ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
