/*
 * Money is a whole number of fen. Nothing here makes a fraction: products are split so that every step stays a safe integer.
 */

/** 12800 → "¥128.00", -5 → "-¥0.05", 123456789 → "¥1,234,567.89". @throws RangeError when not a whole number of fen. */
export function formatFen(fen: number): string {
  requireInteger(fen);
  const whole = Math.abs(fen);
  const cents = whole % 100;
  return `${fen < 0 ? "-" : ""}¥${groupThousands((whole - cents) / 100)}.${cents < 10 ? "0" : ""}${cents}`;
}

/** What people type in yuan → fen: "128", "128.5", "¥1,280.00"; null when it is not an amount with at most two decimals. */
export function parseYuan(typed: string): number | null {
  const match = /^(-?)[¥￥]?(\d{1,11})(?:\.(\d{1,2}))?$/.exec(typed.replace(/[\s,，]/g, ""));
  if (!match) return null;
  const fen = Number(match[2]) * 100 + Number((match[3] ?? "").padEnd(2, "0"));
  return match[1] === "-" && fen !== 0 ? -fen : fen;
}

/**
 * `bps` basis points (10000 = 100 %) of an amount in fen, rounded half up by magnitude, so that a reversal cancels exactly:
 * shareFen(-a, b) === -shareFen(a, b).
 */
export function shareFen(amountFen: number, bps: number): number {
  return scale(amountFen, bps, 10_000);
}

/** The tax contained in a price that includes it: gross × rate ÷ (1 + rate), half up by magnitude. */
export function includedTaxFen(grossFen: number, taxBps: number): number {
  return scale(grossFen, taxBps, 10_000 + taxBps);
}

/** Sum of fen. @throws RangeError when a part is no integer or the sum leaves the safe range. */
export function sumFen(parts: readonly number[]): number {
  return parts.reduce((total, part) => requireInteger(total + requireInteger(part)), 0);
}

/** "1234567" → "1,234,567" for a whole number ≥ 0. */
export function groupThousands(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** amount × numerator ÷ denominator in integers: the quotient part and the remainder part apart, so no product overflows. */
function scale(amount: number, numerator: number, denominator: number): number {
  requireInteger(amount);
  requireInteger(numerator);
  const magnitude = Math.abs(amount);
  const remainder = magnitude % denominator;
  const quotient = (magnitude - remainder) / denominator;
  const doubled = remainder * numerator * 2 + denominator;
  const part = (doubled - (doubled % (denominator * 2))) / (denominator * 2);
  const result = requireInteger(quotient * numerator + part);
  return amount < 0 && result !== 0 ? -result : result;
}

function requireInteger(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number of fen or basis points: ${value}`);
  return value;
}
