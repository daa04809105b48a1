import { mongo } from "mongoose";
import type { Random } from "./random";

const { Decimal128, Double, Int32, Long, ObjectId } = mongo;

export type Doc = mongo.Document;

const IDS = 24;
export const NUMBERS: readonly unknown[] = [
  new Int32(0),
  new Int32(1),
  new Int32(5),
  new Int32(-3),
  new Int32(2_147_483_647),
  Long.fromNumber(5),
  Long.fromString("9007199254740993"),
  new Double(5),
  new Double(1.5),
  new Double(-0.25),
  Decimal128.fromString("5"),
  Decimal128.fromString("2.5"),
];
const SCALARS: readonly unknown[] = [
  ...NUMBERS,
  "",
  "a",
  "ab",
  "车",
  null,
  new Date(0),
  new Date(1_790_000_000_000),
  new ObjectId("65f000000000000000000001"),
];

export const scalar = (random: Random): unknown => random.pick(SCALARS);
export const small = (random: Random): unknown => new Int32(random.number(6));

export function line(random: Random): Doc {
  return { k: random.pick(["x", "y", "z"]), q: small(random) };
}

export function value(random: Random): unknown {
  const roll = random.number(10);
  if (roll < 7) return scalar(random);
  if (roll < 8) return random.list(random.number(4), () => scalar(random));
  if (roll < 9) return { x: scalar(random) };
  return random.list(random.number(3), () => line(random));
}

/** Near the clock changes of two zones, and anywhere. */
export function date(random: Random): Date {
  const start = random.pick([1_710_050_400_000, 1_730_610_000_000, 1_700_000_000_000, 946_684_800_000]);
  return new Date(start + random.number(200) * 1_800_000);
}

/** The fields of a document. */
export function fields(random: Random): Doc {
  const doc: Doc = {};
  if (random.chance(0.8)) doc.a = scalar(random);
  if (random.chance(0.6)) doc.b = random.chance(0.1) ? random.chance(0.5) : value(random);
  if (random.chance(0.4)) doc.s = random.pick(["p", "q", "r"]);
  if (random.chance(0.5)) doc.n = { x: scalar(random), ...(random.chance(0.5) ? { y: small(random) } : {}) };
  if (random.chance(0.5)) doc.tags = random.list(random.number(4), () => random.pick(["t", "u", "v", null]));
  if (random.chance(0.5)) doc.lines = random.list(random.number(4), () => line(random));
  if (random.chance(0.6)) doc.at = random.chance(0.1) ? null : date(random);
  return doc;
}

export const id = (random: Random): number => random.number(IDS);

/** The documents that a round begins with. */
export function randomDocuments(random: Random): Doc[] {
  return Array.from({ length: IDS }, (_, _id) => ({ _id, ...fields(random) })).filter(() => random.chance(0.6));
}
