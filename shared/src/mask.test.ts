import fc from "fast-check";
import { maskBankAccount, maskCreditCode, maskIdCard, maskName, maskPhone, maskPlate } from "./mask";

test.each([
  [maskPhone, "13812345678", "138****5678"],
  [maskName, "张三", "张*"],
  [maskName, "李小明", "李*明"],
  [maskName, "欧阳小明", "欧**明"],
  [maskName, "𠮷田", "𠮷*"],
  [maskName, "张", "*"],
  [maskName, "", "*"],
  [maskIdCard, "37010219900101001X", "370102********001X"],
  [maskPlate, "鲁A12345", "鲁A·***45"],
  [maskPlate, "鲁AD12345", "鲁A·****45"],
  [maskPlate, "鲁A1234挂", "鲁A·***4挂"],
  [maskPlate, "使014578", "使****78"],
  [maskCreditCode, "91370100MA3C0TEX7D", "9137**********EX7D"],
  [maskBankAccount, "6228480012345678903", "***************8903"],
])("%p hides the middle: %s → %s", (mask, plain, masked) => {
  expect(mask(plain)).toBe(masked);
});

test.each([
  [maskPhone, 11],
  [maskIdCard, 18],
  [maskCreditCode, 18],
] as const)("%p hides a value of an unexpected length whole", (mask, length) => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => text.length !== length),
      (text) => expect(mask(text)).toBe("*".repeat(length)),
    ),
  );
});

test("what is no plate is hidden whole, and a short account too", () => {
  expect(maskPlate("A12345")).toBe("*****");
  expect(maskPlate("")).toBe("*****");
  expect(maskBankAccount("12345678901")).toBe("************");
});

/** Every place of the plain value is either shown unchanged or a star, and at least `hidden` places are stars. */
function hides(plain: string, masked: string, hidden: number): void {
  expect(masked).toHaveLength(plain.length);
  const stars = [...masked].filter((character, place) => character === "*" && plain[place] !== "*").length;
  expect(stars).toBeGreaterThanOrEqual(hidden);
}

test("no mask ever reveals the middle", () => {
  fc.assert(fc.property(fc.stringMatching(/^1[3-9]\d{9}$/), (phone) => hides(phone, maskPhone(phone), 4)));
  fc.assert(
    fc.property(fc.stringMatching(/^[1-9]\d{16}[\dX]$/), (idCard) => {
      hides(idCard, maskIdCard(idCard), 8);
      expect(maskIdCard(idCard)).not.toContain(idCard.slice(6, 10));
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^鲁[A-H][A-HJ-NP-Z0-9]{5}$/), (plate) => {
      hides(plate, maskPlate(plate).replace("·", ""), 3);
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[\u4e00-\u9fff]{1,12}$/), (name) => {
      const masked = maskName(name);
      hides(name, masked, Math.max(1, name.length - 2));
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^\d{12,19}$/), (account) =>
      hides(account, maskBankAccount(account), account.length - 4),
    ),
  );
});
