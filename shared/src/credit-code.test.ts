import fc from "fast-check";
import { checkCreditCode, creditCodeCheckCharacter, creditCodeField, organisationCheckCharacter } from "./credit-code";

const CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY";

test.each([
  ["91370100MA3C0TEX7D", "370100"],
  ["91370200MA3D1WH625", "370200"],
  ["92370103MA3NTEX1QY", "370103"],
  ["91370700MA3F8ULU0K", "370700"],
])("%s is valid, of region %s", (code, regionCode) => {
  expect(checkCreditCode(code)).toEqual({ ok: true, regionCode });
  expect(creditCodeField.parse(code)).toBe(code);
});

test.each([
  ["91370100MA3C0TEX70", "check-digit"],
  ["91370100MA3C0TEX7", "format"],
  ["91370100MA3C0TEX7DD", "format"],
  ["9137010AMA3C0TEX7D", "format"],
  ["91370100MA3C0TEI7D", "format"],
  ["91370100MA3C0TEO7D", "format"],
  ["", "format"],
] as const)("%p is refused: %s", (code, reason) => {
  expect(checkCreditCode(code)).toEqual({ ok: false, reason });
});

test("an organisation code's check character follows GB 11714: the standard's own example D2143569-X", () => {
  expect(organisationCheckCharacter("D2143569")).toBe("X");
});

test("every single wrong character of the last ten places is noticed", () => {
  const code = fc
    .tuple(fc.constantFrom("370100", "371700"), fc.stringMatching(/^[0-9A-HJ-NPQRTUWXY]{9}$/))
    .map(([region, organisation]) => `91${region}${organisation}`)
    .map((first17) => first17 + creditCodeCheckCharacter(first17));
  fc.assert(
    fc.property(code, (value) => {
      expect(checkCreditCode(value).ok).toBe(true);
      for (let place = 0; place < 18; place += 1) {
        for (const other of CHARACTERS) {
          if (other === value[place]) continue;
          const wrong = value.slice(0, place) + other + value.slice(place + 1);
          if (checkCreditCode(wrong).ok) throw new Error(`${value} → ${wrong} was accepted`);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test("a form takes a code with a doubtful check character (reviewers are warned), but no other form of text", () => {
  expect(creditCodeField.parse(" 91370100-ma3c0tex70 ")).toBe("91370100MA3C0TEX70");
  const told = (typed: unknown) => creditCodeField.safeParse(typed).error?.issues.map((issue) => issue.message);
  expect(told("91370100MA3C0TEX7")).toEqual(["统一社会信用代码应为 18 位，请检查是否少填或多填"]);
  expect(told("91370100MA3C0TEI7D")).toHaveLength(1);
  expect(told("")).toEqual(["请填写统一社会信用代码"]);
});
