import type { InputOf } from "@club/shared/http";
import type { correctMember } from "@club/shared/member-admin";
import type { MemberView } from "@club/shared/members";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import { type Ctx, cityFilter } from "../../platform/context";
import { inContestedTransaction } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { revokeSessions } from "../../platform/tokens";
import { releaseIdentities, takeIdentity } from "./identities.model";
import { type MemberDoc, Members } from "./members.model";
import { blindOf, encryptPersonal, identityKey, readPersonal, toMemberView } from "./members.personal";
import { encryptedIdCard, encryptedName } from "./members.profile";
import { assertAdult } from "./members.rules";

type Correction = InputOf<typeof correctMember>;

/**
 * Corrects what a member gave, with an audit row that holds the masked values before and after. A corrected phone ends the
 * member's sessions: whoever had the old number must not stay signed in.
 * @throws the codes listed at the endpoint
 */
export async function correctByStaff(ctx: Ctx, input: Correction): Promise<MemberView> {
  if (input.idCard !== undefined) assertAdult(input.idCard, ctx.now);
  return toMemberView(ctx.keys, await inContestedTransaction((session) => correct(ctx, session, input)));
}

async function correct(ctx: Ctx, session: ClientSession, input: Correction): Promise<MemberDoc> {
  const filter = { _id: input.memberId, status: { $ne: "closed" }, ...cityFilter(ctx) } as const;
  const before = await Members.findOne(filter, null, { session }).lean<MemberDoc>();
  if (!before) throw new AppError("members.not-found");
  const set = {
    ...(await correctedName(ctx, before, input.name)),
    ...(await correctedIdCard(ctx, session, { before, idCard: input.idCard })),
    ...(await correctedPhone(ctx, session, { before, phone: input.phone })),
  };
  if (Object.keys(set).length === 0) throw new AppError("members.nothing-to-correct");
  await Members.updateOne({ _id: before._id }, { $set: { ...set, updatedAt: ctx.now } }, { session });
  if (set.idCardBlind !== undefined) await ctx.hooks.afterIdentityCorrection?.(ctx, session, before._id);
  const after = { ...before, ...set, updatedAt: ctx.now };
  if (before.phoneBlind !== after.phoneBlind) await revokeSessions(ctx, session, { key: `member:${after._id}` });
  await recordAudit(ctx, session, {
    action: "members.correct",
    subject: { type: "member", id: before._id },
    reason: input.reason,
    before: maskedValues(ctx, before),
    after: maskedValues(ctx, after),
  });
  return after;
}

async function correctedName(ctx: Ctx, before: MemberDoc, name: string | undefined): Promise<Partial<MemberDoc>> {
  if (name === undefined || readPersonal(ctx.keys, before, "name") === name) return {};
  // A name comes with the ID card and the consent to it; only the member can give those.
  if (before.nameEnc === null) throw new AppError("members.field-empty");
  return encryptedName(ctx, name);
}

async function correctedIdCard(
  ctx: Ctx,
  session: ClientSession,
  { before, idCard }: { before: MemberDoc; idCard: string | undefined },
): Promise<Partial<MemberDoc>> {
  if (idCard === undefined || before.idCardBlind === blindOf(ctx.keys, "idCard", idCard)) return {};
  if (before.idCardBlind === null) throw new AppError("members.field-empty");
  const key = identityKey(ctx.keys, "idCard", idCard);
  await takeIdentity(session, { key, memberId: before._id, createdAt: ctx.now, held: "members.id-card-held" });
  await releaseIdentities(session, before._id, [`idcard:${before.idCardBlind}`]);
  return encryptedIdCard(ctx, idCard);
}

async function correctedPhone(
  ctx: Ctx,
  session: ClientSession,
  { before, phone }: { before: MemberDoc; phone: string | null | undefined },
): Promise<Partial<MemberDoc>> {
  if (phone === undefined) return {};
  const phoneBlind = phone === null ? null : blindOf(ctx.keys, "phone", phone);
  if (before.phoneBlind === phoneBlind) return {};
  if (phone !== null) {
    const key = identityKey(ctx.keys, "phone", phone);
    await takeIdentity(session, { key, memberId: before._id, createdAt: ctx.now, held: "members.phone-taken" });
  }
  if (before.phoneBlind !== null) await releaseIdentities(session, before._id, [`phone:${before.phoneBlind}`]);
  return { phoneBlind, phoneEnc: phone === null ? null : encryptPersonal(ctx.keys, "phone", phone) };
}

function maskedValues(ctx: Ctx, member: MemberDoc): Record<string, unknown> {
  const { phone, name, idCard } = toMemberView(ctx.keys, member);
  return { phone, name, idCard };
}
