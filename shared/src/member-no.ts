import * as z from "zod/mini";

/** A member number: 9 digits (the first is not 0) and an ISO 7064 MOD 11,10 check digit, so one mistyped digit or one swap is noticed. */
const FORMAT = /^[1-9]\d{9}$/;

/** The check digit (0..9) of the first nine digits of a member number. */
export function memberNoCheckDigit(digits: string): number {
  let product = 10;
  for (const digit of digits) {
    const sum = (product + Number(digit)) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (11 - product) % 10;
}

/** Whether `value` is a well-formed member number (it may still belong to nobody). */
export function isMemberNo(value: string): boolean {
  return FORMAT.test(value) && memberNoCheckDigit(value.slice(0, 9)) === Number(value[9]);
}

/** "1234567890" as people read it: "123 456 7890". */
export function formatMemberNo(value: string): string {
  return `${value.slice(0, 3)} ${value.slice(3, 6)} ${value.slice(6)}`;
}

/** Accepts spaces between the digits; answers the ten digits. */
export const memberNoField = z.pipe(
  z.pipe(
    z.string("请填写会员号"),
    z.transform((value) => value.replace(/\s/g, "")),
  ),
  z.string().check(z.refine(isMemberNo, "会员号应为 10 位数字，请核对是否输错")),
);
