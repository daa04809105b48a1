import fc from "fast-check";
import { maskBankAccount, maskCreditCode, maskIdCard, maskName, maskPhone, maskPlate, maskPlatesIn } from "./mask";

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
  [maskPlatesIn, "鲁A·12345 年检提醒", "鲁A·***45 年检提醒"],
  [maskPlatesIn, "我的小车（鲁AD12345）和 京A·1234学", "我的小车（鲁A·****45）和 京A·***4学"],
  [maskPlatesIn, "北京明日限行提醒：使014578 07:00–20:00", "北京明日限行提醒：使****78 07:00–20:00"],
  [maskPlatesIn, "3 张兑换券快到期", "3 张兑换券快到期"],
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
