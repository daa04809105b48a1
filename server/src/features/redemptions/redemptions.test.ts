import { updateMyClerk } from "@club/shared/merchant-clerks";
import { changeMerchantStatus } from "@club/shared/merchants";
import { getRedemptionPhoto, listStaffRedemptions, reverseRedemption } from "@club/shared/redemption-admin";
import {
  checkReceipt,
  confirmRedemption,
  getMyRedemption,
  listMerchantRedemptions,
  listMyRedemptions,
  previewRedemption,
  undoRedemption,
  uploadRedemptionPhoto,
} from "@club/shared/redemptions";
import { DAY_MS } from "@club/shared/time";
import { bindVoucherPlate, getMyVoucher } from "@club/shared/vouchers";
import { refusal, startTestApi, type TestApi } from "../../../test/kit";
import { newId } from "../../platform/ids";
import { signInMember } from "../members/members.testing";
import { merchantsRoutes } from "../merchants/merchants.routes";
import { joinAs, openMerchant, type TestMerchant } from "../merchants/merchants.testing";
import { seedServices } from "../services/services.service";
import { vouchersRoutes } from "../vouchers/vouchers.routes";
import { first, issueCard } from "../vouchers/vouchers.test-kit";
import { CodeMisses, RedemptionQuotas, Redemptions } from "./redemptions.model";
import { redemptionsRoutes } from "./redemptions.routes";
import { newCustomer, qrOf, redeem, scan, setRules, ticketFor } from "./redemptions.testing";

jest.setTimeout(60_000);
let api: TestApi;
let shop: TestMerchant;
beforeAll(async () => {
  api = await startTestApi({ routes: [...redemptionsRoutes, ...merchantsRoutes, ...vouchersRoutes] });
  await seedServices(api.clock.now());
  shop = await openMerchant(api, {
    prices: [
      { serviceId: "car-wash", model: "fixed", priceFen: 2_800, clubShareBps: null, capFen: null },
      { serviceId: "maintenance", model: "share", priceFen: 10_001, clubShareBps: 7_000, capFen: null },
      { serviceId: "fuel", model: "cap", priceFen: null, clubShareBps: null, capFen: 20_000 },
    ],
  });
});
beforeEach(async () => {
  api.clock.set("2026-11-22T04:00:00Z");
  // The clock goes back: what was mistyped later must not count as in the future.
  await CodeMisses.deleteMany({});
  await setRules(api, "car-wash", {});
});
afterAll(() => api.stop());

const refused = (code: string) => expect.objectContaining({ code });
const codesOf = (seen: { reasons: { code: string }[] }) => seen.reasons.map((reason) => reason.code);

test("from the member's screen to the receipt: preview, confirm, voucher used, history, public check", async () => {
  const { member, vouchers } = await newCustomer(api);
  const voucher = first(vouchers);
  const seen = await scan(api, { shop, presented: await qrOf(api, member, voucher) });
  expect(seen).toEqual({
    service: { id: "car-wash", name: "洗车" },
    member: { name: "张*明", phone: expect.stringMatching(/^1\d\d\*{4}\d{4}$/) },
    plate: null,
    expiresAt: voucher.expiresAt.toISOString(),
    price: { model: "fixed", priceFen: 2_800, clubShareBps: null, capFen: null },
    distanceMeters: 0,
    needs: { plate: false, photo: false, amount: false },
    reasons: [],
    ticket: expect.any(String),
  });
  const receipt = await api.call(confirmRedemption, { ticket: seen.ticket ?? "" }, { as: shop.clerk });
  expect(receipt).toEqual({
    redemptionId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{16}$/),
    receiptNo: expect.stringMatching(/^(.{4}-){3}.{4}$/),
    signature: expect.stringMatching(/^.{22}$/),
    serviceId: "car-wash",
    serviceName: "洗车",
    merchantName: "泉城洗车行",
    branchName: "泉城洗车行历下店",
    plate: null,
    clubFen: 2_800,
    memberFen: 0,
    redeemedAt: "2026-11-22T04:00:00.000Z",
    undoUntil: "2026-11-22T05:00:00.000Z",
  });
  expect((await api.call(getMyVoucher, { voucherId: voucher._id }, { as: member })).status).toBe("redeemed");
  const mine = await api.call(listMyRedemptions, {}, { as: member });
  expect(mine.items).toMatchObject([
    {
      id: receipt.redemptionId,
      voucherId: voucher._id,
      receiptNo: receipt.receiptNo,
      signature: receipt.signature,
      icon: "car-wash",
      status: "redeemed",
    },
  ]);
  const own = { redemptionId: receipt.redemptionId };
  expect(await api.call(getMyRedemption, own, { as: member })).toEqual(mine.items[0]);
  const stranger = api.as.member();
  await expect(api.call(getMyRedemption, own, { as: stranger })).rejects.toEqual(refused("redemptions.not-found"));
  const checked = await api.call(checkReceipt, {
    receiptNo: receipt.receiptNo.toLowerCase(),
    signature: receipt.signature,
  });
  expect(checked).toMatchObject({ serviceName: "洗车", status: "redeemed", clubFen: 2_800 });
  const forged = {
    receiptNo: receipt.receiptNo,
    signature: receipt.signature.replace(/.$/, (last) => (last === "A" ? "B" : "A")),
  };
  await expect(api.call(checkReceipt, forged)).rejects.toEqual(refused("redemptions.receipt-invalid"));
  await expect(
    api.call(checkReceipt, { receiptNo: "0000-0000-0000-0000", signature: receipt.signature }),
  ).rejects.toEqual(refused("redemptions.receipt-invalid"));
});

test("200 confirms of one voucher at once, by several clerks and with retries: one redemption, one receipt, everyone else told exactly why", async () => {
  const { member, vouchers } = await newCustomer(api);
  const voucher = first(vouchers);
  const clerks = [
    shop.clerk,
    shop.owner,
    await joinAs(api, shop.merchantId, "clerk"),
    await joinAs(api, shop.merchantId, "clerk"),
  ];
  const tries = [];
  for (const by of clerks) {
    const ticket = await ticketFor(api, { shop, by, member, voucher });
    for (let key = 0; key < 10; key += 1)
      for (let retry = 0; retry < 5; retry += 1) tries.push({ by, ticket, key: `${by.id}-${key}` });
  }
  expect(tries).toHaveLength(200);
  const results = await Promise.allSettled(
    tries.map((t) => api.call(confirmRedemption, { ticket: t.ticket }, { as: t.by, idempotencyKey: t.key })),
  );
  const receipts = results.flatMap((result) => (result.status === "fulfilled" ? [JSON.stringify(result.value)] : []));
  const refusals = results.flatMap((result) => (result.status === "rejected" ? [result.reason.code] : []));
  expect(new Set(receipts).size).toBe(1);
  expect(receipts).toHaveLength(5);
  expect(new Set(refusals)).toEqual(new Set(["redemptions.already-redeemed"]));
  expect(await Redemptions.countDocuments({ voucherId: voucher._id })).toBe(1);
  // Days later every one of the 200 still gets what it got.
  api.clock.advance(3 * 86_400_000);
  const winner = tries[results.findIndex((result) => result.status === "fulfilled")];
  const again = await api.call(
    confirmRedemption,
    { ticket: winner?.ticket ?? "" },
    { as: winner?.by, idempotencyKey: winner?.key ?? "" },
  );
  expect(JSON.stringify(again)).toBe(receipts[0]);
});

test("the same key answers the same receipt after the ticket has run out and after the redemption was undone; other content is refused", async () => {
  const { member, vouchers } = await newCustomer(api);
  const [voucher, other] = vouchers;
  const ticket = await ticketFor(api, { shop, member, voucher: first(vouchers) });
  const key = newId();
  const call = (given: string) =>
    api.call(confirmRedemption, { ticket: given }, { as: shop.clerk, idempotencyKey: key });
  const receipt = await call(ticket);
  const otherTicket = await ticketFor(api, { shop, member, voucher: other ?? first(vouchers) });
  await expect(call(otherTicket)).rejects.toEqual(refused("request.idempotency-conflict"));
  expect((await api.call(getMyVoucher, { voucherId: other?._id ?? "" }, { as: member })).status).toBe("issued");
  await api.call(undoRedemption, { redemptionId: receipt.redemptionId, reason: "点错了" }, { as: shop.clerk });
  expect(await call(ticket)).toEqual(receipt);
  api.clock.advance(11 * 60_000);
  expect(await call(ticket)).toEqual(receipt);
  await expect(api.call(confirmRedemption, { ticket }, { as: shop.clerk })).rejects.toEqual(
    refused("redemptions.ticket-expired"),
  );
  expect((await api.call(getMyVoucher, { voucherId: voucher?._id ?? "" }, { as: member })).status).toBe("issued");
});

test("a burst of different vouchers is redeemed whole, each once, with the voucher of a neighbour that fails left out", async () => {
  const { member, vouchers } = await newCustomer(api, { quantity: 40 });
  const tickets = await Promise.all(vouchers.map((voucher) => ticketFor(api, { shop, member, voucher })));
  const spoiled = first(vouchers);
  await redeem(api, { shop, by: shop.owner, member, voucher: spoiled });
  const results = await Promise.allSettled(
    tickets.map((ticket) => api.call(confirmRedemption, { ticket }, { as: shop.clerk })),
  );
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(39);
  expect(results[0]).toEqual({ status: "rejected", reason: refused("redemptions.already-redeemed") });
  expect(await Redemptions.countDocuments({ memberId: member.id })).toBe(40);
});

test("an undone voucher is issued again: its old QR and ticket stay dead, a new one works", async () => {
  const { member, vouchers } = await newCustomer(api);
  const voucher = first(vouchers);
  const oldTicket = await ticketFor(api, { shop, member, voucher });
  const oldQr = await qrOf(api, member, voucher);
  const receipt = await redeem(api, { shop, member, voucher });
  const undone = await api.call(
    undoRedemption,
    { redemptionId: receipt.redemptionId, reason: "车主改天再来" },
    { as: shop.clerk },
  );
  expect(undone).toMatchObject({ status: "reversed", isAdjustment: false, isVoucherBack: true });
  await expect(
    api.call(undoRedemption, { redemptionId: receipt.redemptionId, reason: "再撤一次" }, { as: shop.clerk }),
  ).rejects.toEqual(refused("redemptions.already-reversed"));
  await expect(api.call(confirmRedemption, { ticket: oldTicket }, { as: shop.clerk })).rejects.toEqual(
    refused("redemptions.ticket-expired"),
  );
  await expect(scan(api, { shop, presented: oldQr })).rejects.toEqual(refused("redemptions.code-unknown"));
  expect((await redeem(api, { shop, member, voucher })).redemptionId).not.toBe(receipt.redemptionId);
  const checked = await api.call(checkReceipt, receipt);
  expect(checked.status).toBe("reversed");
});

test("the merchant undoes for an hour, the city's staff after that; others do not find it", async () => {
  const { member, vouchers } = await newCustomer(api);
  const { redemptionId } = await redeem(api, { shop, member, voucher: first(vouchers) });
  const stranger = await openMerchant(api);
  await expect(api.call(undoRedemption, { redemptionId, reason: "不是我的" }, { as: stranger.owner })).rejects.toEqual(
    refused("redemptions.not-found"),
  );
  api.clock.advance(3_600_000);
  await expect(api.call(undoRedemption, { redemptionId, reason: "太晚了" }, { as: shop.owner })).rejects.toEqual(
    refused("redemptions.undo-window-over"),
  );
  const reverse = (cityCode: string) =>
    api.call(reverseRedemption, { redemptionId, reason: "车主投诉属实" }, { as: api.as.staff("cityAdmin", cityCode) });
  await expect(reverse("370200")).rejects.toEqual(refused("redemptions.not-found"));
  expect(await reverse("370100")).toMatchObject({ status: "reversed", isAdjustment: false });
});

test("undo by clerk and staff at the same moment happens once", async () => {
  const { member, vouchers } = await newCustomer(api);
  const { redemptionId } = await redeem(api, { shop, member, voucher: first(vouchers) });
  const results = await Promise.allSettled([
    api.call(undoRedemption, { redemptionId, reason: "点错了" }, { as: shop.clerk }),
    api.call(undoRedemption, { redemptionId, reason: "点错了" }, { as: shop.owner }),
    api.call(reverseRedemption, { redemptionId, reason: "来电要求" }, { as: api.as.staff("provinceAdmin") }),
  ]);
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  for (const result of results)
    if (result.status === "rejected") expect(result.reason).toEqual(refused("redemptions.already-reversed"));
});

test("preview says every reason at once, with the next step, and gives no ticket", async () => {
  await setRules(api, "car-wash", { cityMustMatch: true, maxDistanceMeters: 500, refuseMerchantPhone: true });
  const owner = await signInMember(api, { name: "王店主", phone: shop.contactPhone, cityCode: "370200" });
  const [voucher] = await issueCard(api, owner, { cityCode: "370200", quantity: 1 });
  const presented = await qrOf(api, owner, first(voucher ? [voucher] : []));
  const far = await scan(api, { shop, presented, position: { lngE6: 117_020_000, latE6: 36_670_000 } });
  expect(codesOf(far)).toEqual(["redemptions.city-mismatch", "redemptions.too-far", "redemptions.own-phone"]);
  expect(far.reasons.every((reason) => reason.title.length > 4 && reason.next.length > 4)).toBe(true);
  expect(far.ticket).toBeNull();
  expect(far.distanceMeters).toBeGreaterThan(1_700);
  const blind = await scan(api, { shop, presented, position: null });
  expect(codesOf(blind)).toContain("redemptions.position-missing");
});

test("unknown, forged and foreign codes get one answer, and guessing is paused for longer and longer", async () => {
  const place = await openMerchant(api);
  const look = (presented: string) => scan(api, { shop: place, presented });
  const { member, vouchers } = await newCustomer(api);
  const qr = await qrOf(api, member, first(vouchers));
  await expect(look("0000-0000-0000")).rejects.toEqual(refused("redemptions.code-unknown"));
  await expect(look(qr.replace(/.$/, (last) => (last === "A" ? "B" : "A")))).rejects.toEqual(
    refused("redemptions.code-unknown"),
  );
  await expect(look("胡乱输入的东西")).rejects.toEqual(refused("redemptions.code-unknown"));
  await expect(look("1111-1111-1111")).rejects.toEqual(refused("redemptions.code-unknown"));
  await expect(look(qr)).rejects.toMatchObject({
    code: "redemptions.code-back-off",
    details: { retryAfterSeconds: 2 },
  });
  api.clock.advance(2_000);
  expect((await look(qr)).ticket).not.toBeNull();
  await expect(look("2222-2222-2222")).rejects.toEqual(refused("redemptions.code-unknown"));
  expect((await look(qr)).ticket).not.toBeNull();
});

test("a code mistyped a day pauses neither a shop nor the network that many share", async () => {
  const mistype = (place: TestMerchant) => scan(api, { shop: place, presented: "3333-3333-3333" });
  const places = [await openMerchant(api), await openMerchant(api), await openMerchant(api)];
  for (let day = 1; day <= 10; day += 1) {
    for (const place of places) await expect(mistype(place)).rejects.toEqual(refused("redemptions.code-unknown"));
    api.clock.advance(DAY_MS);
  }
  const { member, vouchers } = await newCustomer(api);
  const presented = await qrOf(api, member, first(vouchers));
  expect((await scan(api, { shop: first(places), presented })).ticket).not.toBeNull();
});

test("unknown codes sent at once are told to be unknown three times", async () => {
  const place = await openMerchant(api);
  const codes = await Promise.all(
    Array.from({ length: 12 }, () => refusal(scan(api, { shop: place, presented: "4444-4444-4444" }))),
  );
  // The fourth is still told, and begins the pause.
  expect(codes.filter((code) => code === "redemptions.code-unknown")).toHaveLength(4);
  expect(codes.filter((code) => code === "redemptions.code-back-off")).toHaveLength(8);
});

test("an old QR is told apart from an unknown one", async () => {
  const { member, vouchers } = await newCustomer(api);
  const presented = await qrOf(api, member, first(vouchers));
  api.clock.advance(120_000);
  await expect(scan(api, { shop, presented })).rejects.toEqual(refused("vouchers.qr-expired"));
});

test("plate and photo are asked for where the service wants them, and a photo proves one redemption only", async () => {
  await setRules(api, "car-wash", { plateConfirm: true, photo: true });
  const { member, vouchers } = await newCustomer(api, { plateBinding: "required" });
  const [voucher, second] = vouchers as [(typeof vouchers)[0], (typeof vouchers)[0]];
  expect(codesOf(await scan(api, { shop, presented: await qrOf(api, member, voucher) }))).toEqual([
    "redemptions.plate-unbound",
  ]);
  await api.call(bindVoucherPlate, { voucherId: voucher._id, plate: "鲁A12345" }, { as: member });
  const seen = await scan(api, { shop, presented: await qrOf(api, member, voucher) });
  expect(seen).toMatchObject({ plate: "鲁A·***45", needs: { plate: true, photo: true, amount: false }, reasons: [] });
  const ticket = seen.ticket ?? "";
  const confirm = (proof: object, as = shop.clerk) => api.call(confirmRedemption, { ticket, ...proof }, { as });
  const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(newId())]);
  const upload = (bytes: Buffer, as = shop.clerk) =>
    api.call(uploadRedemptionPhoto, {}, { as, upload: { bytes, contentType: "image/jpeg" } });
  const { photoId } = await upload(jpeg);
  await expect(confirm({ photoId })).rejects.toEqual(refused("redemptions.plate-missing"));
  await expect(confirm({ photoId, plateHidden: "99" })).rejects.toEqual(refused("redemptions.plate-mismatch"));
  await expect(confirm({ plateHidden: "12" })).rejects.toEqual(refused("redemptions.photo-missing"));
  await expect(confirm({ plateHidden: "12", photoId: "nothing" })).rejects.toEqual(
    refused("redemptions.photo-invalid"),
  );
  await expect(upload(Buffer.from("<script>"))).rejects.toEqual(refused("redemptions.photo-invalid"));
  const receipt = await confirm({ plateHidden: "12", photoId });
  expect(receipt.plate).toBe("鲁A·***45");
  await expect(upload(jpeg)).rejects.toEqual(refused("redemptions.photo-used"));
  await expect(upload(jpeg, shop.owner)).rejects.toEqual(refused("redemptions.photo-used"));
  const again = await ticketFor(api, { shop, member, voucher: second });
  await expect(
    api.call(confirmRedemption, { ticket: again, plateHidden: "12", photoId }, { as: shop.clerk }),
  ).rejects.toEqual(refused("redemptions.photo-used"));
  const view = { redemptionId: receipt.redemptionId };
  const file = await api.download(getRedemptionPhoto, view, { as: api.as.staff("cityAdmin", "370100") });
  expect([file.contentType, file.bytes.equals(jpeg)]).toEqual(["image/jpeg", true]);
  await expect(api.download(getRedemptionPhoto, view, { as: api.as.staff("cityAdmin", "370200") })).rejects.toEqual(
    refused("redemptions.not-found"),
  );
});

test("once a day per member holds against a burst, is lifted by an undo, and begins anew at midnight in Shanghai", async () => {
  await setRules(api, "car-wash", { oncePer: "day" });
  const { member, vouchers } = await newCustomer(api, { quantity: 6 });
  const tickets = await Promise.all(vouchers.map((voucher) => ticketFor(api, { shop, member, voucher })));
  const results = await Promise.allSettled(
    tickets.map((ticket) => api.call(confirmRedemption, { ticket }, { as: shop.clerk })),
  );
  const receipts = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  expect(receipts).toHaveLength(1);
  for (const result of results)
    if (result.status === "rejected") expect(result.reason).toEqual(refused("redemptions.quota-used"));
  const rest = vouchers[results.findIndex((result) => result.status === "rejected")] ?? first(vouchers);
  const used = await scan(api, { shop, presented: await qrOf(api, member, rest) });
  expect(codesOf(used)).toEqual(["redemptions.quota-used"]);
  await api.call(
    undoRedemption,
    { redemptionId: receipts[0]?.redemptionId ?? "", reason: "点错了" },
    { as: shop.clerk },
  );
  expect(await RedemptionQuotas.countDocuments({ _id: { $gte: `${member.id}:`, $lt: `${member.id};` } })).toBe(0);
  await redeem(api, { shop, member, voucher: rest });
  api.clock.set("2026-11-22T16:00:00Z");
  const next = vouchers.find((voucher) => voucher._id !== rest._id) ?? rest;
  expect((await redeem(api, { shop, member, voucher: next })).clubFen).toBe(2_800);
});

test("share and cap are worked out in whole fen and frozen; a capped service asks for the bill", async () => {
  await setRules(api, "maintenance", {});
  await setRules(api, "fuel", {});
  const care = await newCustomer(api, { serviceId: "maintenance" });
  expect(await redeem(api, { shop, member: care.member, voucher: first(care.vouchers) })).toMatchObject({
    clubFen: 7_001,
    memberFen: 3_000,
  });
  const fuel = await newCustomer(api, { serviceId: "fuel" });
  const of = { shop, member: fuel.member, voucher: first(fuel.vouchers) };
  await expect(redeem(api, of)).rejects.toEqual(refused("redemptions.amount-missing"));
  await expect(redeem(api, { ...of, amountFen: 100_000_001 })).rejects.toMatchObject({
    errors: [{ path: "amountFen", message: "单笔消费金额不能超过 100 万元，请核对后重新输入" }],
  });
  expect(await redeem(api, { ...of, amountFen: 35_000 })).toMatchObject({ clubFen: 20_000, memberFen: 15_000 });
});

test("a suspended merchant, a dismissed clerk and a foreign branch redeem nothing, even with a ticket in hand", async () => {
  const place = await openMerchant(api);
  const { member, vouchers } = await newCustomer(api);
  const leaver = await joinAs(api, place.merchantId, "clerk");
  const ticket = await ticketFor(api, { shop: place, by: leaver, member, voucher: first(vouchers) });
  await api.call(updateMyClerk, { clerkId: leaver.id, status: "removed", reason: "离职" }, { as: place.owner });
  await expect(api.call(confirmRedemption, { ticket }, { as: leaver })).rejects.toEqual(refused("auth.expired"));
  await expect(api.call(confirmRedemption, { ticket }, { as: place.owner })).rejects.toEqual(
    refused("redemptions.ticket-expired"),
  );
  const presented = await qrOf(api, member, first(vouchers));
  await expect(
    api.call(previewRedemption, { presented, branchId: shop.branchId }, { as: place.owner }),
  ).rejects.toEqual(refused("merchants.branch-not-found"));
  const ownTicket = await ticketFor(api, { shop: place, by: place.owner, member, voucher: first(vouchers) });
  await api.call(
    changeMerchantStatus,
    { merchantId: place.merchantId, to: "suspended", reason: "核查" },
    { as: api.as.staff("provinceAdmin") },
  );
  await expect(api.call(confirmRedemption, { ticket: ownTicket }, { as: place.owner })).rejects.toEqual(
    refused("redemptions.merchant-paused"),
  );
});

test("nobody, members and staff cannot redeem; clerks see their merchant's day with totals, staff their city's feed", async () => {
  const place = await openMerchant(api, { cityCode: "370600" });
  await expect(api.call(confirmRedemption, { ticket: "x" })).rejects.toEqual(refused("auth.required"));
  await expect(api.call(confirmRedemption, { ticket: "x" }, { as: api.as.member() })).rejects.toEqual(
    refused("auth.forbidden"),
  );
  const { member, vouchers } = await newCustomer(api, { quantity: 5 });
  const receipts = [];
  for (const voucher of vouchers) {
    receipts.push(await redeem(api, { shop: place, member, voucher }));
    api.clock.advance(1_000);
  }
  await api.call(
    undoRedemption,
    { redemptionId: receipts[0]?.redemptionId ?? "", reason: "点错了" },
    { as: place.clerk },
  );
  const page = await api.call(listMerchantRedemptions, { limit: 3 }, { as: place.clerk });
  expect(page.totals).toEqual({ redeemedCount: 4, reversedCount: 1, clubFen: 11_200, memberFen: 0 });
  const rest = await api.call(
    listMerchantRedemptions,
    { limit: 3, cursor: page.nextCursor ?? "" },
    { as: place.clerk },
  );
  expect([...page.items, ...rest.items].map((row) => row.id)).toEqual(
    receipts.map((receipt) => receipt.redemptionId).reverse(),
  );
  expect(rest).toMatchObject({ nextCursor: null, totals: null });
  expect(page.items[0]).toMatchObject({ member: { name: "张*明" }, clerkName: "李店员", canUndo: true });
  const feed = (cityCode: string) =>
    api.call(
      listStaffRedemptions,
      { fromDay: "2026-11-22", status: "redeemed" },
      { as: api.as.staff("cityAdmin", cityCode) },
    );
  expect((await feed("370600")).items).toHaveLength(4);
  expect((await feed("370700")).items).toHaveLength(0);
  api.clock.set("2026-11-22T16:00:00Z");
  expect((await api.call(listMerchantRedemptions, {}, { as: place.clerk })).items).toHaveLength(0);
  expect((await api.call(listMerchantRedemptions, { period: "month" }, { as: place.clerk })).items).toHaveLength(5);
});
