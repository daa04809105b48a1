import { plainUpper, typedField } from "./typed";

/*
 * Vehicle identification numbers (GB 16735: 17 characters, no I, O, Q) and engine numbers, as people copy them from the licence of
 * a vehicle. The check digit of a VIN is binding in North America only, so a wrong one is a warning and never a refusal.
 */

const VIN = /^[A-HJ-NPR-Z0-9]{17}$/;
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2] as const;
/** Value of a letter; digits stand for themselves. */
const LETTERS: Readonly<Record<string, number>> = {
  ...{ A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7, H: 8, J: 1, K: 2, L: 3, M: 4 },
  ...{ N: 5, P: 7, R: 9, S: 2, T: 3, U: 4, V: 5, W: 6, X: 7, Y: 8, Z: 9 },
};

/** What the warning about a VIN says; it never keeps anybody from saving. */
export const VIN_WARNING = "车架号的校验位对不上，可能抄错了一位；请对照行驶证再看一遍，确认无误可以继续使用。";

/** The stored form: upper case, no blanks or dashes. Does not judge the result. */
export function normalizeVin(typed: string): string {
  return plainUpper(typed);
}

/** The ninth character that the other sixteen ask for, or null when the value has not the form of a VIN. */
export function vinCheckCharacter(vin: string): string | null {
  const normal = normalizeVin(vin);
  if (!VIN.test(normal)) return null;
  const sum = WEIGHTS.reduce<number>((total, weight, index) => total + weight * weightedValue(normal.charAt(index)), 0);
  const rest = sum % 11;
  return rest === 10 ? "X" : String(rest);
}

/** A sentence when the check digit does not fit, else null. Also null for what is no VIN: the field refuses that. */
export function vinWarning(vin: string): string | null {
  const expected = vinCheckCharacter(vin);
  return expected === null || expected === normalizeVin(vin).charAt(8) ? null : VIN_WARNING;
}

/** The stored form of an engine number: upper-case letters and digits only; stars, dashes and blanks are marks of the stamp. */
export function normalizeEngineNo(typed: string): string {
  return plainUpper(typed).replace(/[^A-Z0-9]/g, "");
}

/** A VIN in a form. */
export const vinField = typedField({
  empty: "请填写车架号",
  normalize: normalizeVin,
  fault: (value) => (VIN.test(value) ? null : "车架号应为 17 位字母或数字，不含 I、O、Q，请对照行驶证填写"),
});

/** An engine number in a form. */
export const engineNoField = typedField({
  empty: "请填写发动机号",
  normalize: normalizeEngineNo,
  fault: (value) => (/^[A-Z0-9]{4,20}$/.test(value) ? null : "发动机号应为 4 到 20 位字母或数字，请对照行驶证填写"),
});

/** The last `digits` characters, all of them for 0; what a provider asks for is never padded. */
export function lastCharacters(value: string, digits: number): string {
  return digits === 0 ? value : value.slice(-digits);
}

function weightedValue(character: string): number {
  return LETTERS[character] ?? Number(character);
}
