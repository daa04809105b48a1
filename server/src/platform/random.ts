import { randomFillSync } from "node:crypto";

// A call to the operating system costs more than what it is asked for; a pool of CSPRNG bytes is drawn at once, each byte
// used once and wiped.
const pool = Buffer.alloc(8192);
let used = pool.length;

/** One byte from the CSPRNG. */
export function randomByte(): number {
  if (used === pool.length) refill();
  const value = pool[used] as number;
  pool[used] = 0;
  used += 1;
  return value;
}

/** `count` bytes from the CSPRNG, at most 1,024. */
export function takeRandom(count: number): Buffer {
  if (used + count > pool.length) refill();
  const bytes = Buffer.from(pool.subarray(used, used + count));
  pool.fill(0, used, used + count);
  used += count;
  return bytes;
}

function refill(): void {
  randomFillSync(pool);
  used = 0;
}
