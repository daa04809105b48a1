import type { StaffProduct } from "@club/shared/mall-admin";
import { productBody } from "@club/shared/mall-admin";
import { emptyProduct, notOpenText, productInputOf, type TypedProduct, typedProduct } from "./product-form";

const NOW = new Date("2026-11-22T16:30:00Z");
const TYPED: TypedProduct = {
  ...emptyProduct(null, NOW),
  title: "洗车券",
  description: "标准洗车一次",
  pricePoints: 800,
  items: [{ serviceId: "car-wash", quantity: 1, validDays: 90, needsPlate: true }],
  termsText: "请提前预约\n\n 不兑现 ",
  closesOn: "2026-12-31",
};

test("what was typed is what the contract takes", () => {
  const input = productInputOf(TYPED);
  expect(input).toMatchObject({
    opensAt: "2026-11-22T16:00:00.000Z",
    closesAt: "2026-12-31T16:00:00.000Z",
    terms: ["请提前预约", "不兑现"],
    items: [{ serviceId: "car-wash", quantity: 1, validDays: 90, plateBinding: "required" }],
    cityCodes: [],
  });
  expect(productBody.safeParse(input).success).toBe(true);
});

test("goods carry no services and a voucher one, whatever was typed for a bundle before", () => {
  const items = [...TYPED.items, { serviceId: "fuel", quantity: 2, validDays: 30 }];
  expect(productInputOf({ ...TYPED, kind: "bundle", items }).items).toHaveLength(2);
  expect(productInputOf({ ...TYPED, kind: "voucher", items }).items).toHaveLength(1);
  expect(productInputOf({ ...TYPED, kind: "goods", items }).items).toEqual([]);
});

test("a saved product opened and saved again without a change is the same product", () => {
  const input = { ...productInputOf(TYPED), opensAt: "2026-11-23T02:30:00.000Z" };
  const saved = {
    ...input,
    items: input.items.map((item) => ({ ...item, serviceName: "洗车", icon: "car-wash" })),
  } as unknown as StaffProduct;
  expect(productInputOf(typedProduct(saved), saved)).toEqual(input);
});

test("a city's editor starts with the own city", () => {
  expect(productInputOf(emptyProduct("370200", NOW)).cityCodes).toEqual(["370200"]);
});

test("the preview knows before and after the window", () => {
  expect(notOpenText(TYPED, NOW)).toBeNull();
  expect(notOpenText({ ...TYPED, opensOn: "2026-12-01" }, NOW)).toBe("还没有开始兑换");
  expect(notOpenText({ opensOn: "2026-11-01", closesOn: "2026-11-22" }, NOW)).toBe("兑换时间已结束");
  expect(notOpenText({ opensOn: "2026-11-01", closesOn: "2026-11-23" }, NOW)).toBeNull();
});
