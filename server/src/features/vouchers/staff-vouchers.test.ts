import {
  extendVoucher,
  getStaffVoucher,
  getVoucherBalance,
  listStaffVouchers,
  lockVoucher,
  lookUpVoucher,
  replaceVoucher,
  revokeVoucher,
  unlockVoucher,
} from "@club/shared/voucher-admin";
import { bindVoucherPlate, getMyVoucher } from "@club/shared/vouchers";
import { startTestApi, type TestApi } from "../../../test/kit";
import { AuditEntries } from "../../platform/audit";
import { createMember } from "../members/members.create";
import { seedServices } from "../services/services.service";
import { Vouchers } from "./voucher.model";
import { countBooks } from "./voucher-books.service";
import { vouchersRoutes } from "./vouchers.routes";
import { first, issueCard } from "./vouchers.test-kit";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: vouchersRoutes });
  await seedServices(api.clock.now());
});
beforeEach(() => api.clock.set("2026-11-22T04:00:00Z"));
afterAll(() => api.stop());

const reason = "客户来电核实";

test("staff find a voucher by its code in any spelling, and see only its last four symbols", async () => {
  const owner = api.as.member();
  const { _id: voucherId } = first(await issueCard(api, owner));
  const code = (await api.call(getMyVoucher, { voucherId }, { as: owner })).code ?? "";
  const as = api.as.staff("counterClerk", "370100");
  const { items } = await api.call(lookUpVoucher, { code: code.toLowerCase() }, { as });
  expect(items).toMatchObject([
    { id: voucherId, memberId: owner.actor.id, codeMasked: `****-****-${code.slice(-4)}`, status: "issued" },
  ]);
  expect(JSON.stringify(items)).not.toContain(code);
  for (const wrong of ["AAAA-AAAA-AAAA", "1"]) {
    await expect(api.call(lookUpVoucher, { code: wrong }, { as })).rejects.toMatchObject({
      code: "vouchers.not-found",
    });
  }
  await expect(api.call(lookUpVoucher, {}, { as })).rejects.toMatchObject({ code: "request.invalid" });
});

test("staff find a member's vouchers by phone", async () => {
  const member = await createMember(api.ctx(), {
    phone: "13800000001",
    wechat: null,
    cityCode: "370100",
    consents: [],
  });
  await issueCard(api, api.as.member({ id: member._id }), { quantity: 2 });
  const as = api.as.staff("cityAdmin", "370100");
  expect((await api.call(lookUpVoucher, { phone: "138-0000-0001" }, { as })).items).toHaveLength(2);
  const elsewhere = api.as.staff("cityAdmin", "370200");
  await expect(api.call(lookUpVoucher, { phone: "13800000001" }, { as: elsewhere })).rejects.toMatchObject({
    code: "vouchers.not-found",
  });
  await expect(api.call(lookUpVoucher, { phone: "13800000002" }, { as })).rejects.toMatchObject({
    code: "vouchers.not-found",
  });
});

test("lists: by member, by card, by city with paging; the province must narrow down; cities see only their own", async () => {
  const owner = api.as.member({ cityCode: "371700" });
  const card = await issueCard(api, owner, { cityCode: "371700", quantity: 3 });
  const city = api.as.staff("cityAdmin", "371700");
  const province = api.as.staff("provinceAdmin");
  const cardId = first(card).cardId;
  const other = await issueCard(api, owner, { cityCode: "371700", quantity: 1 });
  expect((await api.call(listStaffVouchers, { cardId }, { as: province })).items.map((row) => row.id).sort()).toEqual(
    card.map((voucher) => voucher._id).sort(),
  );
  expect((await api.call(listStaffVouchers, { cardId: "nobodys" }, { as: province })).items).toEqual([]);
  expect((await api.call(listStaffVouchers, { memberId: owner.actor.id }, { as: city })).items).toHaveLength(4);
  const page = await api.call(listStaffVouchers, { limit: 2 }, { as: city });
  const rest = await api.call(listStaffVouchers, { limit: 2, cursor: page.nextCursor ?? "" }, { as: city });
  expect(new Set([...page.items, ...rest.items].map((row) => row.id))).toEqual(
    new Set([...card, ...other].map((voucher) => voucher._id)),
  );
  expect(rest.nextCursor).toBeNull();
  expect((await api.call(listStaffVouchers, { cardId }, { as: api.as.staff("cityAdmin", "370200") })).items).toEqual(
    [],
  );
  await expect(api.call(listStaffVouchers, {}, { as: province })).rejects.toMatchObject({
    code: "vouchers.filter-needed",
  });
});

test("lock and unlock leave reason, timeline and audit; a locked voucher is not usable", async () => {
  const owner = api.as.member();
  const { _id: voucherId } = first(await issueCard(api, owner));
  const as = api.as.staff("cityAdmin", "370100");
  const locked = await api.call(lockVoucher, { voucherId, reason }, { as });
  expect(locked).toMatchObject({ status: "locked", statusName: "已锁定", lockReason: reason });
  expect(locked.timeline.at(-1)).toMatchObject({ kind: "locked", note: reason });
  const seen = await api.call(getMyVoucher, { voucherId }, { as: owner });
  expect(seen).toMatchObject({ status: "locked", code: null, whyNot: expect.stringContaining("解除锁定后") });
  expect(JSON.stringify(seen)).not.toContain(reason);
  await expect(api.call(lockVoucher, { voucherId, reason }, { as })).rejects.toMatchObject({
    code: "vouchers.state-conflict",
    details: { status: "locked" },
  });
  expect(await api.call(unlockVoucher, { voucherId, reason }, { as })).toMatchObject({
    status: "issued",
    lockReason: null,
  });
  const actions = (await AuditEntries.find({ subjectKey: `voucher:${voucherId}` }).lean()).map((row) => [
    row.action,
    row.reason,
  ]);
  expect(actions).toEqual(
    expect.arrayContaining([
      ["vouchers.locked", reason],
      ["vouchers.unlocked", reason],
    ]),
  );
});

test("revoking takes an unused voucher for good", async () => {
  const owner = api.as.member();
  const { _id: voucherId } = first(await issueCard(api, owner));
  const as = api.as.staff("provinceAdmin");
  expect(await api.call(revokeVoucher, { voucherId, reason }, { as })).toMatchObject({ status: "revoked" });
  for (const again of [revokeVoucher, lockVoucher, unlockVoucher, replaceVoucher]) {
    await expect(api.call(again, { voucherId, reason }, { as })).rejects.toMatchObject({
      code: "vouchers.state-conflict",
    });
  }
});

test("replacing ends the old voucher and issues a new one of the same card, once per request, and the books balance", async () => {
  const owner = api.as.member();
  const old = first(await issueCard(api, owner));
  const as = api.as.staff("provinceAdmin");
  const input = { voucherId: old._id, reason, expiresOn: "2027-01-31" };
  const fresh = await api.call(replaceVoucher, input, { as, idempotencyKey: "replace-key-000001" });
  expect(fresh).toMatchObject({
    status: "issued",
    cardId: old.cardId,
    source: { kind: "replacement", id: old._id },
    expiresAt: "2027-01-31T16:00:00.000Z",
  });
  expect(await api.call(replaceVoucher, input, { as, idempotencyKey: "replace-key-000001" })).toEqual(fresh);
  expect(await api.call(getStaffVoucher, { voucherId: old._id }, { as })).toMatchObject({
    status: "replaced",
    replacedById: fresh.id,
  });
  const balance = await api.call(getVoucherBalance, { memberId: owner.actor.id }, { as });
  expect(balance).toEqual({
    asOf: api.clock.now().toISOString(),
    issuedCount: 4,
    unusedCount: 3,
    redeemedCount: 0,
    expiredCount: 0,
    revokedCount: 0,
    replacedCount: 1,
    lockedCount: 0,
    closedCount: 0,
    isBalanced: true,
  });
  expect((await api.call(getMyVoucher, { voucherId: fresh.id }, { as: owner })).code).not.toBeNull();
});

test("twenty replacements of one voucher at once give one new voucher", async () => {
  const owner = api.as.member();
  const { _id: voucherId } = first(await issueCard(api, owner, { quantity: 1 }));
  const as = api.as.staff("provinceAdmin");
  const tries = Array.from({ length: 20 }, () => api.call(replaceVoucher, { voucherId, reason }, { as }));
  const done = await Promise.allSettled(tries);
  expect(done.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  const balance = await api.call(getVoucherBalance, { memberId: owner.actor.id }, { as });
  expect(balance).toMatchObject({ issuedCount: 2, unusedCount: 1, replacedCount: 1, isBalanced: true });
});

test("an end or a plate that is given while a voucher is replaced is on the new voucher, or was refused", async () => {
  const owner = api.as.member();
  const as = api.as.staff("provinceAdmin");
  const until = { expiresOn: "2027-01-31", reason };
  for (const old of await issueCard(api, owner, { quantity: 12 })) {
    const voucherId = old._id;
    const [extended, replaced] = await Promise.allSettled([
      api.call(extendVoucher, { voucherId, ...until }, { as }),
      api.call(replaceVoucher, { voucherId, reason }, { as }),
    ]);
    expect([extended.status, replaced.status]).toContain("fulfilled");
    if (replaced.status === "rejected") continue;
    const wanted = extended.status === "fulfilled" ? "2027-01-31T16:00:00.000Z" : old.expiresAt.toISOString();
    expect(replaced.value.expiresAt).toBe(wanted);
  }
  for (let round = 0; round < 12; round += 1) {
    const { _id: voucherId } = first(await issueCard(api, owner, { quantity: 1, plateBinding: "required" }));
    const [bound, replaced] = await Promise.allSettled([
      api.call(bindVoucherPlate, { voucherId, plate: "鲁A12345" }, { as: owner }),
      api.call(replaceVoucher, { voucherId, reason }, { as }),
    ]);
    expect([bound.status, replaced.status]).toContain("fulfilled");
    if (replaced.status === "rejected") continue;
    const fresh = await Vouchers.findById(replaced.value.id).lean();
    expect(fresh?.plateEnc !== undefined).toBe(bound.status === "fulfilled");
  }
});

test.each([
  ["2026-12-31", null],
  ["2026-12-01", "vouchers.expiry-not-later"],
  ["2028-01-01", "vouchers.expiry-too-far"],
  ["2026-02-30", "request.invalid"],
])("extending to %s gives %p", async (expiresOn, code) => {
  const owner = api.as.member();
  const { _id: voucherId } = first(await issueCard(api, owner));
  const as = api.as.staff("cityAdmin", "370100");
  const call = api.call(extendVoucher, { voucherId, expiresOn, reason: "门店停业" }, { as });
  if (code !== null) return expect(call).rejects.toMatchObject({ code });
  expect(await call).toMatchObject({ expiresAt: "2026-12-31T16:00:00.000Z" });
  const { timeline } = await api.call(getMyVoucher, { voucherId }, { as: owner });
  expect(timeline.at(-1)).toMatchObject({ kind: "extended", note: "有效期延长至 2026年12月31日：门店停业" });
});

test("an expired voucher is neither extended, locked nor replaced, whether the sweep has come by or not", async () => {
  const { _id: voucherId } = first(await issueCard(api, api.as.member()));
  api.clock.set("2027-01-10T04:00:00Z");
  const as = api.as.staff("provinceAdmin");
  const expected = { code: "vouchers.state-conflict", details: { status: "expired" } };
  await expect(api.call(extendVoucher, { voucherId, expiresOn: "2027-03-01", reason }, { as })).rejects.toMatchObject(
    expected,
  );
  for (const change of [lockVoucher, revokeVoucher, replaceVoucher]) {
    await expect(api.call(change, { voucherId, reason }, { as })).rejects.toMatchObject(expected);
  }
});

test("other cities' vouchers do not exist; readers, members and nobody change nothing", async () => {
  const owner = api.as.member();
  const { _id: voucherId } = first(await issueCard(api, owner));
  const elsewhere = api.as.staff("cityAdmin", "370200");
  for (const change of [lockVoucher, unlockVoucher, revokeVoucher, replaceVoucher]) {
    const call = (as: Parameters<typeof api.call>[2]) => api.call(change, { voucherId, reason }, as);
    await expect(call({ as: elsewhere })).rejects.toMatchObject({ code: "vouchers.not-found" });
    await expect(call({ as: api.as.staff("auditor") })).rejects.toMatchObject({ code: "auth.forbidden" });
    await expect(call({ as: owner })).rejects.toMatchObject({ code: "auth.forbidden" });
    await expect(call({})).rejects.toMatchObject({ code: "auth.required" });
    await expect(api.call(change, { voucherId, reason: "" }, { as: elsewhere })).rejects.toMatchObject({
      code: "request.invalid",
    });
  }
  await expect(api.call(getStaffVoucher, { voucherId }, { as: elsewhere })).rejects.toMatchObject({
    code: "vouchers.not-found",
  });
});

test("city staff balance their own city whatever city they ask for", async () => {
  await issueCard(api, api.as.member(), { cityCode: "371000", quantity: 2 });
  await countBooks(api.ctx());
  const as = api.as.staff("cityAdmin", "371000");
  const balance = await api.call(getVoucherBalance, { cityCode: "370100" }, { as });
  expect(balance).toMatchObject({ issuedCount: 2, unusedCount: 2, isBalanced: true });
});
