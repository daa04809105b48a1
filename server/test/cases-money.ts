import * as redemptionAdmin from "@club/shared/redemption-admin";
import * as redemptions from "@club/shared/redemptions";
import * as settlement from "@club/shared/settlement";
import * as settlementMerchant from "@club/shared/settlement-merchant";
import * as settlementRuns from "@club/shared/settlement-runs";
import { AT_BRANCH } from "../src/features/merchants/merchants.testing";
import { ticketFor } from "../src/features/redemptions/redemptions.testing";
import { signInStaff } from "../src/features/staff/staff.testing";
import { newId } from "../src/platform/ids";
import { aCase, type Case, narrow } from "./cases";
import { statementIn } from "./statements";
import { type Caller, freshReceipt, freshVoucher, HOME, newPhoto, type World } from "./world";

const reason = "测试需要";
const everyone = { concerns: "everyone" } as const;
const caller = { concerns: "caller" } as const;
const city = { concerns: "city" } as const;
const cityList = { concerns: "city", outsider: "list" } as const;
const merchant = { concerns: "merchant" } as const;
const merchantList = { concerns: "merchant", outsider: "list" } as const;

/** The calling clerk or owner of the world's shop. */
const inShop = ({ shop }: World, { name }: Caller) => (name === "owner" ? shop.owner : shop.clerk);

export const redemptionCases: Case[] = [
  aCase(redemptions.previewRedemption, { concerns: "merchant", outsider: "merchants.branch-not-found" })(
    ({ shop, code }) => ({
      input: { presented: code, branchId: shop.branchId, position: { lngE6: AT_BRANCH.lngE6, latE6: AT_BRANCH.latE6 } },
    }),
  ),
  aCase(redemptions.confirmRedemption, { concerns: "merchant", outsider: "redemptions.ticket-expired" })(
    async (world, by) => {
      const { api, shop, member } = world;
      return {
        input: {
          ticket: await ticketFor(api, { shop, by: inShop(world, by), member, voucher: await freshVoucher(world) }),
        },
      };
    },
  ),
  aCase(redemptions.uploadRedemptionPhoto, caller)(() => ({ input: {}, upload: newPhoto() })),
  aCase(
    redemptions.listMerchantRedemptions,
    merchantList,
  )(({ shop }) => ({ input: { period: "month", branchId: shop.branchId, limit: 100 } })),
  aCase(
    redemptionAdmin.listStaffRedemptions,
    cityList,
  )(({ shop }) => ({ input: { merchantId: shop.merchantId, limit: 100 } })),
  aCase(redemptionAdmin.getStaffRedemption, city)(({ receipt }) => ({ input: { redemptionId: receipt.redemptionId } })),
  aCase(redemptionAdmin.getRedemptionPhoto, city)(({ receipt }) => ({ input: { redemptionId: receipt.redemptionId } })),
  aCase(redemptions.listMyRedemptions, { concerns: "member", outsider: "list" })(() => ({ input: { limit: 100 } })),
  aCase(redemptions.getMyRedemption, { concerns: "member" })(({ receipt }) => ({
    input: { redemptionId: receipt.redemptionId },
  })),
  aCase(
    redemptions.undoRedemption,
    merchant,
  )(async (world) => ({ input: { redemptionId: (await freshReceipt(world)).redemptionId, reason } })),
  aCase(
    redemptionAdmin.reverseRedemption,
    city,
  )(async (world) => ({ input: { redemptionId: (await freshReceipt(world)).redemptionId, reason } })),
  aCase(
    redemptions.checkReceipt,
    everyone,
  )(({ receipt }) => ({ input: { receiptNo: receipt.receiptNo, signature: receipt.signature } })),
];

const statementId = async (world: World, status: Parameters<typeof statementIn>[1]) => ({
  statementId: (await statementIn(world, status)).id,
});

/** One statement for everybody who only reads. */
const seen = new WeakMap<World, Promise<{ statementId: string }>>();
function readable(world: World): Promise<{ statementId: string }> {
  const known = seen.get(world) ?? statementId(world, "sent");
  seen.set(world, known);
  return known;
}

async function withHash(world: World, status: "draft" | "sent") {
  const { id, linesHash } = await statementIn(world, status);
  return { input: { statementId: id, linesHash } };
}

export const settlementCases: Case[] = [
  aCase(
    settlement.generateStatement,
    city,
  )(({ shop }) => ({ input: { merchantId: shop.merchantId, month: "2026-11" } })),
  aCase(
    settlementRuns.startSettlementRun,
    everyone,
  )(async ({ api }, { user }) => {
    const cityCode = user?.actor.kind === "staff" ? user.actor.cityCode : null;
    return { input: { month: "2026-11" }, as: await signInStaff(api, "finance", cityCode) };
  }),
  aCase(
    settlementRuns.getSettlementRun,
    city,
  )(async ({ api }) => {
    const month = "2026-10";
    await api
      .call(settlementRuns.startSettlementRun, { month }, { as: await signInStaff(api, "finance", HOME) })
      .catch(() => undefined);
    return { input: { runId: `${month}:${HOME}` } };
  }),
  aCase(
    settlementRuns.listSettlementRuns,
    cityList,
  )(async ({ api }) => {
    const month = "2026-10";
    await api
      .call(settlementRuns.startSettlementRun, { month }, { as: await signInStaff(api, "finance", HOME) })
      .catch(() => undefined);
    return { input: { month } };
  }),
  aCase(
    settlement.listStatements,
    cityList,
  )(async (world) => {
    await readable(world);
    const { merchantId } = world.shop;
    const status = "draft" as const;
    const alone = [{}, { month: "2026-10" }, { status }, { cityCode: HOME }, { merchantId }];
    await narrow(world, settlement.listStatements, [...alone, { month: "2026-10", status, merchantId }]);
    return { input: { merchantId, limit: 100 } };
  }),
  aCase(
    settlement.getStatementTotals,
    cityList,
  )(async (world) => ({ input: { month: (await readable(world)).statementId.slice(-7) } })),
  aCase(settlement.getStatement, city)(async (world) => ({ input: await readable(world) })),
  aCase(settlement.listStatementLines, city)(async (world) => ({ input: { ...(await readable(world)), limit: 100 } })),
  aCase(settlement.exportStatement, city)(async (world) => ({ input: await readable(world) })),
  aCase(
    settlement.exportMonth,
    cityList,
  )(async (world) => ({ input: { month: (await readable(world)).statementId.slice(-7) } })),
  aCase(settlement.freezeStatement, city)((world) => withHash(world, "draft")),
  aCase(
    settlement.sendStatement,
    city,
  )(async (world) => ({ input: { ...(await statementId(world, "frozen")), note: "请核对" } })),
  aCase(
    settlement.approveStatement,
    city,
  )(async (world) => ({ input: { ...(await statementId(world, "confirmed")), note: "同意" } })),
  aCase(
    settlement.invoiceStatement,
    city,
  )(async (world) => {
    const { id, payableFen } = await statementIn(world, "approved");
    return {
      input: {
        statementId: id,
        invoiceNo: `20261122${id.slice(-7).replace("-", "")}000001`,
        invoiceFen: payableFen,
        issuedOn: "2026-11-22",
      },
    };
  }),
  aCase(
    settlement.payStatement,
    city,
  )(async (world) => {
    const { id, payableFen } = await statementIn(world, "invoiced");
    return { input: { statementId: id, paymentRef: `BOC-${newId()}`, paidFen: payableFen, paidOn: "2026-11-22" } };
  }),
  aCase(
    settlement.createAdjustment,
    city,
  )(({ shop }) => ({ input: { merchantId: shop.merchantId, amountFen: -100, reason } })),
  aCase(
    settlementMerchant.listMyStatements,
    merchantList,
  )(async (world) => {
    await readable(world);
    return { input: { limit: 100 } };
  }),
  aCase(settlementMerchant.getMyStatement, merchant)(async (world) => ({ input: await readable(world) })),
  aCase(
    settlementMerchant.listMyStatementLines,
    merchant,
  )(async (world) => ({ input: { ...(await readable(world)), limit: 100 } })),
  aCase(settlementMerchant.exportMyStatement, merchant)(async (world) => ({ input: await readable(world) })),
  aCase(settlementMerchant.confirmStatement, merchant)((world) => withHash(world, "sent")),
  aCase(
    settlementMerchant.disputeStatement,
    merchant,
  )(async (world) => ({ input: { ...(await statementId(world, "sent")), reason } })),
];
