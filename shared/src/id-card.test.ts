import fc from "fast-check";
import { ageOn, checkIdCard, idCardCheckCharacter, idCardField, idCardMessage } from "./id-card";

const VALID = [
  ["37010219900101001X", "1990-01-01", "male", "370102"],
  ["37020319851231002X", "1985-12-31", "female", "370203"],
  ["371102199506150035", "1995-06-15", "male", "371102"],
  ["370781197202290045", "1972-02-29", "female", "370781"],
  ["371721200002280159", "2000-02-28", "male", "371721"],
  ["370102193401010062", "1934-01-01", "female", "370102"],
] as const;

test.each(VALID)("%s is valid: born %s, %s, region %s", (idCard, birthOn, sex, regionCode) => {
  expect(checkIdCard(idCard)).toEqual({ ok: true, birthOn, sex, regionCode });
  expect(idCardField.parse(idCard)).toBe(idCard);
});

test.each([
  ["370102199001010010", "check-digit"],
  ["370102199002300010", "birth"],
  ["370102190002290018", "birth"],
  ["370102170001010019", "birth"],
  ["37010219900101001", "length"],
  ["370102900101001", "old-15"],
  ["3701021990010100X1", "format"],
  ["070102199001010010", "format"],
  ["37010219900101001Y", "format"],
  ["", "length"],
] as const)("%p is refused: %s", (idCard, reason) => {
  expect(checkIdCard(idCard)).toEqual({ ok: false, reason });
});

test("the card of a merged district stays valid", () => {
  const first17 = "37120219800101001";
  expect(checkIdCard(first17 + idCardCheckCharacter(first17))).toMatchObject({ ok: true, regionCode: "371202" });
});

test("a birth after today is refused when today is known", () => {
  expect(checkIdCard("371721200002280159", "2000-02-27")).toEqual({ ok: false, reason: "birth" });
  expect(checkIdCard("371721200002280159", "2000-02-28").ok).toBe(true);
});

test.each(["37010219900101001x", " 370102 19900101 001X ", "370102-19900101-001X", "３７０１０２19900101001Ｘ"])(
  "%p is stored as 37010219900101001X",
  (typed) => {
    expect(idCardField.parse(typed)).toBe("37010219900101001X");
  },
);

const validIdCard = fc
  .tuple(
    fc.constantFrom("370102", "370203", "110101", "830000"),
    fc.integer({ min: 0, max: 54_000 }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([region, day, sequence]) => {
    const birth = new Date(Date.UTC(1900, 0, 1 + day)).toISOString().slice(0, 10).replace(/-/g, "");
    const first17 = `${region}${birth}${String(sequence).padStart(3, "0")}`;
    return first17 + idCardCheckCharacter(first17);
  });

test("every single wrong character and every swap of two neighbours is noticed", () => {
  fc.assert(
    fc.property(validIdCard, (idCard) => {
      expect(checkIdCard(idCard).ok).toBe(true);
      for (let place = 0; place < 18; place += 1) {
        for (const other of place === 17 ? "0123456789X" : "0123456789") {
          if (other === idCard[place]) continue;
          const wrong = idCard.slice(0, place) + other + idCard.slice(place + 1);
          if (checkIdCard(wrong).ok) throw new Error(`${idCard} → ${wrong} was accepted`);
        }
        const swapped = idCard.slice(0, place) + (idCard[place + 1] ?? "") + idCard[place] + idCard.slice(place + 2);
        if (swapped !== idCard && checkIdCard(swapped).ok) throw new Error(`${idCard} → ${swapped} was accepted`);
      }
    }),
    { numRuns: 50 },
  );
});

test.each([
  ["2008-11-22", "2026-11-21", 17],
  ["2008-11-22", "2026-11-22", 18],
  ["2008-02-29", "2026-02-28", 17],
  ["2008-02-29", "2026-03-01", 18],
  ["2026-11-22", "2026-11-22", 0],
])("born %s, on %s one is %i years old", (birthOn, day, age) => {
  expect(ageOn(birthOn, day)).toBe(age);
});

test("each fault is told in one sentence with the next step", () => {
  const told = (typed: unknown) => idCardField.safeParse(typed).error?.issues.map((issue) => issue.message);
  expect(told("370102199001010010")).toEqual([idCardMessage("check-digit")]);
  expect(told("370102900101001")).toEqual(["15 位旧身份证号已停用，请填写新证上的 18 位号码"]);
  expect(told("")).toEqual(["请填写身份证号"]);
  expect(told(370102)).toEqual(["请填写身份证号"]);
});
