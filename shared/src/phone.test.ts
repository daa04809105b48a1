import { isPhone, normalizePhone, phoneField } from "./phone";

test.each([
  "13812345678",
  " 138 1234 5678 ",
  "138-1234-5678",
  "+86 138 1234 5678",
  "+8613812345678",
  "008613812345678",
  "8613812345678",
  "(+86)13812345678",
  "１３８12345678",
])("%p is stored as 13812345678", (typed) => {
  expect(normalizePhone(typed)).toBe("13812345678");
  expect(phoneField.parse(typed)).toBe("13812345678");
});

test.each(["16212345678", "19212345678", "14012345678", "17012345678"])(
  "the newer range of %s is accepted",
  (phone) => {
    expect(isPhone(phone)).toBe(true);
  },
);

test.each([
  "12812345678",
  "1381234567",
  "138123456789",
  "0531-88888888",
  "86138123456",
  "1381234567a",
  "+1 650 253 0000",
])("%p is refused with one sentence", (typed) => {
  expect(phoneField.safeParse(typed).error?.issues.map((issue) => issue.message)).toEqual([
    "手机号应为 11 位数字，请检查",
  ]);
});

test("an empty field asks for the number", () => {
  expect(phoneField.safeParse("").error?.issues.map((issue) => issue.message)).toEqual(["请填写手机号"]);
});
