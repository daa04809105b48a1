import { activateAgreement, draftAgreement } from "@club/shared/merchant-agreements";
import { reverseRedemption } from "@club/shared/redemption-admin";
import type { ReceiptView } from "@club/shared/redemptions";
import {
  approveStatement,
  createAdjustment,
  exportMonth,
  exportStatement,
  freezeStatement,
  generateStatement,
  getStatement,
  getStatementTotals,
  invoiceStatement,
  listStatementLines,
  listStatements,
  payStatement,
  sendStatement,
} from "@club/shared/settlement";
import {
  confirmStatement,
  disputeStatement,
  exportMyStatement,
  getMyStatement,
  listMyStatements,
} from "@club/shared/settlement-merchant";
import { getSettlementRun, listSettlementRuns, startSettlementRun } from "@club/shared/settlement-runs";
import fc from "fast-check";
import { startTestApi, type TestApi } from "../../../test/kit";
import { merchantsRoutes } from "../merchants/merchants.routes";
import { openMerchant, type TestMerchant, WASH_PRICE } from "../merchants/merchants.testing";
import { Adjustments, Redemptions } from "../redemptions/redemptions.model";
import { redemptionsRoutes } from "../redemptions/redemptions.routes";
import { newCustomer, redeem, setRules } from "../redemptions/redemptions.testing";
import { seedServices } from "../services/services.service";
import { vouchersRoutes } from "../vouchers/vouchers.routes";
import { SettlementRuns, StatementLines, Statements } from "./settlement.model";
import { settlementRoutes } from "./settlement.routes";
import { continueRuns } from "./settlement.runs";

jest.setTimeout(60_000);
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({
    now: "2026-10-20T04:00:00Z",
    routes: [...settlementRoutes, ...redemptionsRoutes, ...merchantsRoutes, ...vouchersRoutes],
  });
  await seedServices(api.clock.now());
  await setRules(api, "car-wash", {});
});
beforeEach(() => api.clock.set("2026-10-20T04:00:00Z"));
afterAll(() => api.stop());

const refused = (code: string) => expect.objectContaining({ code });
const NEXT_MONTH = "2026-11-02T04:00:00Z";
const finance = () => ({ as: api.as.staff("finance") });

async function washes(shop: TestMerchant, quantity: number): Promise<ReceiptView[]> {
  const { member, vouchers } = await newCustomer(api, { quantity });
  const receipts: ReceiptView[] = [];
  for (const voucher of vouchers) {
    receipts.push(await redeem(api, { shop, member, voucher }));
    api.clock.advance(60_000);
  }
  return receipts;
}

const generate = (shop: TestMerchant, month = "2026-10") =>
  api.call(generateStatement, { merchantId: shop.merchantId, month }, finance());
const freeze = (statement: { id: string; linesHash: string }) =>
  api.call(freezeStatement, { statementId: statement.id, linesHash: statement.linesHash }, finance());
const reverse = (redemptionId: string) =>
  api.call(reverseRedemption, { redemptionId, reason: "车主投诉属实" }, { as: api.as.staff("provinceAdmin") });

async function frozen(shop: TestMerchant, month = "2026-10") {
  return freeze(await generate(shop, month));
}

test("a month of redemptions becomes lines, total, tax and payable, the same to the byte when generated again", async () => {
  const shop = await openMerchant(api);
  const receipts = await washes(shop, 3);
  api.clock.set(NEXT_MONTH);
  const statement = await generate(shop);
  expect(statement).toMatchObject({
    id: `${shop.merchantId}:2026-10`,
    statementNo: expect.stringMatching(/^DZ202610-[0-9A-F]{12}$/),
    status: "draft",
    month: "2026-10",
    periodFrom: "2026-09-30T16:00:00.000Z",
    periodTo: "2026-10-31T16:00:00.000Z",
    lineCount: 3,
    redemptionCount: 3,
    linesFen: 8_400,
    adjustmentsFen: 0,
    carriedInFen: 0,
    totalFen: 8_400,
    taxBps: 600,
    taxFen: 475,
    netFen: 7_925,
    payableFen: 8_400,
    allowedNext: ["frozen"],
  });
  const lines = await api.call(listStatementLines, { statementId: statement.id, limit: 2 }, finance());
  const more = await api.call(
    listStatementLines,
    { statementId: statement.id, limit: 2, cursor: lines.nextCursor ?? "" },
    finance(),
  );
  expect([...lines.items, ...more.items].map((line) => [line.seq, line.receiptNo])).toEqual(
    receipts.map((row, index) => [index + 1, row.receiptNo]),
  );
  const before = JSON.stringify(await StatementLines.find({}).sort({ _id: 1 }).lean());
  expect(await generate(shop)).toEqual(statement);
  await StatementLines.deleteMany({ _id: { $gt: `${statement.id}:`, $lt: `${statement.id};` } });
  await Statements.deleteOne({ _id: statement.id });
  api.clock.advance(3_600_000);
  expect(await generate(shop)).toEqual({ ...statement, generatedAt: "2026-11-02T05:00:00.000Z" });
  expect(JSON.stringify(await StatementLines.find({}).sort({ _id: 1 }).lean())).toBe(before);
});

test("from draft to paid, each step by the role it belongs to, and whoever approved cannot pay", async () => {
  const shop = await openMerchant(api);
  await washes(shop, 2);
  const draft = await generate(shop);
  const statementId = draft.id;
  await expect(freeze(draft)).rejects.toEqual(refused("settlement.month-open"));
  api.clock.set(NEXT_MONTH);
  await expect(api.call(freezeStatement, { statementId, linesHash: "0".repeat(64) }, finance())).rejects.toEqual(
    refused("settlement.changed"),
  );
  await expect(
    api.call(freezeStatement, { statementId, linesHash: draft.linesHash }, { as: api.as.staff("cityAdmin", "370100") }),
  ).rejects.toEqual(refused("auth.forbidden"));
  expect((await freeze(draft)).status).toBe("frozen");
  await expect(generate(shop)).rejects.toEqual(refused("settlement.already-frozen"));
  await expect(api.call(getMyStatement, { statementId }, { as: shop.owner })).rejects.toEqual(
    refused("settlement.not-found"),
  );
  await api.call(sendStatement, { statementId }, finance());
  expect((await api.call(listMyStatements, {}, { as: shop.owner })).items).toMatchObject([
    { id: statementId, status: "sent", payableFen: 5_600 },
  ]);
  await expect(api.call(getMyStatement, { statementId }, { as: shop.clerk })).rejects.toEqual(
    refused("auth.forbidden"),
  );
  const other = await openMerchant(api);
  await expect(
    api.call(confirmStatement, { statementId, linesHash: draft.linesHash }, { as: other.owner }),
  ).rejects.toEqual(refused("settlement.not-found"));
  await expect(api.call(approveStatement, { statementId }, finance())).rejects.toEqual(
    refused("settlement.wrong-state"),
  );
  await api.call(disputeStatement, { statementId, reason: "少了一笔" }, { as: shop.owner });
  await api.call(sendStatement, { statementId, note: "已核对，笔数无误" }, finance());
  await expect(
    api.call(confirmStatement, { statementId, linesHash: "0".repeat(64) }, { as: shop.owner }),
  ).rejects.toEqual(refused("settlement.changed"));
  await api.call(confirmStatement, { statementId, linesHash: draft.linesHash }, { as: shop.owner });
  const approver = api.as.staff("finance");
  await api.call(approveStatement, { statementId }, { as: approver });
  const bill = {
    statementId,
    invoiceNo: String(Date.parse("2026-11-02")).padStart(20, "2"),
    invoiceFen: 5_600,
    issuedOn: "2026-11-02",
  };
  await expect(api.call(invoiceStatement, { ...bill, invoiceFen: 5_599 }, finance())).rejects.toEqual(
    refused("settlement.invoice-mismatch"),
  );
  await expect(api.call(invoiceStatement, { ...bill, issuedOn: "2026-10-31" }, finance())).rejects.toEqual(
    refused("settlement.invoice-mismatch"),
  );
  await api.call(invoiceStatement, bill, finance());
  const nextFor = async (as: ReturnType<typeof api.as.staff>) =>
    (await api.call(getStatement, { statementId }, { as })).allowedNext;
  expect([await nextFor(approver), await nextFor(api.as.staff("finance"))]).toEqual([[], ["paid"]]);
  const payment = { statementId, paymentRef: "BOC-20261102-1", paidFen: 5_600, paidOn: "2026-11-02" };
  await expect(api.call(payStatement, payment, { as: approver })).rejects.toEqual(refused("settlement.same-person"));
  await expect(api.call(payStatement, { ...payment, paidFen: 5_601 }, finance())).rejects.toEqual(
    refused("settlement.payment-mismatch"),
  );
  const paid = await api.call(payStatement, payment, finance());
  expect(paid).toMatchObject({
    status: "paid",
    allowedNext: [],
    linesHash: draft.linesHash,
    invoice: { invoiceFen: 5_600 },
    payment: { paidFen: 5_600 },
  });
  expect(paid.history.map((step) => [step.to, step.by])).toEqual([
    ["frozen", "finance"],
    ["sent", "finance"],
    ["disputed", "owner"],
    ["sent", "finance"],
    ["confirmed", "owner"],
    ["approved", "finance"],
    ["invoiced", "finance"],
    ["paid", "finance"],
  ]);
});

test("one invoice pays one statement", async () => {
  const invoiceNo = "26372000000000000001";
  for (const [index, expected] of ["invoiced", "settlement.invoice-used"].entries()) {
    api.clock.set("2026-10-20T04:00:00Z");
    const shop = await openMerchant(api, { name: `第${index + 1}家店` });
    await washes(shop, 1);
    api.clock.set(NEXT_MONTH);
    const { id: statementId, linesHash } = await frozen(shop);
    await api.call(sendStatement, { statementId }, finance());
    await api.call(confirmStatement, { statementId, linesHash }, { as: shop.owner });
    await api.call(approveStatement, { statementId }, finance());
    const answer = api.call(
      invoiceStatement,
      { statementId, invoiceNo, invoiceFen: 2_800, issuedOn: "2026-11-02" },
      finance(),
    );
    if (expected === "invoiced") expect((await answer).status).toBe(expected);
    else await expect(answer).rejects.toEqual(refused(expected));
  }
});

test("a redemption undone after the draft stops the freeze with both figures; a new draft freezes", async () => {
  const shop = await openMerchant(api);
  const receipts = await washes(shop, 3);
  api.clock.set(NEXT_MONTH);
  const draft = await generate(shop);
  await reverse(receipts[1]?.redemptionId ?? "");
  await expect(freeze(draft)).rejects.toMatchObject({
    code: "settlement.not-balanced",
    details: { statement: { lineCount: 3, totalFen: 8_400 }, found: { lineCount: 2, totalFen: 5_600 } },
  });
  expect(await Redemptions.countDocuments({ merchantId: shop.merchantId, statementId: { $ne: null } })).toBe(0);
  expect((await frozen(shop)).totalFen).toBe(5_600);
});

test("a statement larger than any one amount may be is drafted, frozen, listed, summed and paid for", async () => {
  const shop = await openMerchant(api);
  const receipts = await washes(shop, 2);
  const _id = { $in: receipts.map((receipt) => receipt.redemptionId) };
  await Redemptions.updateMany({ _id }, { $set: { clubFen: 9_000_000_000 } });
  api.clock.set(NEXT_MONTH);
  const statement = await frozen(shop);
  expect(statement).toMatchObject({ totalFen: 18_000_000_000, payableFen: 18_000_000_000 });
  const month = { month: "2026-10" };
  const { items } = await api.call(listStatements, { ...month, merchantId: shop.merchantId }, finance());
  expect(items).toMatchObject([{ payableFen: 18_000_000_000 }]);
  const sums = await api.call(getStatementTotals, month, finance());
  expect(sums.items.find((sum) => sum.status === "frozen")?.payableFen).toBeGreaterThanOrEqual(18_000_000_000);
  await api.call(sendStatement, { statementId: statement.id }, finance());
  const owner = { as: shop.owner };
  await api.call(confirmStatement, { statementId: statement.id, linesHash: statement.linesHash }, owner);
  await api.call(approveStatement, { statementId: statement.id }, finance());
  const invoice = { invoiceNo: "26372000000000009999", invoiceFen: 18_000_000_000, issuedOn: "2026-11-02" };
  const invoiced = await api.call(invoiceStatement, { statementId: statement.id, ...invoice }, finance());
  expect(invoiced.invoice?.invoiceFen).toBe(18_000_000_000);
});

test("a correction by hand moves at most ten million yuan", async () => {
  const shop = await openMerchant(api);
  const adjust = (amountFen: number) =>
    api.call(createAdjustment, { merchantId: shop.merchantId, amountFen, reason: "补差价" }, finance());
  for (const amountFen of [1_000_000_001, -1_000_000_001]) {
    const message = "单笔调整不能超过 1000 万元，请核对金额";
    await expect(adjust(amountFen)).rejects.toMatchObject({ errors: [{ path: "amountFen", message }] });
  }
  expect(await adjust(-1_000_000_000)).toMatchObject({ amountFen: -1_000_000_000 });
});

test("a line changed behind our back stops the freeze", async () => {
  const shop = await openMerchant(api);
  await washes(shop, 2);
  api.clock.set(NEXT_MONTH);
  const draft = await generate(shop);
  await StatementLines.updateOne({ _id: `${draft.id}:0000001` }, { $set: { amountFen: 9_999 } });
  await expect(freeze(draft)).rejects.toEqual(refused("settlement.not-balanced"));
  const mended = await generate(shop);
  expect((await api.call(listStatementLines, { statementId: draft.id }, finance())).items).toMatchObject([
    { seq: 1, amountFen: 2_800 },
    { seq: 2, amountFen: 2_800 },
  ]);
  expect((await freeze(mended)).status).toBe("frozen");
});

test("a draft with a rate of tax that is no longer the month's is not frozen; a new draft is", async () => {
  const shop = await openMerchant(api);
  await washes(shop, 2);
  const draft = await generate(shop);
  const { merchantId } = shop;
  const as = api.as.staff("provinceAdmin");
  const terms = { merchantId, effectiveFromDay: "2026-10-25", prices: [WASH_PRICE], taxBps: 300 };
  const { version } = await api.call(draftAgreement, terms, { as });
  await api.call(activateAgreement, { merchantId, version, reason: "税率调整" }, { as });
  api.clock.set(NEXT_MONTH);
  await expect(freeze(draft)).rejects.toEqual(refused("settlement.changed"));
  const anew = await generate(shop);
  expect(anew).toMatchObject({ taxBps: 300, linesHash: draft.linesHash });
  expect(await freeze(anew)).toMatchObject({ status: "frozen", taxBps: 300 });
});

test("freezing and undoing at the same moment never loses money: the line is gone, or an adjustment waits", async () => {
  for (let round = 0; round < 4; round += 1) {
    api.clock.set("2026-10-20T04:00:00Z");
    const shop = await openMerchant(api);
    const receipts = await washes(shop, 2);
    api.clock.set(NEXT_MONTH);
    const draft = await generate(shop);
    const [freezing, undoing] = await Promise.allSettled([freeze(draft), reverse(receipts[0]?.redemptionId ?? "")]);
    expect(undoing.status).toBe("fulfilled");
    const waiting = await Adjustments.countDocuments({ merchantId: shop.merchantId, statementId: null });
    if (freezing.status === "rejected") expect(freezing.reason).toEqual(refused("settlement.not-balanced"));
    expect(waiting).toBe(freezing.status === "fulfilled" ? 1 : 0);
  }
});

test("after freezing, an undo lands as an adjustment in the next statement; a negative total is carried until it is used up", async () => {
  const shop = await openMerchant(api);
  const receipts = await washes(shop, 3);
  api.clock.set(NEXT_MONTH);
  const october = await frozen(shop);
  for (const { redemptionId } of receipts) expect(await reverse(redemptionId)).toMatchObject({ isAdjustment: true });
  expect(await api.call(getStatement, { statementId: october.id }, finance())).toMatchObject({
    totalFen: 8_400,
    linesHash: october.linesHash,
  });
  await washes(shop, 1);
  api.clock.set("2026-12-02T04:00:00Z");
  const november = await frozen(shop, "2026-11");
  expect(november).toMatchObject({
    linesFen: 2_800,
    adjustmentsFen: -8_400,
    totalFen: -5_600,
    payableFen: 0,
    taxFen: 0,
  });
  await api.call(sendStatement, { statementId: november.id }, finance());
  await api.call(confirmStatement, { statementId: november.id, linesHash: november.linesHash }, { as: shop.owner });
  expect((await api.call(approveStatement, { statementId: november.id }, finance())).allowedNext).toEqual([]);
  const bill = { statementId: november.id, invoiceNo: "26372000000000000999", invoiceFen: 0, issuedOn: "2026-12-02" };
  await expect(api.call(invoiceStatement, bill, finance())).rejects.toEqual(refused("settlement.nothing-payable"));
  await washes(shop, 3);
  await expect(
    api.call(createAdjustment, { merchantId: shop.merchantId, amountFen: 0, reason: "没有金额" }, finance()),
  ).rejects.toEqual(refused("settlement.adjustment-zero"));
  await api.call(createAdjustment, { merchantId: shop.merchantId, amountFen: 500, reason: "补付差额" }, finance());
  api.clock.set("2027-01-02T04:00:00Z");
  const december = await frozen(shop, "2026-12");
  expect(december).toMatchObject({
    linesFen: 8_400,
    adjustmentsFen: 500,
    carriedInFen: -5_600,
    totalFen: 3_300,
    payableFen: 3_300,
  });
  const lines = await api.call(listStatementLines, { statementId: december.id }, finance());
  expect(lines.items.map((line) => line.kind)).toEqual([
    "redemption",
    "redemption",
    "redemption",
    "carry",
    "adjustment",
  ]);
});

test("a run drafts every merchant that has something, can be cut off and goes on, and is the same when run again", async () => {
  const cityCode = "371700";
  const as = api.as.staff("finance", cityCode);
  const shops = [];
  for (let index = 0; index < 3; index += 1)
    shops.push(await openMerchant(api, { cityCode, name: `第${index + 1}家` }));
  for (const shop of shops.slice(0, 2)) await washes(shop, 2);
  await expect(api.call(startSettlementRun, { month: "2026-11" }, { as })).rejects.toEqual(
    refused("settlement.month-future"),
  );
  api.clock.set(NEXT_MONTH);
  const started = await api.call(startSettlementRun, { month: "2026-10" }, { as });
  expect(started).toMatchObject({ status: "running", totalCount: 3, doneCount: 0, cityCode });
  await expect(api.call(startSettlementRun, { month: "2026-10" }, { as })).rejects.toEqual(
    refused("settlement.run-in-progress"),
  );
  // Two processes that both believe to hold the lease do the work once.
  await Promise.all([continueRuns(api.ctx()), continueRuns(api.ctx())]);
  const done = await api.call(getSettlementRun, { runId: started.id }, { as });
  expect(done).toMatchObject({
    status: "done",
    doneCount: 2,
    skippedCount: 1,
    failures: [],
    lineCount: 4,
    finishedAt: NEXT_MONTH.replace("Z", ".000Z"),
  });
  const list = () => api.call(listStatements, { month: "2026-10" }, { as });
  const first = await list();
  expect(first.items.map((item) => item.merchantId).sort()).toEqual(
    shops
      .slice(0, 2)
      .map((shop) => shop.merchantId)
      .sort(),
  );
  const totals = await api.call(getStatementTotals, { month: "2026-10" }, { as });
  expect(totals.items).toEqual([{ status: "draft", count: 2, totalFen: 11_200, payableFen: 11_200, taxFen: 634 }]);
  await api.call(startSettlementRun, { month: "2026-10" }, { as });
  // What a process leaves that died after the first merchant.
  const afterMerchantId = shops.map((shop) => shop.merchantId).sort()[0] ?? "";
  await SettlementRuns.updateOne({ _id: started.id }, { $set: { afterMerchantId, doneCount: 1, lineCount: 2 } });
  await continueRuns(api.ctx());
  expect(await api.call(getSettlementRun, { runId: started.id }, { as })).toMatchObject({
    status: "done",
    doneCount: 2,
    lineCount: 4,
  });
  expect(await list()).toEqual(first);
  const runsFor = (month: string, cityCode?: string) =>
    api.call(listSettlementRuns, { month }, { as: api.as.staff("finance", cityCode) });
  expect((await runsFor("2026-10")).items.map((run) => run.id)).toEqual([started.id]);
  expect([(await runsFor("2026-09")).items, (await runsFor("2026-10", "370200")).items]).toEqual([[], []]);
  await expect(
    api.call(getSettlementRun, { runId: started.id }, { as: api.as.staff("finance", "370200") }),
  ).rejects.toEqual(refused("settlement.run-not-found"));
});

test("city staff see their city's statements only; the workbook of a statement holds every line and the same total", async () => {
  const shop = await openMerchant(api, { cityCode: "370900", name: "=HYPERLINK(恶意)" });
  await washes(shop, 2);
  api.clock.set(NEXT_MONTH);
  const { id: statementId, linesHash } = await frozen(shop);
  await expect(api.call(getStatement, { statementId }, { as: api.as.staff("cityAdmin", "370100") })).rejects.toEqual(
    refused("settlement.not-found"),
  );
  await expect(
    api.download(exportStatement, { statementId }, { as: api.as.staff("cityAdmin", "370100") }),
  ).rejects.toEqual(refused("settlement.not-found"));
  const file = await api.download(exportStatement, { statementId }, { as: api.as.staff("cityAdmin", "370900") });
  expect(file.fileName).toBe("对账单-=HYPERLINK(恶意)-2026-10.xlsx");
  expect(file.contentType).toContain("spreadsheetml");
  expect(file.bytes.subarray(0, 2).toString()).toBe("PK");
  await api.call(sendStatement, { statementId }, finance());
  expect((await api.download(exportMyStatement, { statementId }, { as: shop.owner })).bytes.length).toBeGreaterThan(
    1_000,
  );
  const month = await api.download(exportMonth, { month: "2026-10" }, { as: api.as.staff("cityAdmin", "370900") });
  expect(month.bytes.length).toBeGreaterThan(1_000);
  expect(linesHash).toMatch(/^[0-9a-f]{64}$/);
});

type Step = "redeem" | "undo" | "adjust" | "freeze";

test("property: over random sequences of redeem, undo, adjust and freeze the database's books add up to the fen", async () => {
  const steps = fc.array(fc.constantFrom<Step>("redeem", "redeem", "redeem", "undo", "undo", "adjust", "freeze"), {
    minLength: 4,
    maxLength: 14,
  });
  await fc.assert(
    fc.asyncProperty(steps, fc.infiniteStream(fc.nat()), async (moves, picks) => {
      api.clock.set("2026-10-20T04:00:00Z");
      const shop = await openMerchant(api);
      const { member, vouchers } = await newCustomer(api, {
        quantity: 14,
        expiresAt: new Date("2027-06-01T00:00:00Z"),
      });
      const standing: string[] = [];
      let month = 10;
      let adjusted = 0;
      for (const move of [...moves, "freeze" as const]) {
        if (move === "redeem")
          standing.push((await redeem(api, { shop, member, voucher: vouchers.pop() ?? fail() })).redemptionId);
        if (move === "undo" && standing.length > 0)
          await reverse(standing.splice((picks.next().value ?? 0) % standing.length, 1)[0] ?? "");
        if (move === "adjust") {
          await api.call(
            createAdjustment,
            { merchantId: shop.merchantId, amountFen: -1_111, reason: "扣减测试" },
            finance(),
          );
          adjusted -= 1_111;
        }
        if (move !== "freeze" || month > 12) continue;
        const label = `2026-${month}`;
        month += 1;
        api.clock.set(month > 12 ? "2027-01-02T04:00:00Z" : `2026-${month}-02T04:00:00Z`);
        await frozen(shop, label);
      }
      const statements = await Statements.find({ merchantId: shop.merchantId }).lean();
      const paid = statements.reduce((sum, row) => sum + row.payableFen, 0);
      const open = await Adjustments.find({ merchantId: shop.merchantId, statementId: null }).lean();
      const unsettled = await Redemptions.find({
        merchantId: shop.merchantId,
        statementId: null,
        status: "redeemed",
      }).lean();
      const waiting = [...open.map((row) => row.amountFen), ...unsettled.map((row) => row.clubFen)].reduce(
        (sum, fen) => sum + fen,
        0,
      );
      expect(paid + waiting).toBe(standing.length * 2_800 + adjusted);
    }),
    { numRuns: 6 },
  );
}, 120_000);

function fail(): never {
  throw new Error("the card ran out of vouchers");
}
