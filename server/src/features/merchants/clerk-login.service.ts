import type { InputOf, OutputOf } from "@club/shared/http";
import type {
  getMyMerchant,
  joinMerchant,
  loginClerk,
  loginClerkByWechat,
  setMyClerkPassword,
} from "@club/shared/merchant-clerks";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import { type Ctx, merchantActor } from "../../platform/context";
import { blindIndex, decrypt, encrypt } from "../../platform/crypto";
import { inTransaction, isDuplicateKey } from "../../platform/db";
import { newId } from "../../platform/ids";
import { hashPassword, verifyPassword } from "../../platform/password";
import { AppError } from "../../platform/problem";
import { type ActorClaims, issueSession, revokeSessions, rotateSession, type TokenPair } from "../../platform/tokens";
import { guardedAttempt, rememberDevice, unlockAccount } from "../auth/login-guard.service";
import { exchangeLoginCode, exchangePhoneCode } from "../auth/wechat-codes";
import { invitationId, rightsOf, toClerkDto } from "./clerks.service";
import { bumpDirectory } from "./merchants.directory";
import {
  type Branch,
  Branches,
  type Clerk,
  type ClerkInvitation,
  ClerkInvitations,
  Clerks,
  type Merchant,
  MerchantRights,
  Merchants,
  PURPOSE,
} from "./merchants.model";

type SignedIn = OutputOf<typeof joinMerchant>;

/** Kind of the accounts that the guard of log-ins counts. */
const ACCOUNT = "clerk";

/**
 * Joins a merchant: the code is used up, phone (as WeChat vouches for it) and WeChat are bound to this one person.
 * @throws merchants.invitation-invalid, merchants.phone-taken, merchants.wechat-taken, merchants.not-approved, and
 * members.wechat-code-invalid, members.phone-code-invalid, members.wechat-blocked, gateway.unavailable from WeChat
 */
export async function join(ctx: Ctx, input: InputOf<typeof joinMerchant>): Promise<SignedIn> {
  const id = invitationId(ctx, input.invitationCode);
  const isOpen = id !== null && (await ClerkInvitations.exists({ _id: id, usedAt: null, expiresAt: { $gt: ctx.now } }));
  if (id === null || !isOpen) throw new AppError("merchants.invitation-invalid");
  const { openid } = await exchangeLoginCode(ctx, input.loginCode);
  const phone = await exchangePhoneCode(ctx, input.phoneCode);
  const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
  const facts = { phone, openid, passwordHash };
  const clerk = await inTransaction(async (session) => {
    const invitation = await ClerkInvitations.findOneAndUpdate(
      { _id: id, usedAt: null, expiresAt: { $gt: ctx.now } },
      { $set: { usedAt: ctx.now } },
      { session },
    ).lean<ClerkInvitation>();
    if (!invitation) throw new AppError("merchants.invitation-invalid");
    return enrol(ctx, session, { invitation, ...facts });
  });
  return signIn(ctx, clerk, "wechat");
}

type Enrolment = { invitation: ClerkInvitation; phone: string; openid: string; passwordHash: string | null };

async function enrol(
  ctx: Ctx,
  session: ClientSession,
  { invitation, phone, openid, passwordHash }: Enrolment,
): Promise<Clerk> {
  const clerk: Clerk = {
    _id: newId(),
    merchantId: invitation.merchantId,
    role: invitation.role,
    nameEnc: invitation.nameEnc,
    phoneEnc: encrypt(ctx.keys, phone, PURPOSE.clerkPhone),
    phoneBlind: blindIndex(ctx.keys, PURPOSE.phone, phone),
    openidBlind: blindIndex(ctx.keys, PURPOSE.openid, openid),
    branchIds: invitation.branchIds,
    status: "active",
    passwordHash,
    joinedAt: ctx.now,
    lastLoginAt: ctx.now,
    updatedAt: ctx.now,
  };
  const [phoneRight, openidRight] = rightsOf(clerk) as [string, string];
  const taken = await MerchantRights.find({ _id: { $in: [phoneRight, openidRight] } }, null, { session }).lean();
  const first = taken[0]?._id;
  if (first !== undefined)
    throw new AppError(first === phoneRight ? "merchants.phone-taken" : "merchants.wechat-taken");
  await insertRights(clerk, session);
  await Clerks.insertMany([clerk], { session });
  await recordAudit(ctx, session, {
    action: "merchants.join",
    subject: { type: "merchant", id: clerk.merchantId },
    after: { clerkId: clerk._id, role: clerk.role, invitedBy: invitation.invitedBy },
  });
  await bumpDirectory(session);
  return clerk;
}

async function insertRights(clerk: Clerk, session: ClientSession): Promise<void> {
  try {
    await MerchantRights.insertMany(
      rightsOf(clerk).map((_id) => ({ _id, holderId: clerk._id })),
      { session },
    );
  } catch (error) {
    if (isDuplicateKey(error, "_id")) throw new AppError("merchants.phone-taken");
    throw error;
  }
}

/** @throws merchants.wechat-unknown, merchants.not-approved, members.wechat-code-invalid, members.wechat-blocked, gateway.unavailable */
export async function loginByWechat(ctx: Ctx, input: InputOf<typeof loginClerkByWechat>): Promise<SignedIn> {
  const { openid } = await exchangeLoginCode(ctx, input.loginCode);
  const clerk = await findByRight(`openid:${blindIndex(ctx.keys, PURPOSE.openid, openid)}`);
  if (!clerk) throw new AppError("merchants.wechat-unknown");
  return signIn(ctx, clerk, "wechat");
}

/** Phone and password; misses lock the account and slow the address down. @throws merchants.login-failed, merchants.not-approved */
export async function loginByPassword(
  ctx: Ctx,
  input: InputOf<typeof loginClerk>,
): Promise<OutputOf<typeof loginClerk>> {
  const { phone, deviceToken } = input;
  const account = { kind: ACCOUNT, name: phone, failure: "merchants.login-failed", deviceToken } as const;
  const clerk = await guardedAttempt(ctx, account, async () => {
    const found = await findByRight(`phone:${blindIndex(ctx.keys, PURPOSE.phone, phone)}`);
    return (await verifyPassword(found?.passwordHash ?? null, input.password)) ? found : null;
  });
  const session = await signIn(ctx, clerk, "password");
  return { ...session, deviceToken: await rememberDevice(ctx, account) };
}

async function findByRight(right: string): Promise<Clerk | null> {
  const held = await MerchantRights.findById(right).lean();
  if (!held) return null;
  return Clerks.findOne({ _id: held.holderId, status: "active" }).lean<Clerk>();
}

/** Somebody removed, suspended or with another password since they were looked up is refused as if they had come later. */
async function signIn(ctx: Ctx, clerk: Clerk, by: "wechat" | "password"): Promise<SignedIn> {
  const merchant = await Merchants.findById(clerk.merchantId).lean<Merchant>();
  // A suspended or closed merchant still reads its statements; it cannot redeem.
  if (!merchant || merchant.status === "rejected") throw new AppError("merchants.not-approved");
  const proved = by === "password" ? { passwordHash: clerk.passwordHash } : {};
  const tokens = await issueSession(ctx, async (session) => {
    const current = await Clerks.findOneAndUpdate(
      { _id: clerk._id, status: "active", ...proved },
      { $set: { lastLoginAt: ctx.now } },
      { session, returnDocument: "after" },
    ).lean<Clerk>();
    if (!current) throw new AppError(by === "password" ? "merchants.login-failed" : "merchants.wechat-unknown");
    return claimsOf(current, merchant.cityCode);
  });
  return {
    ...tokens,
    clerk: toClerkDto(ctx, { ...clerk, lastLoginAt: ctx.now }),
    merchant: { id: merchant._id, name: merchant.name, status: merchant.status },
  };
}

/** What an access token says about a clerk. */
function claimsOf(clerk: Clerk, cityCode: string): ActorClaims {
  const { _id, role, merchantId, branchIds } = clerk;
  return { kind: "merchant", id: _id, role, merchantId, branchIds, cityCode };
}

/** A new pair for a refresh token, with the person's present role and branches. @throws auth.refresh-invalid */
export async function refresh(ctx: Ctx, refreshToken: string): Promise<TokenPair> {
  return rotateSession(ctx, refreshToken, async (claims) => {
    if (claims.kind !== "merchant") return null;
    const clerk = await Clerks.findOne({ _id: claims.id, status: "active" }).lean<Clerk>();
    return clerk ? claimsOf(clerk, claims.cityCode) : null;
  });
}

/** Signs the caller out on all devices. */
export async function logout(ctx: Ctx): Promise<undefined> {
  const key = `merchant:${merchantActor(ctx).id}`;
  await inTransaction((session) => revokeSessions(ctx, session, { key }));
}

/** The caller, the merchant and the branches it may work in. @throws merchants.clerk-not-found when removed meanwhile */
export async function getMine(ctx: Ctx): Promise<OutputOf<typeof getMyMerchant>> {
  const actor = merchantActor(ctx);
  const clerk = await Clerks.findOne({ _id: actor.id, merchantId: actor.merchantId, status: "active" }).lean<Clerk>();
  const merchant = await Merchants.findById(actor.merchantId).lean<Merchant>();
  if (!clerk || !merchant) throw new AppError("merchants.clerk-not-found");
  const branches = await Branches.find({ merchantId: merchant._id }).sort({ createdAt: 1, _id: 1 }).lean<Branch[]>();
  return {
    clerk: toClerkDto(ctx, clerk),
    merchant: { id: merchant._id, name: merchant.name, status: merchant.status },
    branches: branches
      .filter((branch) => clerk.branchIds.length === 0 || clerk.branchIds.includes(branch._id))
      .map(({ _id, name, address, serviceIds, isActive }) => ({ id: _id, name, address, serviceIds, isActive })),
  };
}

/**
 * Sets the password for the web page and ends every other session. WeChat must say afresh who is there, because a session alone may be
 * a stolen one, and then a lock-out ends too; an existing password does instead (guesses count like log-ins).
 * @throws merchants.password-wrong, auth.login-locked, merchants.wechat-proof-needed, members.wechat-code-invalid,
 * members.wechat-blocked, gateway.unavailable
 */
export async function setPassword(ctx: Ctx, input: InputOf<typeof setMyClerkPassword>): Promise<undefined> {
  const { id, sessionId } = merchantActor(ctx);
  const clerk = await Clerks.findOne({ _id: id, status: "active" }).lean<Clerk>();
  if (!clerk) throw new AppError("merchants.clerk-not-found");
  const { passwordHash: before } = clerk;
  const isByWechat = before === null || input.loginCode !== undefined;
  if (isByWechat) await proveWechat(ctx, clerk, input.loginCode);
  else
    await guardedAttempt(ctx, { kind: "clerk-change", name: id, failure: "merchants.password-wrong" }, async () =>
      (await verifyPassword(before, input.currentPassword ?? "")) ? true : null,
    );
  const passwordHash = await hashPassword(input.password);
  await inTransaction(async (session) => {
    const { matchedCount } = await Clerks.updateOne(
      { _id: id, status: "active", passwordHash: before },
      { $set: { passwordHash, updatedAt: ctx.now } },
      { session },
    );
    if (matchedCount === 0) throw new AppError("merchants.password-wrong");
    await revokeSessions(ctx, session, { key: `merchant:${id}`, except: sessionId });
    await recordAudit(ctx, session, { action: "merchants.set-password", subject: { type: "clerk", id } });
  });
  const name = decrypt(ctx.keys, clerk.phoneEnc, PURPOSE.clerkPhone);
  if (isByWechat) await unlockAccount(ctx, { kind: ACCOUNT, name });
}

async function proveWechat(ctx: Ctx, clerk: Clerk, loginCode: string | undefined): Promise<void> {
  if (loginCode === undefined) throw new AppError("merchants.wechat-proof-needed");
  const { openid } = await exchangeLoginCode(ctx, loginCode);
  if (blindIndex(ctx.keys, PURPOSE.openid, openid) !== clerk.openidBlind)
    throw new AppError("merchants.wechat-proof-needed");
}
