import { activateAgreement, discardAgreement, draftAgreement, listAgreements } from "@club/shared/merchant-agreements";
import { createBranch, getMerchantPage, listNearbyBranches, updateBranch } from "@club/shared/merchant-branches";
import {
  changeMerchantStatus,
  createMerchant,
  getMerchant,
  listMerchants,
  revealMerchant,
  updateMerchant,
} from "@club/shared/merchants";
import { startTestApi, type TestApi } from "../../../test/kit";
import { AuditEntries } from "../../platform/audit";
import { Merchants } from "./merchants.model";
import { merchantsRoutes } from "./merchants.routes";
import { AT_BRANCH, merchantInput, openMerchant, WASH_PRICE } from "./merchants.testing";

jest.setTimeout(60_000);
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: merchantsRoutes });
});
beforeEach(() => api.clock.set("2026-11-22T04:00:00Z"));
afterAll(() => api.stop());

const refused = (code: string) => expect.objectContaining({ code });
const cityAdmin = () => ({ as: api.as.staff("cityAdmin", "370100") });

test("an application is registered once per credit code; contact and account are stored encrypted and shown masked", async () => {
  const input = merchantInput();
  const merchant = await api.call(createMerchant, input, cityAdmin());
  expect(merchant).toEqual({
    id: expect.any(String),
    name: input.name,
    creditCode: input.creditCode,
    cityCode: "370100",
    status: "applied",
    statusReason: null,
    contactName: "王*理",
    contactPhone: `${input.contactPhone.slice(0, 3)}****${input.contactPhone.slice(-4)}`,
    bankName: input.bankName,
    bankHolder: input.bankHolder,
    bankAccount: "***************4567",
    bankChangedAt: "2026-11-22T04:00:00.000Z",
    createdAt: "2026-11-22T04:00:00.000Z",
    updatedAt: "2026-11-22T04:00:00.000Z",
    allowedNext: ["reviewing", "rejected"],
    branches: [],
  });
  const stored = JSON.stringify(await Merchants.findById(merchant.id).lean());
  for (const secret of [input.contactPhone, input.bankAccount, "王经理"]) expect(stored).not.toContain(secret);
  await expect(
    api.call(createMerchant, { ...merchantInput(), creditCode: input.creditCode }, cityAdmin()),
  ).rejects.toEqual(refused("merchants.credit-code-taken"));
});

test("two registrations of one credit code at once make one merchant", async () => {
  const input = merchantInput();
  const results = await Promise.allSettled([1, 2, 3, 4].map(() => api.call(createMerchant, input, cityAdmin())));
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  expect(await Merchants.countDocuments({ creditCode: input.creditCode })).toBe(1);
});

test("city staff neither register in nor see another city; nobody and other roles are kept out", async () => {
  await expect(api.call(createMerchant, merchantInput({ cityCode: "370200" }), cityAdmin())).rejects.toEqual(
    refused("auth.forbidden"),
  );
  const qingdao = await api.call(createMerchant, merchantInput({ cityCode: "370200" }), {
    as: api.as.staff("provinceAdmin"),
  });
  await expect(api.call(getMerchant, { merchantId: qingdao.id }, cityAdmin())).rejects.toEqual(
    refused("merchants.not-found"),
  );
  const list = await api.call(listMerchants, { cityCode: "370200" }, cityAdmin());
  expect(list.items.every((item) => item.cityCode === "370100")).toBe(true);
  await expect(api.call(getMerchant, { merchantId: qingdao.id })).rejects.toEqual(refused("auth.required"));
  await expect(api.call(getMerchant, { merchantId: qingdao.id }, { as: api.as.member() })).rejects.toEqual(
    refused("auth.forbidden"),
  );
  await expect(api.call(createMerchant, merchantInput(), { as: api.as.staff("auditor") })).rejects.toEqual(
    refused("auth.forbidden"),
  );
});

test("approval needs an open branch and an agreement; every step is in the audit log with its reason", async () => {
  const as = api.as.staff("cityAdmin", "370100");
  const { id: merchantId } = await api.call(createMerchant, merchantInput(), { as });
  const move = (to: "reviewing" | "approved" | "suspended" | "closed") =>
    api.call(changeMerchantStatus, { merchantId, to, reason: "按流程办理" }, { as });
  await expect(move("approved")).rejects.toEqual(refused("merchants.wrong-state"));
  await move("reviewing");
  await expect(move("approved")).rejects.toEqual(refused("merchants.no-branch"));
  await api.call(
    createBranch,
    { merchantId, name: "历下店", address: "济南市历下区1号", ...AT_BRANCH, serviceIds: ["car-wash"] },
    { as },
  );
  await expect(move("approved")).rejects.toEqual(refused("merchants.no-agreement"));
  const draft = await api.call(
    draftAgreement,
    { merchantId, effectiveFromDay: "2026-11-22", prices: [WASH_PRICE], taxBps: 600 },
    { as },
  );
  await expect(move("approved")).rejects.toEqual(refused("merchants.no-agreement"));
  await api.call(activateAgreement, { merchantId, version: draft.version, reason: "双方已签字" }, { as });
  expect((await move("approved")).status).toBe("approved");
  expect((await move("suspended")).allowedNext).toEqual(["approved", "closed"]);
  const rows = await AuditEntries.find({ subjectKey: `merchant:${merchantId}`, action: "merchants.status" })
    .sort({ seq: 1 })
    .lean();
  expect(rows.map((row) => [row.reason, JSON.parse(row.after ?? "{}").status])).toEqual([
    ["按流程办理", "reviewing"],
    ["按流程办理", "approved"],
    ["按流程办理", "suspended"],
  ]);
});

test("an unknown service is refused for branches and prices", async () => {
  const as = api.as.staff("cityAdmin", "370100");
  const { id: merchantId } = await api.call(createMerchant, merchantInput(), { as });
  const branch = { merchantId, name: "历下店", address: "济南市历下区1号", ...AT_BRANCH };
  await expect(api.call(createBranch, { ...branch, serviceIds: ["teleport"] }, { as })).rejects.toEqual(
    refused("merchants.service-unknown"),
  );
  const prices = [{ ...WASH_PRICE, serviceId: "teleport" }];
  await expect(
    api.call(draftAgreement, { merchantId, effectiveFromDay: "2026-11-22", prices, taxBps: 600 }, { as }),
  ).rejects.toEqual(refused("merchants.service-unknown"));
  await expect(
    api.call(
      draftAgreement,
      { merchantId, effectiveFromDay: "2026-11-22", prices: [{ ...WASH_PRICE, priceFen: null }], taxBps: 600 },
      { as },
    ),
  ).rejects.toMatchObject({
    code: "merchants.agreement-prices-invalid",
    errors: [{ path: "prices.0.priceFen", message: "请填写单价" }],
  });
});

test("a new agreement version begins tomorrow at the earliest, ends the one before it, and never changes again", async () => {
  const { merchantId } = await openMerchant(api);
  const as = api.as.staff("cityAdmin", "370100");
  const prices = [{ ...WASH_PRICE, priceFen: 3_000 }];
  const today = await api.call(
    draftAgreement,
    { merchantId, effectiveFromDay: "2026-11-22", prices, taxBps: 600 },
    { as },
  );
  await expect(
    api.call(activateAgreement, { merchantId, version: today.version, reason: "调价" }, { as }),
  ).rejects.toEqual(refused("merchants.agreement-too-early"));
  const next = await api.call(
    draftAgreement,
    { merchantId, effectiveFromDay: "2026-12-01", prices, taxBps: 600 },
    { as },
  );
  await api.call(activateAgreement, { merchantId, version: next.version, reason: "调价" }, { as });
  await expect(
    api.call(activateAgreement, { merchantId, version: next.version, reason: "再来" }, { as }),
  ).rejects.toEqual(refused("merchants.agreement-wrong-state"));
  await expect(
    api.call(discardAgreement, { merchantId, version: next.version, reason: "不要了" }, { as }),
  ).rejects.toEqual(refused("merchants.agreement-wrong-state"));
  await api.call(discardAgreement, { merchantId, version: today.version, reason: "日期填错" }, { as });
  const view = async () =>
    (await api.call(listAgreements, { merchantId }, { as })).items.map(({ version, status, isInForce }) => [
      version,
      status,
      isInForce,
    ]);
  expect(await view()).toEqual([
    [3, "active", false],
    [2, "discarded", false],
    [1, "active", true],
  ]);
  api.clock.set("2026-11-30T16:00:00Z");
  expect(await view()).toEqual([
    [3, "active", true],
    [2, "discarded", false],
    [1, "ended", false],
  ]);
});

test("two drafts activated at once leave one in force at every instant", async () => {
  const { merchantId } = await openMerchant(api);
  const as = api.as.staff("cityAdmin", "370100");
  const drafts = [];
  for (const day of ["2026-12-01", "2026-12-01", "2026-12-05"]) {
    drafts.push(
      await api.call(draftAgreement, { merchantId, effectiveFromDay: day, prices: [WASH_PRICE], taxBps: 600 }, { as }),
    );
  }
  await Promise.all(
    drafts.map(({ version }) => api.call(activateAgreement, { merchantId, version, reason: "调价" }, { as })),
  );
  for (const at of ["2026-11-25T00:00:00Z", "2026-12-02T00:00:00Z", "2027-01-01T00:00:00Z"]) {
    api.clock.set(at);
    const { items } = await api.call(listAgreements, { merchantId }, { as });
    expect(items.filter((item) => item.isInForce)).toHaveLength(1);
  }
});

test("plain contact and account are shown for a reason only, to those who may, and leave an audit row", async () => {
  const input = merchantInput();
  const { id: merchantId } = await api.call(createMerchant, input, cityAdmin());
  await expect(api.call(revealMerchant, { merchantId, reason: "核对账号" }, cityAdmin())).rejects.toEqual(
    refused("auth.forbidden"),
  );
  const shown = await api.call(revealMerchant, { merchantId, reason: "付款核对账号" }, { as: api.as.staff("finance") });
  expect(shown).toEqual({
    contactName: "王经理",
    contactPhone: input.contactPhone,
    bankAccount: input.bankAccount,
    bankHolder: input.bankHolder,
  });
  const row = await AuditEntries.findOne({ subjectKey: `merchant:${merchantId}`, action: "merchants.reveal" }).lean();
  expect(row?.reason).toBe("付款核对账号");
  expect(JSON.stringify(row)).not.toContain(input.bankAccount);
});

test("a changed account says when it was changed; the audit row holds no plain number", async () => {
  const input = merchantInput();
  const { id: merchantId } = await api.call(createMerchant, input, cityAdmin());
  api.clock.advance(3_600_000);
  const bank = { bankName: "工商银行", bankHolder: "新户名有限公司", bankAccount: "1602000099998888" };
  const changed = await api.call(updateMerchant, { merchantId, bank, reason: "换了开户行" }, cityAdmin());
  expect(changed).toMatchObject({
    bankName: "工商银行",
    bankAccount: "************8888",
    bankChangedAt: "2026-11-22T05:00:00.000Z",
    contactName: "王*理",
  });
  const row = await AuditEntries.findOne({ subjectKey: `merchant:${merchantId}`, action: "merchants.update" }).lean();
  expect(row?.after).not.toContain("1602000099998888");
});

test("near me: only contracted, open branches of approved merchants, nearest first, every one on exactly one page", async () => {
  const cityCode = "370300";
  const as = api.as.staff("cityAdmin", cityCode);
  const { merchantId, branchId } = await openMerchant(api, { cityCode });
  for (let index = 1; index <= 6; index += 1) {
    const lngE6 = AT_BRANCH.lngE6 + (index % 3) * 10_000;
    await api.call(
      createBranch,
      {
        merchantId,
        name: `分店${index}`,
        address: "淄博市张店区1号",
        lngE6,
        latE6: AT_BRANCH.latE6,
        serviceIds: ["car-wash"],
      },
      { as },
    );
  }
  await api.call(
    createBranch,
    { merchantId, name: "没签约", address: "淄博市张店区2号", ...AT_BRANCH, serviceIds: ["fuel"] },
    { as },
  );
  await api.call(updateBranch, { merchantId, branchId, isActive: false, reason: "装修停业" }, { as });
  const seen: { id: string; distance: number | null }[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.call(listNearbyBranches, {
      cityCode,
      serviceId: "car-wash",
      ...AT_BRANCH,
      limit: 2,
      ...(cursor && { cursor }),
    });
    seen.push(...page.items.map((item) => ({ id: item.branch.id, distance: item.distanceMeters })));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(new Set(seen.map((row) => row.id)).size).toBe(6);
  expect(seen).toHaveLength(6);
  const distances = seen.map((row) => row.distance ?? -1);
  expect(distances).toEqual([...distances].sort((a, b) => a - b));
  expect(distances[0]).toBe(0);
  expect((await api.call(listNearbyBranches, { cityCode, serviceId: "fuel" })).items).toEqual([]);
  // Without a service: each of these once, and not the one whose only service is under no contract.
  const all = await api.call(listNearbyBranches, { cityCode, ...AT_BRANCH, limit: 100 });
  expect(all.items.map((item) => item.branch.id)).toEqual(seen.map((row) => row.id));
  await expect(api.call(listNearbyBranches, { cityCode, serviceId: "car-wash", cursor: "!!" })).rejects.toEqual(
    refused("request.invalid"),
  );
  await api.call(changeMerchantStatus, { merchantId, to: "suspended", reason: "核查" }, { as });
  expect((await api.call(listNearbyBranches, { cityCode, serviceId: "car-wash" })).items).toEqual([]);
  await expect(api.call(getMerchantPage, { merchantId })).rejects.toEqual(refused("merchants.not-found"));
});

test("the public page shows open branches and contracted services and nothing of the contact", async () => {
  const { merchantId, branchId, contactPhone } = await openMerchant(api);
  const page = await api.call(getMerchantPage, { merchantId });
  expect(page).toMatchObject({ id: merchantId, serviceIds: ["car-wash"], branches: [{ id: branchId }] });
  expect(JSON.stringify(page)).not.toContain(contactPhone);
});
