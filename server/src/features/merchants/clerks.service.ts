import type { InputOf, OutputOf } from "@club/shared/http";
import { normalizeCode } from "@club/shared/ids";
import { maskName, maskPhone } from "@club/shared/mask";
import {
  CLERK_TRANSITIONS,
  type ClerkDto,
  type ClerkStatus,
  type inviteClerkByStaff,
  type listMyClerks,
  type updateMyClerk,
} from "@club/shared/merchant-clerks";
import { addDays } from "@club/shared/time";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import { type Ctx, merchantActor } from "../../platform/context";
import { blindIndex, decrypt, encrypt } from "../../platform/crypto";
import { inTransaction } from "../../platform/db";
import { randomCode } from "../../platform/ids";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { revokeSessions } from "../../platform/tokens";
import { bumpDirectory } from "./merchants.directory";
import {
  Branches,
  type Clerk,
  ClerkInvitations,
  Clerks,
  type Merchant,
  MerchantRights,
  Merchants,
  PURPOSE,
} from "./merchants.model";
import { findOwn } from "./merchants.service";

/** Symbols of an invitation code: 60 bits. */
const INVITATION_SYMBOLS = 12;
const INVITATION_DAYS = 7;

type Invite = Omit<InputOf<typeof inviteClerkByStaff>, "merchantId">;

/** The owner invites into the own merchant. @throws merchants.branch-not-found, merchants.wrong-state */
export async function inviteByOwner(ctx: Ctx, input: Invite): Promise<OutputOf<typeof inviteClerkByStaff>> {
  const merchant = await Merchants.findById(merchantActor(ctx).merchantId).lean<Merchant>();
  if (!merchant) throw new AppError("merchants.not-found");
  return invite(ctx, merchant, input);
}

/** Staff invite, e.g. the first owner. @throws merchants.not-found, merchants.branch-not-found, merchants.wrong-state */
export async function inviteByStaff(
  ctx: Ctx,
  input: InputOf<typeof inviteClerkByStaff>,
): Promise<OutputOf<typeof inviteClerkByStaff>> {
  return invite(ctx, await findOwn(ctx, input.merchantId), input);
}

async function invite(ctx: Ctx, merchant: Merchant, input: Invite): Promise<OutputOf<typeof inviteClerkByStaff>> {
  if (merchant.status === "closed" || merchant.status === "rejected")
    throw new AppError("merchants.wrong-state", { status: merchant.status });
  const branchIds = input.branchIds ?? [];
  await assertBranches(merchant._id, branchIds);
  const code = randomCode(INVITATION_SYMBOLS);
  const expiresAt = addDays(ctx.now, INVITATION_DAYS);
  await inTransaction(async (session) => {
    const invitation = {
      _id: blindIndex(ctx.keys, PURPOSE.invitation, code),
      merchantId: merchant._id,
      role: input.role,
      nameEnc: encrypt(ctx.keys, input.name, PURPOSE.clerkName),
      branchIds,
      invitedBy: "id" in ctx.actor ? ctx.actor.id : "",
      usedAt: null,
      expiresAt,
    };
    await ClerkInvitations.insertMany([invitation], { session });
    await recordAudit(ctx, session, {
      action: "merchants.invite-clerk",
      subject: { type: "merchant", id: merchant._id },
      after: { role: input.role, name: maskName(input.name), branchIds },
    });
  });
  return { invitationCode: code, role: input.role, expiresAt: expiresAt.toISOString() };
}

/** The document id of an invitation by its code as typed, or null when it cannot be one. */
export function invitationId(ctx: Ctx, typed: string): string | null {
  const code = normalizeCode(typed, INVITATION_SYMBOLS);
  return code === null ? null : blindIndex(ctx.keys, PURPOSE.invitation, code);
}

/** The people of the owner's merchant, newest first. */
export async function pageOfMyClerks(
  ctx: Ctx,
  input: InputOf<typeof listMyClerks>,
): Promise<OutputOf<typeof listMyClerks>> {
  return pageOfClerks(ctx, { ...input, merchantId: merchantActor(ctx).merchantId });
}

/** The people of a merchant in the caller's cities. @throws merchants.not-found */
export async function pageOfMerchantClerks(
  ctx: Ctx,
  input: InputOf<typeof listMyClerks> & { merchantId: string },
): Promise<OutputOf<typeof listMyClerks>> {
  await findOwn(ctx, input.merchantId);
  return pageOfClerks(ctx, input);
}

async function pageOfClerks(ctx: Ctx, input: InputOf<typeof listMyClerks> & { merchantId: string }) {
  const { rows, nextCursor } = await findPage<Clerk>(Clerks, {
    filter: { merchantId: input.merchantId },
    sort: { joinedAt: -1, _id: -1 },
    cursor: input.cursor,
    limit: input.limit,
  });
  return { items: rows.map((row) => toClerkDto(ctx, row)), nextCursor };
}

type Change = Omit<InputOf<typeof updateMyClerk>, "clerkId"> & { merchantId: string; clerkId: string };

/** The owner changes one of the own people. @throws as changeClerk */
export async function changeMyClerk(ctx: Ctx, input: InputOf<typeof updateMyClerk>): Promise<ClerkDto> {
  return changeClerk(ctx, { ...input, merchantId: merchantActor(ctx).merchantId });
}

/** Staff change a merchant's people. @throws merchants.not-found and as changeClerk */
export async function changeMerchantClerk(ctx: Ctx, input: Change): Promise<ClerkDto> {
  await findOwn(ctx, input.merchantId);
  return changeClerk(ctx, input);
}

/**
 * Suspends, restores or removes somebody, or sets the branches. Whoever loses the right is signed out everywhere; a removed
 * person's phone and WeChat become free for another merchant.
 * @throws merchants.clerk-not-found, merchants.wrong-state, merchants.last-owner, merchants.branch-not-found
 */
async function changeClerk(ctx: Ctx, input: Change): Promise<ClerkDto> {
  const changed = await inTransaction(async (session) => {
    // Written first, so that two changes of one merchant's people cannot both see "another owner is left".
    await Merchants.updateOne({ _id: input.merchantId }, { $set: { updatedAt: ctx.now } }, { session });
    const clerk = await Clerks.findOne({ _id: input.clerkId, merchantId: input.merchantId }, null, {
      session,
    }).lean<Clerk>();
    if (!clerk) throw new AppError("merchants.clerk-not-found");
    const status = input.status ?? clerk.status;
    await assertMove(clerk, status, session);
    if (input.branchIds) await assertBranches(input.merchantId, input.branchIds);
    const $set = { status, branchIds: input.branchIds ?? clerk.branchIds, updatedAt: ctx.now };
    await Clerks.updateOne({ _id: clerk._id }, { $set }, { session });
    if (status === "removed") await MerchantRights.deleteMany({ _id: { $in: rightsOf(clerk) } }, { session });
    await recordAudit(ctx, session, {
      action: "merchants.update-clerk",
      subject: { type: "clerk", id: clerk._id },
      reason: input.reason,
      before: { status: clerk.status, branchIds: clerk.branchIds },
      after: { status, branchIds: $set.branchIds },
    });
    // A changed list of branches is in the access token too; a new sign-in fetches it.
    await revokeSessions(ctx, session, { key: `merchant:${clerk._id}` });
    await bumpDirectory(session);
    return { ...clerk, ...$set };
  });
  return toClerkDto(ctx, changed);
}

async function assertMove(clerk: Clerk, to: ClerkStatus, session: ClientSession): Promise<void> {
  if (to === clerk.status) {
    if (clerk.status === "removed") throw new AppError("merchants.wrong-state", { status: clerk.status });
    return;
  }
  if (!(CLERK_TRANSITIONS[clerk.status] as readonly ClerkStatus[]).includes(to))
    throw new AppError("merchants.wrong-state", { status: clerk.status });
  if (clerk.role !== "owner" || to === "active") return;
  const others = { merchantId: clerk.merchantId, role: "owner", status: "active", _id: { $ne: clerk._id } } as const;
  if (!(await Clerks.findOne(others, { _id: 1 }, { session }).lean())) throw new AppError("merchants.last-owner");
}

async function assertBranches(merchantId: string, branchIds: readonly string[]): Promise<void> {
  const known = await Branches.find({ merchantId }, { _id: 1 }).lean<{ _id: string }[]>();
  const ids = new Set(known.map((branch) => branch._id));
  if (!branchIds.every((id) => ids.has(id))) throw new AppError("merchants.branch-not-found");
}

/** What only one person may hold: phone and WeChat. */
export function rightsOf(clerk: Pick<Clerk, "phoneBlind" | "openidBlind">): string[] {
  return [`phone:${clerk.phoneBlind}`, `openid:${clerk.openidBlind}`];
}

/** Names of clerks by id, for lists of one merchant's own work (not masked) — read in one query. */
export async function clerkNames(ctx: Ctx, clerkIds: readonly string[]): Promise<Map<string, string>> {
  const clerks = await Clerks.find({ _id: { $in: [...new Set(clerkIds)] } }, { nameEnc: 1 }).lean<Clerk[]>();
  return new Map(clerks.map((clerk) => [clerk._id, decrypt(ctx.keys, clerk.nameEnc, PURPOSE.clerkName)]));
}

/** A clerk as the own merchant and staff see it: the phone masked. */
export function toClerkDto(ctx: Ctx, clerk: Clerk): ClerkDto {
  return {
    id: clerk._id,
    name: decrypt(ctx.keys, clerk.nameEnc, PURPOSE.clerkName),
    phone: maskPhone(decrypt(ctx.keys, clerk.phoneEnc, PURPOSE.clerkPhone)),
    role: clerk.role,
    branchIds: clerk.branchIds,
    status: clerk.status,
    joinedAt: clerk.joinedAt.toISOString(),
    lastLoginAt: clerk.lastLoginAt?.toISOString() ?? null,
  };
}
