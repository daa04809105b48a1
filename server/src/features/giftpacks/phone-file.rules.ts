import type { ErrorCode } from "@club/shared/errors";
import { isPhone, normalizePhone } from "@club/shared/phone";

/** One row of an imported file; `refusal` says what is wrong with it before any member is looked up. */
export type PhoneRow = { rowNo: number; phone: string; refusal: ErrorCode | null };

const SEPARATOR = /[,;\t，；]/;
const QUOTES = /^["'\s]+|["'\s]+$/g;
const MAX_CELL = 40;

/**
 * The phones of a text or CSV file, one row per line that is not blank: the first cell of the line that is a mobile number,
 * else the first cell, marked as invalid. A first line without any digit is a heading. A phone that came before is marked.
 */
export function readPhoneFile(bytes: Buffer): PhoneRow[] {
  const lines = bytes
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== "");
  const hasHeading = lines[0] !== undefined && !/\d/.test(lines[0]);
  const seen = new Set<string>();
  return lines.slice(hasHeading ? 1 : 0).map((line, index) => {
    const phone = phoneOf(line);
    const refusal = !isPhone(phone) ? "giftpacks.phone-invalid" : seen.has(phone) ? "giftpacks.phone-repeated" : null;
    seen.add(phone);
    return { rowNo: index + 1, phone, refusal };
  });
}

function phoneOf(line: string): string {
  const cells = line.split(SEPARATOR).map((cell) => normalizePhone(cell.replace(QUOTES, "").slice(0, MAX_CELL)));
  return cells.find(isPhone) ?? cells[0] ?? "";
}
