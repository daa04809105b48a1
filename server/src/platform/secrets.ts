const MIN_BYTES = 32;
/** What 32 random bytes reach with a wide margin (about 157), and what words or patterns of that length do not. */
const MIN_BITS = 112;

/**
 * Why a secret is too weak to guard personal data: too short, a repetition, or a pattern. Null when none of this shows.
 * It catches carelessness, not cunning: only a generator makes a good secret.
 */
export function secretWeakness(secret: Uint8Array): string | null {
  if (secret.length < MIN_BYTES)
    return `too short (${secret.length} bytes; at least ${MIN_BYTES} from a random generator)`;
  if (/change.?me|development.?only|password|example/i.test(Buffer.from(secret).toString("latin1"))) {
    return "contains a placeholder's words; use a random generator";
  }
  const unit = period(secret);
  const steps = secret.slice(1).map((byte, index) => byte - (secret[index] as number));
  const bits = Math.min(entropyPerByte(secret), entropyPerByte(steps)) * Math.min(unit, secret.length);
  return bits < MIN_BITS ? "too easy to guess (a repetition or a pattern); use a random generator" : null;
}

/** Length of the shortest beginning whose repetition is the whole. */
function period(bytes: Uint8Array): number {
  for (let length = 1; length <= bytes.length / 2; length += 1) {
    if (bytes.every((byte, index) => byte === bytes[index % length])) return length;
  }
  return bytes.length;
}

/** Shannon's estimate over single bytes, in bits. */
function entropyPerByte(bytes: Uint8Array): number {
  const counts = new Map<number, number>();
  for (const byte of bytes) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / bytes.length) * Math.log2(count / bytes.length);
  return bits;
}
