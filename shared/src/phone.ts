import { plainUpper, typedField } from "./typed";

/** The stored form: 11 digits without +86, blanks or dashes. Does not judge the result. */
export function normalizePhone(typed: string): string {
  return plainUpper(typed)
    .replace(/[()（）]/g, "")
    .replace(/^(\+|00)?86(?=1\d{10}$)/, "");
}

/** Whether a normalised value can be a mainland mobile number. Lenient on purpose: new ranges appear; the SMS proves it. */
export function isPhone(value: string): boolean {
  return /^1[3-9]\d{9}$/.test(value);
}

/** A mobile number in a form, normalised. */
export const phoneField = typedField({
  empty: "请填写手机号",
  normalize: normalizePhone,
  fault: (value) => (isPhone(value) ? null : "手机号应为 11 位数字，请检查"),
});
