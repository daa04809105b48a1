import { plainUpper, typedField } from "./typed";

export type Sex = "male" | "female";
export type IdCardFault = "length" | "old-15" | "format" | "birth" | "check-digit";
export type IdCardCheck =
  | { ok: true; birthOn: string; sex: Sex; regionCode: string }
  | { ok: false; reason: IdCardFault };

/** What to tell people, with the next step. */
const FAULT_MESSAGES: Readonly<Record<IdCardFault, string>> = {
  length: "身份证号应为 18 位，请检查是否少填或多填",
  "old-15": "15 位旧身份证号已停用，请填写新证上的 18 位号码",
  format: "身份证号只能由数字组成，最后一位可以是 X，请检查",
  birth: "身份证号中的出生日期不正确，请对照证件检查",
  "check-digit": "身份证号有误，请对照证件逐位检查",
};
// GB 11643-1999 (ISO 7064 MOD 11-2).
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECK_CHARACTERS = "10X98765432";

/** The stored form: upper case X, no blanks or dashes. */
export function normalizeIdCard(typed: string): string {
  return plainUpper(typed);
}

/** Check character of the first 17 digits. */
export function idCardCheckCharacter(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(first17.charAt(index)), 0);
  return CHECK_CHARACTERS.charAt(sum % 11);
}

/**
 * Judges an ID card number by form, calendar and check character. The region is not judged: cards keep the codes of merged districts.
 * `today` (YYYY-MM-DD in Shanghai), when given, refuses a birth after it.
 */
export function checkIdCard(typed: string, today?: string): IdCardCheck {
  const value = normalizeIdCard(typed);
  if (/^\d{15}$/.test(value)) return { ok: false, reason: "old-15" };
  if (value.length !== 18) return { ok: false, reason: "length" };
  if (!/^[1-9]\d{16}[\dX]$/.test(value)) return { ok: false, reason: "format" };
  const birthOn = `${value.slice(6, 10)}-${value.slice(10, 12)}-${value.slice(12, 14)}`;
  if (!isBirthday(birthOn) || (today !== undefined && birthOn > today)) return { ok: false, reason: "birth" };
  if (idCardCheckCharacter(value) !== value.charAt(17)) return { ok: false, reason: "check-digit" };
  return {
    ok: true,
    birthOn,
    sex: Number(value.charAt(16)) % 2 === 1 ? "male" : "female",
    regionCode: value.slice(0, 6),
  };
}

/** The sentence for a fault. */
export function idCardMessage(fault: IdCardFault): string {
  return FAULT_MESSAGES[fault];
}

/** Whole years lived on `day`; both YYYY-MM-DD. Someone born on 29 February turns a year older on 1 March of a common year. */
export function ageOn(birthOn: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthOn.slice(0, 4));
  return day.slice(5) < birthOn.slice(5) ? years - 1 : years;
}

/** An ID card number in a form: normalised and checked. Age and "not in the future" need the clock and are the service's rules. */
export const idCardField = typedField({
  empty: "请填写身份证号",
  normalize: normalizeIdCard,
  fault: (value) => {
    const result = checkIdCard(value);
    return result.ok ? null : FAULT_MESSAGES[result.reason];
  },
});

function isBirthday(day: string): boolean {
  if (!/^(18|19|20)\d{2}-/.test(day)) return false;
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 10) === day;
}
