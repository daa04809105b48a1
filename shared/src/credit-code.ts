import { plainUpper, typedField } from "./typed";

export type CreditCodeFault = "format" | "check-digit";
export type CreditCodeCheck = { ok: true; regionCode: string } | { ok: false; reason: CreditCodeFault };

// GB 32100-2015: 31 characters (no I O S V Z); the weight of place i is 3^i mod 31.
const CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;
const FORM = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;
// GB 11714-1997, the organisation code inside (places 9 to 17).
const ORGANISATION_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;

/** The stored form: upper case, no blanks or dashes. */
export function normalizeCreditCode(typed: string): string {
  return plainUpper(typed);
}

/** Check character of the first 17 characters. */
export function creditCodeCheckCharacter(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * CHARACTERS.indexOf(first17.charAt(index)), 0);
  return CHARACTERS.charAt((31 - (sum % 31)) % 31);
}

/** Check character of an organisation code's first 8 characters (0–9, X). */
export function organisationCheckCharacter(first8: string): string {
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, index) => total + weight * ORGANISATION_CHARACTERS.indexOf(first8.charAt(index)),
    0,
  );
  return "0123456789X0".charAt(11 - (sum % 11));
}

/**
 * Judges a unified social credit code by form and check character. A failed check character is a warning for whoever reviews the
 * licence (`CREDIT_CODE_WARNING`), not a refusal: the licence decides.
 */
export function checkCreditCode(typed: string): CreditCodeCheck {
  const value = normalizeCreditCode(typed);
  if (!FORM.test(value)) return { ok: false, reason: "format" };
  if (creditCodeCheckCharacter(value) !== value.charAt(17)) return { ok: false, reason: "check-digit" };
  return { ok: true, regionCode: value.slice(2, 8) };
}

export const CREDIT_CODE_WARNING = "统一社会信用代码的校验位不符，请对照营业执照核对后再提交";

/** A credit code in a form: normalised, 18 characters of the standard's alphabet. The check character only warns: see checkCreditCode. */
export const creditCodeField = typedField({
  empty: "请填写统一社会信用代码",
  normalize: normalizeCreditCode,
  fault: (value) => {
    if (value.length !== 18) return "统一社会信用代码应为 18 位，请检查是否少填或多填";
    return FORM.test(value) ? null : "统一社会信用代码不正确，请对照营业执照填写（不含字母 I、O、S、V、Z）";
  },
});
