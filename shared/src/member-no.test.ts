import { formatMemberNo, isMemberNo, memberNoCheckDigit, memberNoField } from "./member-no";

const number = (digits: string) => `${digits}${memberNoCheckDigit(digits)}`;

describe("member numbers", () => {
  test("the check digit is that of ISO 7064 MOD 11,10", () => {
    // The example of the standard: 0794 has the check digit 5.
    expect(memberNoCheckDigit("0794")).toBe(5);
  });

  test("every single mistyped digit is noticed", () => {
    const right = number("482915037");
    expect(isMemberNo(right)).toBe(true);
    for (let at = 0; at < 10; at += 1) {
      for (let digit = 0; digit < 10; digit += 1) {
        const typed = `${right.slice(0, at)}${digit}${right.slice(at + 1)}`;
        expect(isMemberNo(typed)).toBe(typed === right);
      }
    }
  });

  test.each(["", "123", "0794000000", "48291503a1", `${number("482915037")}0`])(
    "%p is not a member number",
    (typed) => {
      expect(isMemberNo(typed)).toBe(false);
    },
  );

  test("is read in groups and typed with or without blanks", () => {
    const right = number("482915037");
    expect(formatMemberNo(right)).toBe(`482 915 037${right[9]}`);
    expect(memberNoField.parse(` ${formatMemberNo(right)} `)).toBe(right);
    expect(memberNoField.safeParse("4829150370").success).toBe(isMemberNo("4829150370"));
  });
});
