import { normalizeCode } from "@club/shared/ids";
import { addDays } from "@club/shared/time";
import { bindVoucherPlate, createVoucherQr, getMyVoucher, listMyVoucherCards } from "@club/shared/vouchers";
import { startTestApi, type TestApi } from "../../../test/kit";
import { inTransaction } from "../../platform/db";
import { seedServices } from "../services/services.service";
import { Vouchers } from "./voucher.model";
import { vouchersRoutes } from "./vouchers.routes";
import { expireVouchers, redeemVouchers, resolvePresented } from "./vouchers.service";
import { first, issueCard } from "./vouchers.test-kit";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: vouchersRoutes });
  await seedServices(api.clock.now());
});
beforeEach(() => api.clock.set("2026-11-22T04:00:00Z"));
afterAll(() => api.stop());

async function redeem(voucherId: string, redemptionId: string, uses = 0): Promise<boolean[]> {
  const at = api.clock.now();
  return inTransaction((session) => redeemVouchers(session, [{ voucherId, uses, redemptionId, at }]));
}

test("a card of three shows what is left of it; what is used is on no card any more", async () => {
  const as = api.as.member();
  const [voucher] = await issueCard(api, as);
  await redeem(voucher?._id ?? "", "r-1");
  const usable = await api.call(listMyVoucherCards, {}, { as });
  expect(usable).toEqual({
    items: [
      {
        cardId: voucher?.cardId,
        serviceId: "car-wash",
        serviceName: "洗车",
        icon: "car-wash",
        totalCount: 3,
        count: 2,
        lockedCount: 0,
        voucherId: expect.any(String),
        expiresAt: "2026-12-22T04:00:00.000Z",
        issuedAt: "2026-11-22T04:00:00.000Z",
      },
    ],
    nextCursor: null,
  });
  expect((await api.call(listMyVoucherCards, { group: "ended" }, { as })).items).toEqual([]);
  expect((await api.call(listMyVoucherCards, {}, { as: api.as.member() })).items).toEqual([]);
});

test("cards that can be used page by their end, the next to end first, without repeating or losing any", async () => {
  const as = api.as.member();
  for (const days of [90, 60, 60, 30, 30]) {
    await issueCard(api, as, { quantity: 1, expiresAt: addDays(api.clock.now(), days) });
  }
  const seen: string[] = [];
  const ends: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.call(listMyVoucherCards, { limit: 2, ...(cursor ? { cursor } : {}) }, { as });
    seen.push(...page.items.map((card) => card.cardId));
    ends.push(...page.items.map((card) => card.expiresAt));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(new Set(seen).size).toBe(5);
  expect(seen).toHaveLength(5);
  expect(ends).toEqual([...ends].sort());
  await expect(api.call(listMyVoucherCards, { cursor: "x" }, { as })).rejects.toMatchObject({
    code: "request.invalid",
  });
});

test("the owner reads the code, which finds the voucher however it is typed; the database holds neither code nor plate", async () => {
  const as = api.as.member();
  const voucher = first(await issueCard(api, as));
  const seen = await api.call(getMyVoucher, { voucherId: voucher._id }, { as });
  expect(seen.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
  expect(seen).toMatchObject({ status: "issued", statusName: "可使用", whyNot: null, serviceName: "洗车" });
  expect(seen.timeline.map((entry) => entry.kind)).toEqual(["issued"]);
  const code = seen.code ?? "";
  for (const typed of [
    code,
    code.toLowerCase(),
    code.replaceAll("-", " "),
    code.replaceAll("0", "O").replaceAll("1", "l"),
  ]) {
    expect((await resolvePresented(api.ctx(), typed))?._id).toBe(voucher._id);
  }
  const stored = JSON.stringify(await Vouchers.findById(voucher._id).lean());
  expect(stored).not.toContain(normalizeCode(code));
});

test("another member's voucher does not exist, and nobody reads without a token", async () => {
  const owner = api.as.member();
  const { _id: voucherId } = first(await issueCard(api, owner));
  const as = api.as.member();
  for (const call of [
    api.call(getMyVoucher, { voucherId }, { as }),
    api.call(createVoucherQr, { voucherId }, { as }),
    api.call(bindVoucherPlate, { voucherId, plate: "鲁A12345" }, { as }),
  ]) {
    await expect(call).rejects.toMatchObject({ code: "vouchers.not-found", status: 404 });
  }
  await expect(api.call(getMyVoucher, { voucherId })).rejects.toMatchObject({ code: "auth.required" });
  const staff = api.as.staff("provinceAdmin");
  await expect(api.call(createVoucherQr, { voucherId }, { as: staff })).rejects.toMatchObject({
    code: "auth.forbidden",
  });
});

test("a QR finds its voucher for 60 seconds and a short grace, then says that it is too old; a forged one finds nothing", async () => {
  const as = api.as.member();
  const { _id: voucherId } = first(await issueCard(api, as));
  const qr = await api.call(createVoucherQr, { voucherId }, { as });
  expect(qr).toMatchObject({ refreshAfterSeconds: 60, expiresAt: "2026-11-22T04:01:00.000Z" });
  api.clock.advance(89_000);
  expect((await resolvePresented(api.ctx(), qr.token))?._id).toBe(voucherId);
  const forged = `${qr.token.slice(0, -1)}${qr.token.endsWith("A") ? "B" : "A"}`;
  expect(await resolvePresented(api.ctx(), forged)).toBeNull();
  api.clock.advance(2_000);
  await expect(resolvePresented(api.ctx(), qr.token)).rejects.toMatchObject({ code: "vouchers.qr-expired" });
  api.clock.advance(3_700_000);
  expect(await resolvePresented(api.ctx(), qr.token)).toBeNull();
});

test.each(["", "V1.", "V1.x.y.z", "AAAA-AAAA-AAAA", "🚗", "A".repeat(5000)])(
  "presenting %p finds nothing",
  async (presented) => {
    expect(await resolvePresented(api.ctx(), presented)).toBeNull();
  },
);

test("a used or expired voucher shows no code and gives no QR, and says why", async () => {
  const as = api.as.member();
  const [used, old] = await issueCard(api, as);
  await redeem(used?._id ?? "", "r-2");
  const seen = await api.call(getMyVoucher, { voucherId: used?._id ?? "" }, { as });
  expect(seen).toMatchObject({ status: "redeemed", code: null, redeemedAt: "2026-11-22T04:00:00.000Z" });
  expect(seen.timeline.map((entry) => entry.kind)).toEqual(["issued", "redeemed"]);
  await expect(api.call(createVoucherQr, { voucherId: used?._id ?? "" }, { as })).rejects.toMatchObject({
    code: "vouchers.not-usable",
  });
  api.clock.set("2026-12-22T04:00:00Z");
  const before = await api.call(getMyVoucher, { voucherId: old?._id ?? "" }, { as });
  expect(before).toMatchObject({ status: "expired", code: null, whyNot: expect.stringContaining("已过期") });
  await expect(api.call(createVoucherQr, { voucherId: old?._id ?? "" }, { as })).rejects.toMatchObject({
    code: "vouchers.expired",
  });
  expect(await expireVouchers(api.ctx())).toBeGreaterThanOrEqual(2);
  expect(await api.call(getMyVoucher, { voucherId: old?._id ?? "" }, { as })).toEqual(before);
});

test("a plate is bound once, for the whole card, and masked on the way out", async () => {
  const as = api.as.member();
  const card = await issueCard(api, as, { serviceId: "inspection", plateBinding: "required" });
  const voucherId = first(card)._id;
  const bound = await api.call(bindVoucherPlate, { voucherId, plate: " 鲁a·12345 " }, { as });
  expect(bound).toMatchObject({ plateMasked: "鲁A·***45", plateBinding: "required" });
  for (const { _id } of card) {
    expect((await api.call(getMyVoucher, { voucherId: _id }, { as })).plateMasked).toBe("鲁A·***45");
  }
  expect(await api.call(bindVoucherPlate, { voucherId, plate: "鲁A12345" }, { as })).toEqual(bound);
  await expect(api.call(bindVoucherPlate, { voucherId, plate: "鲁A54321" }, { as })).rejects.toMatchObject({
    code: "vouchers.plate-already-bound",
  });
  expect(JSON.stringify(await Vouchers.findById(voucherId).lean())).not.toContain("12345");
});

test("two plates at once: one is bound, the other refused", async () => {
  const as = api.as.member();
  const { _id: voucherId } = first(await issueCard(api, as, { plateBinding: "required" }));
  const plates = ["鲁A11111", "鲁A22222", "鲁A33333"];
  const done = await Promise.allSettled(
    plates.map((plate) => api.call(bindVoucherPlate, { voucherId, plate }, { as })),
  );
  expect(done.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
});

test("a voucher that needs no plate refuses one, and a plate must be one", async () => {
  const as = api.as.member();
  const { _id: voucherId } = first(await issueCard(api, as));
  const bind = (plate: string) => api.call(bindVoucherPlate, { voucherId, plate }, { as });
  await expect(bind("鲁A12345")).rejects.toMatchObject({ code: "vouchers.plate-not-needed" });
  await expect(bind("12345")).rejects.toMatchObject({ code: "request.invalid" });
});
