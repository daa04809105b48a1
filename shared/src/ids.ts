import { plainUpper } from "./typed";

/*
 * Codes that people read aloud and type: Crockford's base32 (crockford.com/base32), no I L O U. Making codes needs a secure random
 * source and is the server's work; this is only how they are written.
 */

export const CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Symbols of a voucher code: 60 bits. */
export const CODE_SYMBOLS = 12;

/**
 * What was typed → the stored code (only symbols of the alphabet, upper case), or null when it cannot be one.
 * O reads as 0, I and L as 1; blanks and any kind of dash are dropped; full-width characters count as plain ones.
 */
export function normalizeCode(typed: string, symbols = CODE_SYMBOLS): string | null {
  if (typed.length > 100) return null;
  const code = plainUpper(typed).replace(/O/g, "0").replace(/[IL]/g, "1");
  return code.length === symbols && /^[0-9A-HJKMNP-TV-Z]+$/.test(code) ? code : null;
}

/** "7K3M9QXA01BZ" → "7K3M-9QXA-01BZ". */
export function formatCode(code: string): string {
  return code.replace(/(.{4})(?=.)/g, "$1-");
}
