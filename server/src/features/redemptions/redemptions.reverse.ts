import type { OutputOf } from "@club/shared/http";
import type { undoRedemption } from "@club/shared/redemptions";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import { type Ctx, cityFilter, merchantActor, staffActor } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { isClosedMember } from "../members/members.service";
import { reopenVoucher } from "../vouchers/vouchers.service";
import { Adjustments, type Redemption, RedemptionQuotas, Redemptions } from "./redemptions.model";
import { undoUntil } from "./redemptions.rules";

type Reversed = OutputOf<typeof undoRedemption>;
type Request = { redemptionId: string; reason: string };

/** The merchant takes its own redemption back within the hour. @throws redemptions.not-found, -already-reversed, -undo-window-over */
export async function undo(ctx: Ctx, input: Request): Promise<Reversed> {
  const { merchantId, branchIds } = merchantActor(ctx);
  const scope = { merchantId, ...(branchIds.length > 0 && { branchId: { $in: branchIds } }) };
  return reverse(ctx, input, async (session) => {
    const redemption = await Redemptions.findOne({ _id: input.redemptionId, ...scope }, null, {
      session,
    }).lean<Redemption>();
    const isLate = redemption?.status === "redeemed" && undoUntil(redemption.redeemedAt) <= ctx.now;
    if (isLate) throw new AppError("redemptions.undo-window-over");
    return redemption;
  });
}

/** The club takes a redemption back; once its statement is frozen the money comes back in the next one. @throws redemptions.not-found, redemptions.already-reversed */
export async function reverseByStaff(ctx: Ctx, input: Request): Promise<Reversed> {
  staffActor(ctx);
  return reverse(ctx, input, (session) =>
    Redemptions.findOne({ _id: input.redemptionId, ...cityFilter(ctx) }, null, { session }).lean<Redemption>(),
  );
}

const TO_MEMBER = { outcome: "issued", note: "门店核销已撤销" } as const;
const TO_NOBODY = { outcome: "closed", note: "会员已注销账号" } as const;

/**
 * One transaction: the redemption is reversed, the voucher given back (closed, where its owner's account is), the once-a-day guard lifted, and on a frozen statement an
 * adjustment written. A freeze at the same moment conflicts on the redemption: one of the two happens first, and the other sees it.
 */
async function reverse(
  ctx: Ctx,
  input: Request,
  find: (session: ClientSession) => Promise<Redemption | null>,
): Promise<Reversed> {
  return inTransaction(async (session) => {
    const redemption = await find(session);
    if (!redemption) throw new AppError("redemptions.not-found");
    if (redemption.status === "reversed") throw new AppError("redemptions.already-reversed");
    const by = "id" in ctx.actor ? `${ctx.actor.kind}:${ctx.actor.id}` : ctx.actor.kind;
    const $set = { status: "reversed" as const, reversedAt: ctx.now, reversal: { by, reason: input.reason } };
    const filter = { _id: redemption._id, status: "redeemed", statementId: redemption.statementId } as const;
    const { matchedCount } = await Redemptions.updateOne(filter, { $set }, { session });
    if (matchedCount !== 1) throw new AppError("redemptions.already-reversed");
    const { voucherId, _id: redemptionId, quotaId } = redemption;
    const given = (await isClosedMember(session, ctx, redemption.memberId)) ? TO_NOBODY : TO_MEMBER;
    const voucher = await reopenVoucher(session, ctx, { voucherId, redemptionId, ...given });
    if (quotaId) await RedemptionQuotas.deleteOne({ _id: quotaId, redemptionId }, { session });
    if (redemption.statementId) await adjust(session, ctx, { redemption, reason: input.reason, by });
    await recordAudit(ctx, session, {
      action: "redemptions.reverse",
      subject: { type: "redemption", id: redemptionId },
      reason: input.reason,
      before: { status: redemption.status, clubFen: redemption.clubFen, statementId: redemption.statementId },
      after: { status: "reversed" },
    });
    return {
      id: redemptionId,
      status: "reversed",
      reversedAt: ctx.now.toISOString(),
      isAdjustment: redemption.statementId !== null,
      isVoucherBack: voucher.status === "issued",
    };
  });
}

async function adjust(
  session: ClientSession,
  ctx: Ctx,
  of: { redemption: Redemption; reason: string; by: string },
): Promise<void> {
  const { redemption, reason, by } = of;
  await Adjustments.insertMany(
    [
      {
        _id: `reversal:${redemption._id}`,
        kind: "reversal",
        merchantId: redemption.merchantId,
        redemptionId: redemption._id,
        amountFen: redemption.clubFen === 0 ? 0 : -redemption.clubFen,
        reason,
        at: ctx.now,
        createdBy: by,
        createdAt: ctx.now,
        statementId: null,
      },
    ],
    { session },
  );
}
