import type { replaceTemporaryPassword, SessionTokens, staffLogin } from "@club/shared/auth";
import type { InputOf, OutputOf } from "@club/shared/http";
import type { changeStaffPassword } from "@club/shared/staff";
import { recordAudit } from "../../platform/audit";
import { type Ctx, staffActor } from "../../platform/context";
import { readToken, signToken } from "../../platform/crypto";
import { inTransaction } from "../../platform/db";
import { hashPassword, verifyPassword } from "../../platform/password";
import { AppError } from "../../platform/problem";
import { type ActorClaims, issueSession, revokeSessions } from "../../platform/tokens";
import { guardedAttempt, rememberDevice } from "../auth/login-guard.service";
import { Staff, type StaffDoc } from "./staff.model";

const CHANGE_TOKEN_MS = 10 * 60_000;
const CHANGE_PURPOSE = "staff-password-change";

/**
 * Signs staff in. Whoever still has a temporary password gets no session but a token to replace it with, so that no endpoint
 * can be used before. Unknown names and wrong passwords are answered alike, in the same time.
 * @throws auth.login-failed, auth.login-locked, staff.disabled (after the right password only)
 */
export async function loginStaff(ctx: Ctx, input: InputOf<typeof staffLogin>): Promise<OutputOf<typeof staffLogin>> {
  const loginName = input.loginName.toLowerCase();
  const account = { kind: "staff", name: loginName, deviceToken: input.deviceToken };
  const doc = await guardedAttempt(ctx, account, async () => {
    const found = await Staff.findOne({ loginName }).lean<StaffDoc>();
    return (await verifyPassword(found?.passwordHash ?? null, input.password)) ? found : null;
  });
  if (doc.status !== "active") throw new AppError("staff.disabled");
  if (doc.mustChangePassword) {
    const expiresAt = new Date(ctx.now.getTime() + CHANGE_TOKEN_MS);
    const changeToken = signToken(ctx.keys, CHANGE_PURPOSE, [doc._id, String(doc.passwordVersion)], expiresAt);
    return { outcome: "passwordChangeRequired", changeToken };
  }
  const session = await startStaffSession(ctx, doc);
  return { outcome: "signedIn", session, deviceToken: await rememberDevice(ctx, account) };
}

/** @throws auth.change-token-invalid, staff.password-reused, staff.disabled */
export async function replaceTemporary(
  ctx: Ctx,
  input: InputOf<typeof replaceTemporaryPassword>,
): Promise<SessionTokens> {
  const [staffId, version] = readToken(ctx.keys, CHANGE_PURPOSE, input.changeToken, ctx.now) ?? [];
  const doc = staffId ? await Staff.findById(staffId).lean<StaffDoc>() : null;
  if (!doc || String(doc.passwordVersion) !== version) throw new AppError("auth.change-token-invalid");
  if (doc.status !== "active") throw new AppError("staff.disabled");
  const changed = await storePassword(ctx, doc, input.newPassword);
  if (!changed) throw new AppError("auth.change-token-invalid");
  return startStaffSession(ctx, changed);
}

/** Ends every session of the account, this one too. @throws staff.password-wrong, staff.password-reused, auth.login-locked */
export async function changeOwnPassword(ctx: Ctx, input: InputOf<typeof changeStaffPassword>): Promise<undefined> {
  const found = await Staff.findById(staffActor(ctx).id).lean<StaffDoc>();
  if (!found) throw new AppError("staff.not-found");
  const account = { kind: "staff-change", name: found._id, failure: "staff.password-wrong" } as const;
  const doc = await guardedAttempt(ctx, account, async () =>
    (await verifyPassword(found.passwordHash, input.currentPassword)) ? found : null,
  );
  if (!(await storePassword(ctx, doc, input.newPassword))) throw new AppError("staff.password-wrong");
}

/** The account with its new password, and without a session; null when somebody else changed the password meanwhile. */
async function storePassword(ctx: Ctx, doc: StaffDoc, password: string): Promise<StaffDoc | null> {
  if (await verifyPassword(doc.passwordHash, password)) throw new AppError("staff.password-reused");
  const passwordHash = await hashPassword(password);
  return inTransaction(async (session) => {
    const changed = await Staff.findOneAndUpdate(
      { _id: doc._id, passwordVersion: doc.passwordVersion },
      { $set: { passwordHash, mustChangePassword: false, updatedAt: ctx.now }, $inc: { passwordVersion: 1 } },
      { session, returnDocument: "after" },
    ).lean<StaffDoc>();
    if (!changed) return null;
    await revokeSessions(ctx, session, { key: `staff:${doc._id}` });
    await recordAudit(ctx, session, { action: "staff.change-password", subject: { type: "staff", id: doc._id } });
    return changed;
  });
}

/** @throws auth.login-failed when the password that was verified is no longer the account's, staff.disabled */
async function startStaffSession(ctx: Ctx, doc: StaffDoc): Promise<SessionTokens> {
  return issueSession(ctx, async (session) => {
    const current = await Staff.findOneAndUpdate(
      { _id: doc._id, passwordVersion: doc.passwordVersion },
      { $set: { lastLoginAt: ctx.now } },
      { session, returnDocument: "after" },
    ).lean<StaffDoc>();
    if (!current) throw new AppError("auth.login-failed");
    if (current.status !== "active") throw new AppError("staff.disabled");
    return claimsOf(current);
  });
}

/** Claims of an account that may still sign in, else null: for the renewal of sessions. */
export async function reloadStaff(_ctx: Ctx, staffId: string): Promise<ActorClaims | null> {
  const doc = await Staff.findById(staffId).lean<StaffDoc>();
  return doc?.status === "active" && !doc.mustChangePassword ? claimsOf(doc) : null;
}

function claimsOf(doc: StaffDoc): ActorClaims {
  return { kind: "staff", id: doc._id, role: doc.role, cityCode: doc.cityCode };
}

/** A session without a password, for demonstration data and tests. @throws staff.not-found, staff.disabled */
export async function startSessionFor(ctx: Ctx, staffId: string): Promise<SessionTokens> {
  const doc = await Staff.findById(staffId).lean<StaffDoc>();
  if (!doc) throw new AppError("staff.not-found");
  return startStaffSession(ctx, doc);
}
