import { gzipSync } from "node:zlib";
import { creditCodeCheckCharacter } from "@club/shared/credit-code";
import { idCardCheckCharacter } from "@club/shared/id-card";

/*
 * Values that nobody types by accident, and values that everybody does.
 */

type Json = unknown;

function nested(depth: number): Json {
  let value: Json = "x";
  for (let level = 0; level < depth; level += 1) value = level % 2 ? { a: value } : [value];
  return value;
}

/** In place of every field of every body. */
export const HOSTILE_VALUES: readonly Json[] = [
  null,
  -1,
  1e308,
  "",
  "NaN",
  "坏\u0007字符",
  "x".repeat(10_000),
  [],
  { $gt: "" },
];

/** In place of one field or another, in turn. */
const RARER_VALUES: readonly Json[] = [
  true,
  0,
  1.5,
  2 ** 53,
  "   ",
  "1e999",
  "\u0000",
  "\ud800",
  "\u202e倒序",
  "__proto__",
  "constructor",
  "$where",
  "长".repeat(10_000),
  [null],
  ["a", "b"],
  {},
  { $ne: null },
  { $regex: ".*" },
  { toString: "x", length: 3 },
  JSON.parse('{"__proto__":{"isAdmin":true}}'),
  { constructor: { prototype: { isAdmin: true } } },
  nested(400),
];
const RARER_AT_A_TIME = 5;
let turn = 0;

/** The next few of the rarer values; every run tries the same ones in the same places. */
export function someRarerValues(): Json[] {
  return Array.from({ length: RARER_AT_A_TIME }, () => {
    turn += 1;
    return RARER_VALUES[turn % RARER_VALUES.length];
  });
}

/** In place of a value in the path or the query. */
export const HOSTILE_TEXTS: readonly string[] = [
  "",
  " ",
  "NaN",
  "-1",
  "0",
  "1.5",
  "1e999",
  "99999999999999999999",
  "\u0000",
  "a\u0007b",
  "__proto__",
  "constructor",
  "toString",
  "$gt",
  '{"$gt":""}',
  "[object Object]",
  "../../etc/passwd",
  "😀",
  "x".repeat(5_000),
];

/** Path segments that are not even percent-encoding, as they stand in the address. */
export const BROKEN_SEGMENTS: readonly string[] = ["%", "%E0%A4%A", "%C0%80", "%ZZ", "%FF%FE"];

const base64 = (text: string): string => Buffer.from(text).toString("base64url");

/** Orders of the club's lists; a cursor names its own. */
const ORDERS: readonly (readonly string[])[] = [
  ["createdAt", "_id"],
  ["issuedAt", "_id"],
  ["redeemedAt", "_id"],
  ["joinedAt", "_id"],
  ["month", "_id"],
  ["name", "_id"],
  ["rowNo"],
  ["_id"],
];
/** In place of the values at which a cursor goes on. */
const FORGED: readonly Json[] = [null, "never", 1e300, true, { $gt: "" }, { t: "x" }];

/** Cursors that never came from us: not even cursors, and well-formed ones with forged values. */
export const HOSTILE_CURSORS: readonly string[] = [
  "abc",
  "!!!",
  base64("null"),
  base64("[]"),
  base64("{}"),
  base64("[".repeat(200)),
  ...ORDERS.flatMap((fields) =>
    FORGED.map((value) => base64(JSON.stringify([fields.join(), ...fields.map(() => value)])).slice(0, 400)),
  ),
];

/** Whole bodies, as text, and the content type they come with. */
export const HOSTILE_BODIES: readonly {
  label: string;
  body: string | Buffer;
  type?: string;
  encoding?: string;
  status: readonly number[];
}[] = [
  { label: "half an object", body: '{"a":', status: [400] },
  { label: "an object and more", body: "{}}", status: [400] },
  { label: "null", body: "null", status: [400] },
  { label: "a list", body: "[]", status: [400] },
  { label: "a text", body: '"text"', status: [400] },
  { label: "a number", body: "1", status: [400] },
  { label: "lists 20,000 deep", body: "[".repeat(20_000), status: [400] },
  { label: "no UTF-8", body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31]), status: [400] },
  { label: "one megabyte", body: JSON.stringify({ a: "x".repeat(1_048_576) }), status: [413] },
  { label: "plain text", body: '{"a":1}', type: "text/plain", status: [400] },
  { label: "a form", body: "a=1&b=2", type: "application/x-www-form-urlencoded", status: [400] },
  { label: "XML", body: "<a/>", type: "application/xml", status: [400] },
  { label: "an unknown character set", body: "{}", type: "application/json; charset=latin-99", status: [400] },
  {
    label: "a few bytes that unpack to ten megabytes",
    body: gzipSync(Buffer.alloc(10_000_000, 0x20)),
    encoding: "gzip",
    status: [413],
  },
  { label: "not really gzip", body: "{}", encoding: "gzip", status: [400] },
  { label: "an unknown compression", body: "{}", encoding: "snappy", status: [400] },
];

export const HOSTILE_KEYS: readonly (string | null)[] = [
  null,
  "short",
  "with spaces in it",
  "x".repeat(200),
  '{"$gt":""}',
  "__proto__",
];

/** A number with a check digit, with the wrong one; null for a value without. */
export function withWrongCheckDigit(value: Json): string | null {
  if (typeof value !== "string" || value.length !== 18) return null;
  const first17 = value.slice(0, 17);
  const isIdCard = idCardCheckCharacter(first17) === value.slice(17);
  const isCreditCode = !isIdCard && creditCodeCheckCharacter(first17) === value.slice(17);
  return isIdCard || isCreditCode ? `${first17}${value.endsWith("1") ? "2" : "1"}` : null;
}

/** Every place in a body: ["items"], ["items", 0], ["items", 0, "quantity"]… */
export function placesIn(value: Json, at: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = [...at, Array.isArray(value) ? Number(key) : key];
    return [place, ...placesIn(inner, place)];
  });
}

/** The value at a place. */
export function valueAt(value: Json, place: readonly (string | number)[]): Json {
  return place.reduce<Json>((inner, key) => (inner as Record<string | number, Json>)[key], value);
}

/** A copy with another value at a place; undefined takes the field away. */
export function replacedAt(value: Json, place: readonly (string | number)[], by: Json): Json {
  const [key, ...rest] = place;
  if (key === undefined) return by;
  const copy: Record<string | number, Json> | Json[] = Array.isArray(value) ? [...value] : { ...(value as object) };
  const holder = copy as Record<string | number, Json>;
  const next = replacedAt(holder[key], rest, by);
  if (next === undefined && !Array.isArray(copy)) delete holder[key];
  else holder[key] = next;
  return copy;
}
