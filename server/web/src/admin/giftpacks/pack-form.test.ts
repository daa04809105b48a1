import type { GiftPackView } from "@club/shared/giftpacks";
import { emptyPack, packInputOf, type TypedPack, typedPack } from "./pack-form";
import { leftText, validityText } from "./words";

const NOW = new Date("2026-11-22T16:30:00Z");
const TYPED: TypedPack = {
  ...emptyPack(null, NOW),
  name: "开门红",
  intro: "五次洗车",
  closesOn: "2026-12-31",
  audienceKind: "city",
  cityCodes: ["370100"],
  items: [
    { serviceId: "car-wash", quantity: 5, validBy: "days", validDays: 90 },
    { serviceId: "vehicle-check", quantity: 1, validBy: "day", validUntilOn: "2027-06-30", needsPlate: true },
  ],
  termsText: "请提前预约\n\n 不兑现 ",
};

test("days are Shanghai days: open from the first midnight, closed after the last day", () => {
  const input = packInputOf(TYPED);
  expect(TYPED.opensOn).toBe("2026-11-23");
  expect(input.opensAt).toBe("2026-11-22T16:00:00.000Z");
  expect(input.closesAt).toBe("2026-12-31T16:00:00.000Z");
});

test("what was typed becomes exactly what the contract takes: no empty lines, one of the two validities, limits as null", () => {
  expect(packInputOf(TYPED)).toMatchObject({
    cityCode: null,
    audience: { kind: "city", cityCodes: ["370100"] },
    stockTotal: null,
    budgetFen: null,
    claimDays: null,
    terms: ["请提前预约", "不兑现"],
    items: [
      { serviceId: "car-wash", quantity: 5, validDays: 90, plateBinding: "none" },
      { serviceId: "vehicle-check", quantity: 1, validUntilOn: "2027-06-30", plateBinding: "required" },
    ],
  });
  expect(packInputOf(TYPED).items[0]).not.toHaveProperty("validUntilOn");
  expect(packInputOf(TYPED).items[1]).not.toHaveProperty("validDays");
});

test("a saved pack opened and saved again without a change is the same pack", () => {
  const input = packInputOf({ ...TYPED, stockTotal: 100, budgetFen: 1_000_000, claimDays: 30 });
  const saved = {
    ...input,
    items: input.items.map((item) => ({ ...item, serviceName: "服务", icon: "wash", validity: validityText(item) })),
  } as unknown as GiftPackView;
  expect(packInputOf(typedPack(saved))).toEqual(input);
});

test("a city's editor starts with the city", () => {
  expect(packInputOf(emptyPack("370200", NOW)).cityCode).toBe("370200");
});

test("what is left of a pack is counted in thousands, or has no limit", () => {
  expect([leftText(2_981, 4_000), leftText(null, null)]).toEqual(["还剩 2,981 / 4,000", "不限"]);
});
