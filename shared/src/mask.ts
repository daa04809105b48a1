import { PROVINCE_SHORTS } from "./data/plates";
import { normalizePlate, plateKind } from "./plates";

/*
 * Masks for lists, receipts and messages. A value of an unexpected form is hidden whole: a mask must never show more than it says.
 */

const PLATE_IN_TEXT = new RegExp(`[${PROVINCE_SHORTS}][A-Z]·?[A-Z0-9]{4,6}[挂学警港澳领]?|使[0-9]{6}`, "g");

/** "13812345678" → "138****5678". */
export function maskPhone(phone: string): string {
  return keep(phone, { length: 11, head: 3, tail: 4 });
}

/** "张三" → "张*", "李小明" → "李*明", "欧阳小明" → "欧**明"; one character is hidden. */
export function maskName(name: string): string {
  const letters = Array.from(name.trim());
  if (letters.length <= 1) return "*";
  const tail = letters.length === 2 ? "" : (letters[letters.length - 1] ?? "");
  return `${letters[0]}${stars(letters.length - 1 - (tail === "" ? 0 : 1))}${tail}`;
}

/** "37010219900101001X" → "370102********001X". */
export function maskIdCard(idCard: string): string {
  return keep(idCard, { length: 18, head: 6, tail: 4 });
}

/** "鲁A12345" → "鲁A·***45"; a new-energy plate shows four stars. */
export function maskPlate(plate: string): string {
  const normal = normalizePlate(plate);
  const kind = plateKind(normal);
  if (kind === null) return stars(5);
  if (kind === "embassy") return `${normal.slice(0, 1)}${stars(4)}${normal.slice(-2)}`;
  return `${normal.slice(0, 2)}·${stars(normal.length - 4)}${normal.slice(-2)}`;
}

/** Every plate within a sentence: "鲁A·12345 年检提醒" → "鲁A·***45 年检提醒". What only looks like a plate is hidden as well. */
export function maskPlatesIn(text: string): string {
  return text.replace(PLATE_IN_TEXT, maskPlate);
}

/** "91370100MA3C0TEX7D" → "9137**********EX7D". */
export function maskCreditCode(creditCode: string): string {
  return keep(creditCode, { length: 18, head: 4, tail: 4 });
}

/** Bank account: only the last four characters, "************8903"; fewer than 12 characters are hidden whole. */
export function maskBankAccount(account: string): string {
  const plain = account.replace(/\s/g, "");
  return plain.length < 12 ? stars(12) : `${stars(plain.length - 4)}${plain.slice(-4)}`;
}

function keep(value: string, shape: { length: number; head: number; tail: number }): string {
  if (value.length !== shape.length) return stars(shape.length);
  return `${value.slice(0, shape.head)}${stars(shape.length - shape.head - shape.tail)}${value.slice(-shape.tail)}`;
}

function stars(count: number): string {
  return "*".repeat(count);
}
