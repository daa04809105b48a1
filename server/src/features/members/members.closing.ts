import type { InputOf } from "@club/shared/http";
import { CLOSING_DAYS, type closeMe, type MemberView } from "@club/shared/members";
import { addDays } from "@club/shared/time";
import { recordAudit } from "../../platform/audit";
import type { Ctx } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { revokeSessions } from "../../platform/tokens";
import { releaseIdentities } from "./identities.model";
import { type MemberDoc, Members } from "./members.model";
import { getOwn, proveOwn } from "./members.own";
import { heldKeys, toMemberView } from "./members.personal";
import { openStatus } from "./members.rules";

const BATCH = 100;

/** Starts the cooling-off of 7 days. @throws members.already-closing, members.phone-missing, auth.code-wrong, members.not-found */
export async function closeOwn(ctx: Ctx, input: InputOf<typeof closeMe>): Promise<MemberView> {
  const { status } = await getOwn(ctx);
  if (status === "closing") throw new AppError("members.already-closing");
  const { _id } = await proveOwn(ctx, input.smsCode);
  const member = await Members.findOneAndUpdate(
    { _id, status: { $in: ["registered", "completed"] } },
    { $set: { status: "closing", closesAt: addDays(ctx.now, CLOSING_DAYS), updatedAt: ctx.now } },
    { returnDocument: "after" },
  ).lean<MemberDoc>();
  if (!member) throw new AppError("members.already-closing");
  return toMemberView(ctx.keys, member);
}

/** The member stays; possible until the account has really been erased. @throws members.not-closing, members.not-found */
export async function cancelOwnClosing(ctx: Ctx): Promise<MemberView> {
  const own = await getOwn(ctx);
  const member = await Members.findOneAndUpdate(
    { _id: own._id, status: "closing" },
    { $set: { status: openStatus(own), closesAt: null, updatedAt: ctx.now } },
    { returnDocument: "after" },
  ).lean<MemberDoc>();
  if (!member) throw new AppError("members.not-closing");
  return toMemberView(ctx.keys, member);
}

/** Erases every account whose cooling-off is over, in batches; answers how many. A job: safe to run again at any time. */
export async function closeDueMembers(ctx: Ctx): Promise<number> {
  let closed = 0;
  for (;;) {
    const due = await Members.find({ status: "closing", closesAt: { $lte: ctx.now } }, { _id: 1 })
      .sort({ closesAt: 1 })
      .limit(BATCH)
      .lean<{ _id: string }[]>();
    for (const { _id } of due) closed += (await closeMember(ctx, _id)) ? 1 : 0;
    if (due.length < BATCH) return closed;
  }
}

/**
 * Erases one member whose cooling-off is over: phone, name, ID card, WeChat user, password and channel; the rights to them are
 * free again; what it could still use is taken back by the hook. The empty member stays, because vouchers and redemptions are
 * kept under its id. False when there was nothing to do.
 */
export async function closeMember(ctx: Ctx, memberId: string): Promise<boolean> {
  return inTransaction(async (session) => {
    const filter = { _id: memberId, status: "closing", closesAt: { $lte: ctx.now } } as const;
    const member = await Members.findOne(filter, null, { session }).lean<MemberDoc>();
    if (!member) return false;
    await Members.updateOne({ _id: memberId }, { $set: erased(ctx.now) }, { session });
    await releaseIdentities(session, memberId, heldKeys(member));
    await revokeSessions(ctx, session, { key: `member:${memberId}` });
    await ctx.hooks.afterClosing?.(ctx, session, memberId);
    await recordAudit(ctx, session, { action: "members.close", subject: { type: "member", id: memberId } });
    return true;
  });
}

function erased(now: Date): Partial<MemberDoc> {
  return {
    status: "closed",
    phoneEnc: null,
    phoneBlind: null,
    nameEnc: null,
    nameBlind: null,
    idCardEnc: null,
    idCardBlind: null,
    passwordHash: null,
    openidEnc: null,
    openidBlind: null,
    unionidEnc: null,
    channelScene: null,
    closesAt: null,
    closedAt: now,
    updatedAt: now,
  };
}
