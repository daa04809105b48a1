import type { InputOf, OutputOf } from "@club/shared/http";
import type { createStaff, listStaff, StaffAccount } from "@club/shared/staff";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import { type Ctx, cityFilter, staffActor } from "../../platform/context";
import { inTransaction, isDuplicateKey } from "../../platform/db";
import { newId, randomCode } from "../../platform/ids";
import { findPage } from "../../platform/page";
import { hashPassword } from "../../platform/password";
import { AppError, isAppError } from "../../platform/problem";
import { revokeSessions } from "../../platform/tokens";
import { unlockAccount } from "../auth/login-guard.service";
import { Staff, type StaffDoc, toStaffAccount } from "./staff.model";
import { fitsCity, mayManage, type StaffPlace } from "./staff.rules";

/** One account, and why something is done to it. */
type StaffAction = { staffId: string; reason: string };

/** 60 bits: nobody guesses it before it is replaced. */
const TEMPORARY_PASSWORD_SYMBOLS = 12;

export type NewStaff = StaffPlace & { loginName: string; name: string; password: string; mustChangePassword: boolean };

/**
 * Creates an account with a given password; the caller is checked by createStaffByStaff, here the system may do anything.
 * @throws staff.city-mismatch, staff.login-name-taken
 */
export async function createStaffAccount(ctx: Ctx, input: NewStaff): Promise<StaffAccount> {
  if (!fitsCity(input)) throw new AppError("staff.city-mismatch");
  const doc = await newStaffDoc(ctx, input);
  try {
    await inTransaction(async (session) => {
      await Staff.insertMany([doc], { session });
      await recordAudit(ctx, session, {
        action: "staff.create",
        subject: { type: "staff", id: doc._id },
        after: { loginName: doc.loginName, role: doc.role, cityCode: doc.cityCode },
      });
    });
  } catch (error) {
    if (isDuplicateKey(error, "loginName")) throw new AppError("staff.login-name-taken");
    throw error;
  }
  return toStaffAccount(doc);
}

async function newStaffDoc(ctx: Ctx, input: NewStaff): Promise<StaffDoc> {
  return {
    _id: newId(),
    loginName: input.loginName.toLowerCase(),
    name: input.name,
    role: input.role,
    cityCode: input.cityCode,
    status: "active",
    passwordHash: await hashPassword(input.password),
    passwordVersion: 1,
    mustChangePassword: input.mustChangePassword,
    lastLoginAt: null,
    createdAt: ctx.now,
    createdBy: "id" in ctx.actor ? ctx.actor.id : "system",
    updatedAt: ctx.now,
  };
}

/** The first administrator of the province; null when there is one already. For the first start and demonstration data. */
export async function createFirstAdmin(
  ctx: Ctx,
  input: { loginName: string; name: string; password: string; mustChangePassword: boolean },
): Promise<StaffAccount | null> {
  if (await Staff.exists({ role: "provinceAdmin" })) return null;
  try {
    return await createStaffAccount(ctx, { ...input, role: "provinceAdmin", cityCode: null });
  } catch (error) {
    // Another process that starts at the same moment was faster.
    if (isAppError(error, "staff.login-name-taken")) return null;
    throw error;
  }
}

/** @throws staff.not-manageable, staff.city-mismatch, staff.login-name-taken */
export async function createStaffByStaff(
  ctx: Ctx,
  input: InputOf<typeof createStaff>,
): Promise<OutputOf<typeof createStaff>> {
  if (!fitsCity(input)) throw new AppError("staff.city-mismatch");
  if (!mayManage(ctx.actor, input)) throw new AppError("staff.not-manageable");
  const temporaryPassword = randomCode(TEMPORARY_PASSWORD_SYMBOLS);
  const account = await createStaffAccount(ctx, { ...input, password: temporaryPassword, mustChangePassword: true });
  return { account, temporaryPassword };
}

/** Accounts the caller may see, newest first. */
export async function listStaffAccounts(
  ctx: Ctx,
  input: InputOf<typeof listStaff>,
): Promise<OutputOf<typeof listStaff>> {
  const { cursor, limit, role, cityCode, status } = input;
  const wanted = { ...(cityCode && { cityCode }), ...(role && { role }), ...(status && { status }) };
  const own = cityFilter(ctx);
  if (own.cityCode && cityCode && cityCode !== own.cityCode) return { items: [], nextCursor: null };
  const page = await findPage<StaffDoc>(Staff, {
    filter: { ...wanted, ...own },
    sort: { createdAt: -1, _id: -1 },
    cursor,
    limit,
  });
  return { items: page.rows.map(toStaffAccount), nextCursor: page.nextCursor };
}

/** Names by account id; ids of nobody are left out. */
export async function staffNames(staffIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await Staff.find({ _id: { $in: [...new Set(staffIds)] } }, { name: 1 }).lean<StaffDoc[]>();
  return new Map(rows.map((row) => [row._id, row.name]));
}

/** The caller's own account. @throws auth.forbidden, staff.not-found */
export async function getOwnAccount(ctx: Ctx): Promise<StaffAccount> {
  const doc = await Staff.findById(staffActor(ctx).id).lean<StaffDoc>();
  if (!doc) throw new AppError("staff.not-found");
  return toStaffAccount(doc);
}

/**
 * Disables an account and ends its sessions. The caller's own account is written in the same transaction, so that two
 * administrators who disable each other at once conflict and one of them stays.
 * @throws staff.not-found, staff.not-manageable, staff.self-disable, staff.state-changed
 */
export async function disableStaffAccount(ctx: Ctx, input: StaffAction): Promise<StaffAccount> {
  const actor = staffActor(ctx);
  if (actor.id === input.staffId) throw new AppError("staff.self-disable");
  const doc = await inTransaction(async (session) => {
    const acting = await Staff.updateOne(
      { _id: actor.id, status: "active" },
      { $set: { updatedAt: ctx.now } },
      { session },
    );
    if (acting.matchedCount === 0) throw new AppError("auth.forbidden");
    const disabled = await changeStatus(ctx, session, { ...input, from: "active", to: "disabled" });
    await revokeSessions(ctx, session, { key: `staff:${disabled._id}` });
    return disabled;
  });
  return toStaffAccount(doc);
}

/** @throws staff.not-found, staff.not-manageable, staff.state-changed */
export async function enableStaffAccount(ctx: Ctx, input: StaffAction): Promise<StaffAccount> {
  const change = { ...input, from: "disabled", to: "active" } as const;
  return toStaffAccount(await inTransaction((session) => changeStatus(ctx, session, change)));
}

type StatusChange = { staffId: string; reason: string; from: StaffDoc["status"]; to: StaffDoc["status"] };

async function changeStatus(ctx: Ctx, session: ClientSession, change: StatusChange): Promise<StaffDoc> {
  const doc = await getManageable(ctx, session, change.staffId);
  if (doc.status !== change.from) throw new AppError("staff.state-changed");
  const set = { status: change.to, updatedAt: ctx.now };
  await Staff.updateOne({ _id: doc._id, status: change.from }, { $set: set }, { session });
  await recordAudit(ctx, session, {
    action: change.to === "disabled" ? "staff.disable" : "staff.enable",
    subject: { type: "staff", id: doc._id },
    reason: change.reason,
    before: { status: change.from },
    after: { status: change.to },
  });
  return { ...doc, ...set };
}

/** A new temporary password; ends the account's sessions and its lock-out. @throws staff.not-found, staff.not-manageable */
export async function resetPassword(ctx: Ctx, input: StaffAction): Promise<{ temporaryPassword: string }> {
  const temporaryPassword = randomCode(TEMPORARY_PASSWORD_SYMBOLS);
  const passwordHash = await hashPassword(temporaryPassword);
  const doc = await inTransaction(async (session) => {
    const found = await getManageable(ctx, session, input.staffId);
    const set = { passwordHash, mustChangePassword: true, updatedAt: ctx.now };
    await Staff.updateOne({ _id: found._id }, { $set: set, $inc: { passwordVersion: 1 } }, { session });
    await revokeSessions(ctx, session, { key: `staff:${found._id}` });
    const subject = { type: "staff", id: found._id };
    await recordAudit(ctx, session, { action: "staff.reset-password", subject, reason: input.reason });
    return found;
  });
  await unlockAccount(ctx, { kind: "staff", name: doc.loginName });
  return { temporaryPassword };
}

/** City administrators do not even learn that an account of another city exists. */
async function getManageable(ctx: Ctx, session: ClientSession, staffId: string): Promise<StaffDoc> {
  const doc = await Staff.findOne({ _id: staffId, ...cityFilter(ctx) }, null, { session }).lean<StaffDoc>();
  if (!doc) throw new AppError("staff.not-found");
  if (!mayManage(ctx.actor, doc)) throw new AppError("staff.not-manageable");
  return doc;
}
