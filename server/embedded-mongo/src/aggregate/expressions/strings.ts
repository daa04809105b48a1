import { isNumber, toDouble } from "../../bson/numbers";
import type { Value } from "../../bson/values";
import { mongoError } from "../../errors";
import {
  type Arguments,
  binary,
  isNullish,
  named,
  nameOf,
  type OperatorTable,
  ranged,
  unary,
  variadic,
} from "./context";
import { numberToText } from "./texts";

/** String of a scalar as `$toUpper`, `$substr` and `$strcasecmp` see it; null and missing are "". @throws 16007 */
function coerceText(value: Value): string {
  if (typeof value === "string") return value;
  if (isNullish(value)) return "";
  if (isNumber(value)) return numberToText(value);
  if (value instanceof Date) return value.toISOString();
  throw mongoError(16007, `can't convert from BSON type ${nameOf(value)} to String`);
}

function concat(values: Value[]): Value {
  let text = "";
  for (const value of values) {
    if (isNullish(value)) return null;
    if (typeof value !== "string") throw mongoError(16702, `$concat only supports strings, not ${nameOf(value)}`);
    text += value;
  }
  return text;
}

/** Whether UTF-16 units and code points are the same thing in this text. */
function isBasic(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdfff) return false;
  }
  return true;
}

/** Length in code points. */
export function lengthOf(text: string): number {
  return isBasic(text) ? text.length : [...text].length;
}

function requireNatural(value: Value, codes: [number, number, number], what: string): number {
  if (!isNumber(value)) throw mongoError(codes[0], `${what} must be a numeric type (is BSON type ${nameOf(value)})`);
  const number = toDouble(value);
  if (!Number.isInteger(number)) throw mongoError(codes[1], `${what} must be representable as a 32-bit integral value`);
  if (number < 0) throw mongoError(codes[2], `${what} must be a nonnegative integer.`);
  return number;
}

function substrCodePoints([text, start, length]: Value[]): Value {
  const source = coerceText(text);
  const from = requireNatural(start, [34450, 34451, 34455], "$substrCP: starting index");
  const count = requireNatural(length, [34452, 34453, 34454], "$substrCP: length");
  if (isBasic(source)) return source.slice(from, from + count);
  return [...source].slice(from, from + count).join("");
}

function substrBytes([text, start, length]: Value[], name: string): Value {
  const source = coerceText(text);
  if (!isNumber(start))
    throw mongoError(16034, `${name}: starting index must be a numeric type (is BSON type ${nameOf(start)})`);
  if (!isNumber(length))
    throw mongoError(16035, `${name}: length must be a numeric type (is BSON type ${nameOf(length)})`);
  const from = Math.trunc(toDouble(start));
  const count = Math.trunc(toDouble(length));
  if (from < 0) throw mongoError(50752, `${name}: starting index must be non-negative (got: ${from})`);
  const bytes = Buffer.from(source, "utf8");
  const to = count < 0 ? bytes.length : Math.min(from + count, bytes.length);
  if (isContinuation(bytes[from]))
    throw mongoError(28656, `${name}: Invalid range, starting index is a UTF-8 continuation byte.`);
  if (isContinuation(bytes[to]))
    throw mongoError(28657, `${name}: Invalid range, ending index is in the middle of a UTF-8 character.`);
  return bytes.toString("utf8", Math.min(from, bytes.length), to);
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function split(text: Value, separator: Value): Value {
  if (isNullish(text) || isNullish(separator)) return null;
  if (typeof text !== "string")
    throw mongoError(
      40085,
      `$split requires an expression that evaluates to a string as a first argument, found: ${nameOf(text)}`,
    );
  if (typeof separator !== "string")
    throw mongoError(
      40086,
      `$split requires an expression that evaluates to a string as a second argument, found: ${nameOf(separator)}`,
    );
  if (separator === "") throw mongoError(40087, "$split requires a non-empty separator");
  return text.split(separator);
}

const WHITESPACE: ReadonlySet<string> = new Set([
  ..."\0\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a",
]);

function trimmer(left: boolean, right: boolean) {
  return (values: Arguments, name: string): Value => {
    const { input, chars } = values;
    if (isNullish(input)) return null;
    if (typeof input !== "string")
      throw mongoError(50699, `${name} requires its input to be a string, got ${nameOf(input)} instead.`);
    let drop = WHITESPACE;
    if ("chars" in values) {
      if (isNullish(chars)) return null;
      if (typeof chars !== "string")
        throw mongoError(50700, `${name} requires 'chars' to be a string, got ${nameOf(chars)} instead.`);
      drop = new Set(chars);
    }
    const points = [...input];
    let [start, end] = [0, points.length];
    while (left && start < end && drop.has(points[start] as string)) start++;
    while (right && end > start && drop.has(points[end - 1] as string)) end--;
    return points.slice(start, end).join("");
  };
}

const TRIM = { required: ["input"], optional: ["chars"], codes: { shape: 50696, unknown: 50694, missing: 50695 } };

function indexArguments(values: Value[], name: string, length: number): { start: number; end: number } {
  const bound = (value: Value, what: string): number => {
    const codes: [number, number, number] = [40096, 40096, 40097];
    return requireNatural(value, codes, `${name} requires an integral ${what} index; it`);
  };
  const start = values.length > 2 ? bound(values[2], "starting") : 0;
  const end = values.length > 3 ? Math.min(bound(values[3], "ending"), length) : length;
  return { start, end };
}

type Sequence = { length: number; indexOf(token: string, start: number): number; sizeOf(token: string): number };

function codePoints(text: string): Sequence {
  if (isBasic(text))
    return { length: text.length, indexOf: (token, start) => text.indexOf(token, start), sizeOf: lengthOf };
  const points = [...text];
  return {
    length: points.length,
    indexOf: (token, start) => {
      const units = points.slice(0, start).join("").length;
      const found = text.indexOf(token, units);
      return found < 0 ? -1 : lengthOf(text.slice(0, found));
    },
    sizeOf: lengthOf,
  };
}

function utf8(text: string): Sequence {
  const bytes = Buffer.from(text, "utf8");
  return {
    length: bytes.length,
    indexOf: (token, start) => bytes.indexOf(token, start, "utf8"),
    sizeOf: (token) => Buffer.byteLength(token),
  };
}

function indexOf(sequence: (text: string) => Sequence, codes: [number, number]) {
  return ranged(2, 4, (values, name) => {
    const [text, token] = values;
    if (isNullish(text)) return null;
    if (typeof text !== "string")
      throw mongoError(codes[0], `${name} requires a string as the first argument, found: ${nameOf(text)}`);
    if (typeof token !== "string")
      throw mongoError(codes[1], `${name} requires a string as the second argument, found: ${nameOf(token)}`);
    const source = sequence(text);
    const { start, end } = indexArguments(values, name, source.length);
    if (start > source.length || end < start) return -1;
    const found = source.indexOf(token, start);
    return found >= 0 && found + source.sizeOf(token) <= end ? found : -1;
  });
}

function replacer(apply: (text: string, find: string, replacement: string) => string) {
  const shape = { required: ["input", "find", "replacement"], codes: { shape: 51751, unknown: 51750, missing: 51749 } };
  return named(shape, ({ input, find, replacement }, name) => {
    const check = (value: Value, what: string, code: number): void => {
      if (typeof value !== "string" && !isNullish(value))
        throw mongoError(code, `${name} requires that '${what}' be a string, found: ${nameOf(value)}`);
    };
    check(input, "input", 51746);
    check(find, "find", 51745);
    check(replacement, "replacement", 51744);
    if (typeof input !== "string" || typeof find !== "string" || typeof replacement !== "string") return null;
    return apply(input, find, replacement);
  });
}

function strictLength(code: number, measure: (text: string) => number) {
  return unary((value, name) => {
    if (typeof value !== "string")
      throw mongoError(code, `${name} requires a string argument, found: ${nameOf(value)}`);
    return measure(value);
  });
}

// MongoDB changes the case of ASCII letters only.
const lower = (text: string): string => text.replace(/[A-Z]+/g, (part) => part.toLowerCase());
const upper = (text: string): string => text.replace(/[a-z]+/g, (part) => part.toUpperCase());

/** String expressions; regular expressions are in `regex.ts`. */
export const STRINGS: OperatorTable = {
  $concat: variadic(concat),
  $toLower: unary((value) => lower(coerceText(value))),
  $toUpper: unary((value) => upper(coerceText(value))),
  $strcasecmp: binary((a, b) => {
    const order = Buffer.compare(Buffer.from(upper(coerceText(a))), Buffer.from(upper(coerceText(b))));
    return Math.sign(order);
  }),
  $substrCP: ranged(3, 3, substrCodePoints),
  $substrBytes: ranged(3, 3, substrBytes),
  $substr: ranged(3, 3, substrBytes),
  $strLenCP: strictLength(34471, lengthOf),
  $strLenBytes: strictLength(34473, (text) => Buffer.byteLength(text)),
  $split: binary(split),
  $trim: named(TRIM, trimmer(true, true)),
  $ltrim: named(TRIM, trimmer(true, false)),
  $rtrim: named(TRIM, trimmer(false, true)),
  $indexOfCP: indexOf(codePoints, [40093, 40094]),
  $indexOfBytes: indexOf(utf8, [40091, 40092]),
  $replaceOne: replacer((text, find, replacement) => text.replace(find, () => replacement)),
  $replaceAll: replacer((text, find, replacement) =>
    find === "" ? text.replaceAll(find, () => replacement) : text.split(find).join(replacement),
  ),
};
