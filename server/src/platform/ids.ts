import { systemClock } from "./clock";
import { randomByte } from "./random";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TIME_SYMBOLS = 8;
const RANDOM_SYMBOLS = 12;
/** Bytes from 248 up would make the first symbols more likely than the rest. */
const FAIR_BYTES = 248;

function randomBase62(length: number): string {
  let result = "";
  while (result.length < length) {
    const value = randomByte();
    if (value < FAIR_BYTES) result += BASE62[value % 62];
  }
  return result;
}

function timePrefix(ms: number): string {
  let rest = ms;
  let result = "";
  for (let index = 0; index < TIME_SYMBOLS; index += 1) {
    result = BASE62[rest % 62] + result;
    rest = Math.floor(rest / 62);
  }
  return result;
}

/**
 * A new identifier: 20 characters of [0-9A-Za-z]. The first 8 are the millisecond of creation, so that ids sort by age
 * (byte order) and inserts land at the end of an index; the other 12 hold 71 bits from the CSPRNG.
 */
export function newId(): string {
  return timePrefix(systemClock.now().getTime()) + randomBase62(RANDOM_SYMBOLS);
}

/** `symbols` symbols of Crockford's base32 (no I, L, O, U) from the CSPRNG: 5 bits each. For codes that people read and type. */
export function randomCode(symbols: number): string {
  let result = "";
  for (let index = 0; index < symbols; index += 1) result += CROCKFORD[randomByte() & 31];
  return result;
}

/** A secret of `symbols` base62 characters (5.95 bits each), for tokens that no one reads. */
export function randomSecret(symbols: number): string {
  return randomBase62(symbols);
}
