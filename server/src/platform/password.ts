import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { createLimiter } from "./limiter";

/** The library's Algorithm.Argon2id; its constant cannot be imported under isolatedModules. */
const ARGON2ID = 2;
/** OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane; about 20 ms on a thread of the pool. */
const OPTIONS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Hashes at once: no more than there are processors, and never all four threads of the pool. The embedded database stores on
 * the same pool; behind a queue of hashes every write of the club would wait for them.
 */
const AT_ONCE = Math.min(availableParallelism(), 3);
const limited = createLimiter(AT_ONCE);

let decoy: Promise<string> | null = null;

/** The hash to store for a password (argon2id with its own salt), computed off the event loop. */
export function hashPassword(password: string): Promise<string> {
  return limited(() => hash(password, OPTIONS));
}

/**
 * True when `password` is the one that was hashed. Pass null for an account that does not exist or has no password: the
 * answer is false after the same work, so that its duration does not tell which accounts exist.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  if (stored !== null) return limited(() => verify(stored, password));
  decoy ??= hashPassword("no account has this password");
  const hashed = await decoy;
  await limited(() => verify(hashed, password));
  return false;
}
