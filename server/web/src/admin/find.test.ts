import { NOT_RECOGNISED, recognise, SOUGHT_NAMES } from "./find";

test.each([
  ["131 0000-0000", { by: "phone", phone: "13100000000" }],
  ["鲁a·8k6q5", { by: "plate", plate: "鲁A8K6Q5" }],
  ["欧阳若琳", { by: "name", name: "欧阳若琳" }],
  ["0000-1111-2222", { by: "code", code: "000011112222" }],
  ["hjkm-npqr-stvw", { by: "code", code: "HJKMNPQRSTVW" }],
])("%s is recognised by its form", (typed, expected) => {
  expect(recognise(typed)).toEqual(expected);
});

test("a member number is recognised by its check digit, with blanks between the digits", () => {
  const digits = "123456789";
  const whole = Array.from({ length: 10 }, (_, digit) => `${digits}${digit}`).filter(
    (number) => recognise(number)?.by === "memberNo",
  );
  expect(whole).toHaveLength(1);
  expect(recognise((whole[0] ?? "").replace(/(\d{3})(\d{3})/, "$1 $2 "))).toEqual({
    by: "memberNo",
    memberNo: whole[0],
  });
});

test.each(["", "王", "1310000", "鲁A", "8K6Q", "@@@@"])(
  "%p is none of them, and a sentence says what to type",
  (typed) => {
    expect(recognise(typed)).toBeNull();
    for (const name of Object.values(SOUGHT_NAMES)) expect(NOT_RECOGNISED).toContain(name);
  },
);
