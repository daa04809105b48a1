import { hashPassword, verifyPassword } from "../../platform/password";
import { randomSecret } from "../../platform/ids";

let decoy: Promise<string> | undefined;

/**
 * Whether `password` belongs to `hash`. Without a hash (no such account, or none set) the same work is done on a decoy, so that
 * the time of the answer does not tell whether the account exists.
 */
export async function passwordMatches(hash: string | null, password: string): Promise<boolean> {
  // Made on every path, so that the first unknown account after a start is not slower than a known one.
  decoy ??= hashPassword(randomSecret(32));
  const decoyHash = await decoy;
  const isRight = await verifyPassword(hash ?? decoyHash, password);
  return hash !== null && isRight;
}
