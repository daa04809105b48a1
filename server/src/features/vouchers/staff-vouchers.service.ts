import type { ErrorCode } from "@club/shared/errors";
import type { InputOf, OutputOf } from "@club/shared/http";
import { normalizeCode } from "@club/shared/ids";
import type * as contract from "@club/shared/voucher-admin";
import type { VoucherStatus } from "@club/shared/vouchers";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import { type Ctx, cityFilter } from "../../platform/context";
import { blindIndex, decrypt } from "../../platform/crypto";
import { inTransaction, native } from "../../platform/db";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { findMemberByPhone, getMemberFacts, isClosedMember } from "../members/members.service";
import { getCatalogue } from "../services/services.service";
import { voucherFacts } from "./member-vouchers.service";
import {
  SERVICE_INDEX,
  STATUS_INDEX,
  type Voucher,
  VoucherCards,
  type VoucherEvent,
  VoucherEvents,
  Vouchers,
} from "./voucher.model";
import { canMove, effectiveStatus, extensionNote, newExpiry, timelineOf } from "./voucher.rules";
import { countedBalance } from "./voucher-books.service";
import { CODE_PURPOSE, makeVoucher } from "./voucher-issue.service";
import { PLATE_PURPOSE, recordEvent, voucherBalance } from "./vouchers.service";

const NEWEST_FIRST = { issuedAt: -1, _id: -1 } as const;
const LOOK_UP_ROWS = 100;
type Change = { voucherId: string; reason: string };

/** Vouchers by exact code, or the newest of a member's phone or a plate; only of the caller's city. @throws vouchers.not-found */
export async function lookUpVoucher(
  ctx: Ctx,
  input: InputOf<typeof contract.lookUpVoucher>,
): Promise<OutputOf<typeof contract.lookUpVoucher>> {
  const key = await keyOf(ctx, input);
  if (!key) throw new AppError("vouchers.not-found");
  const rows = await Vouchers.find({ ...key, ...cityFilter(ctx) })
    .sort(NEWEST_FIRST)
    .limit(LOOK_UP_ROWS)
    .lean<Voucher[]>();
  if (rows.length === 0) throw new AppError("vouchers.not-found");
  return { items: await toRows(ctx, rows) };
}

async function keyOf(
  ctx: Ctx,
  { code, phone, plate }: InputOf<typeof contract.lookUpVoucher>,
): Promise<{ _id: string } | { memberId: string } | { plateBlind: string } | null> {
  if (phone !== undefined) return keyOfPhone(ctx, phone);
  return plate === undefined ? keyOfCode(ctx, code ?? "") : { plateBlind: blindIndex(ctx.keys, PLATE_PURPOSE, plate) };
}

function keyOfCode(ctx: Ctx, typed: string): { _id: string } | null {
  const code = normalizeCode(typed);
  return code === null ? null : { _id: blindIndex(ctx.keys, CODE_PURPOSE, code) };
}

async function keyOfPhone(ctx: Ctx, phone: string): Promise<{ memberId: string } | null> {
  const member = await findMemberByPhone(ctx, phone);
  return member && { memberId: member.id };
}

/** Vouchers of a member, a card or a city, perhaps of one service or state, newest first. @throws vouchers.filter-needed for a list of everything */
export async function listStaffVouchers(
  ctx: Ctx,
  input: InputOf<typeof contract.listStaffVouchers>,
): Promise<OutputOf<typeof contract.listStaffVouchers>> {
  const { memberId, cardId, cityCode, serviceId, status, cursor, limit } = input;
  const card = cardId === undefined ? null : await VoucherCards.findById(cardId, { memberId: 1 }).lean();
  const owner = memberId ?? card?.memberId;
  const filter = { ...definedOnly({ memberId: owner, cardId, cityCode }), ...cityFilter(ctx) };
  if (Object.keys(filter).length === 0) throw new AppError("vouchers.filter-needed");
  if (cardId !== undefined && card === null) return { items: [], nextCursor: null };
  const { rows, nextCursor } = await findPage(Vouchers, {
    filter: { ...filter, ...definedOnly({ serviceId, status }) },
    sort: NEWEST_FIRST,
    cursor,
    limit,
    ...(owner === undefined && hintFor(input)),
  });
  return { items: await toRows(ctx, rows), nextCursor };
}

/** Planners that go by the city alone would walk past all its vouchers. */
function hintFor({ serviceId, status }: InputOf<typeof contract.listStaffVouchers>) {
  if (status !== undefined) return { hint: STATUS_INDEX };
  return serviceId === undefined ? {} : { hint: SERVICE_INDEX };
}

/** One voucher with its timeline. @throws vouchers.not-found */
export async function getStaffVoucher(ctx: Ctx, input: { voucherId: string }): Promise<contract.StaffVoucher> {
  return toStaffVoucher(ctx, await voucherInScope(ctx, input.voucherId));
}

/** Holds a voucher back. @throws vouchers.not-found, vouchers.state-conflict */
export function lockVoucher(ctx: Ctx, input: Change): Promise<contract.StaffVoucher> {
  const by = "id" in ctx.actor ? ctx.actor.id : "";
  const set = { lock: { reason: input.reason, by, at: ctx.now } };
  return changeStatus(ctx, input, { from: "issued", to: "locked", kind: "locked", set });
}

/** Lets a locked voucher be used again. @throws vouchers.not-found, vouchers.state-conflict, vouchers.owner-closed */
export function unlockVoucher(ctx: Ctx, input: Change): Promise<contract.StaffVoucher> {
  return changeStatus(ctx, input, { from: "locked", to: "issued", kind: "unlocked", unset: { lock: 1 } });
}

/** Takes an unused voucher back for good. @throws vouchers.not-found, vouchers.state-conflict */
export function revokeVoucher(ctx: Ctx, input: Change): Promise<contract.StaffVoucher> {
  return changeStatus(ctx, input, { from: "issued", to: "revoked", kind: "revoked" });
}

/**
 * Issues a new voucher of the same card and ends the old one, together. The new one keeps the end of the old one unless a
 * later day is given, and is bound to the same plate. Answers the new voucher.
 * @throws vouchers.not-found, vouchers.state-conflict, vouchers.expiry-not-later, vouchers.expiry-too-far
 */
export async function replaceVoucher(
  ctx: Ctx,
  input: InputOf<typeof contract.replaceVoucher>,
): Promise<contract.StaffVoucher> {
  const { voucherId, reason, expiresOn } = input;
  const fresh = await inTransaction(async (session) => {
    // Read here: an end or a plate that comes at the same moment conflicts with this transaction, and is taken along.
    const old = await voucherInScope(ctx, voucherId, session);
    const expiresAt = expiresOn === undefined ? old.expiresAt : orThrow(newExpiry(expiresOn, old.expiresAt, ctx.now));
    const fresh: Voucher = {
      ...makeVoucher(ctx, { ...old, source: { kind: "replacement", id: voucherId } }, { ...old, expiresAt }),
      ...(old.plateEnc === undefined ? null : { plateEnc: old.plateEnc, plateBlind: old.plateBlind }),
      replacesId: voucherId,
    };
    await applyChange(session, ctx, {
      voucher: old,
      step: { from: "issued", to: "replaced", kind: "replaced", set: { replacedById: fresh._id } },
      reason,
    });
    await native(Vouchers).insertOne(fresh, { session });
    await VoucherCards.updateOne({ _id: old.cardId }, { $inc: { quantity: 1 } }, { session });
    await recordEvent(session, ctx, { voucherId: fresh._id, kind: "replaces", note: reason });
    return fresh;
  });
  return toStaffVoucher(ctx, fresh);
}

/**
 * Moves the end of an unused voucher to a later day.
 * @throws vouchers.not-found, vouchers.state-conflict, vouchers.expiry-not-later, vouchers.expiry-too-far
 */
export async function extendVoucher(
  ctx: Ctx,
  input: InputOf<typeof contract.extendVoucher>,
): Promise<contract.StaffVoucher> {
  const voucher = await voucherInScope(ctx, input.voucherId);
  if (effectiveStatus(voucher, ctx.now) !== "issued") throw conflict(voucher, ctx.now);
  const expiresAt = orThrow(newExpiry(input.expiresOn, voucher.expiresAt, ctx.now));
  await inTransaction(async (session) => {
    const { matchedCount } = await Vouchers.updateOne(
      { _id: voucher._id, status: "issued", expiresAt: voucher.expiresAt },
      { $set: { expiresAt, updatedAt: ctx.now } },
      { session },
    );
    if (matchedCount !== 1) throw conflict(voucher, ctx.now);
    await recordEvent(session, ctx, {
      voucherId: voucher._id,
      kind: "extended",
      note: extensionNote(expiresAt, input.reason),
    });
    await recordAudit(ctx, session, {
      action: "vouchers.extend",
      subject: { type: "voucher", id: voucher._id },
      reason: input.reason,
      before: { expiresAt: voucher.expiresAt },
      after: { expiresAt },
    });
  });
  return getStaffVoucher(ctx, input);
}

/** The books of what the caller may see: a member's as they are now, others as they were last counted. @throws vouchers.not-counted */
export async function getVoucherBalance(
  ctx: Ctx,
  input: InputOf<typeof contract.getVoucherBalance>,
): Promise<contract.VoucherBalance> {
  const filter = { ...definedOnly(input), ...cityFilter(ctx) };
  if (filter.memberId === undefined) return countedBalance(filter);
  return { ...(await voucherBalance(filter)), asOf: ctx.now.toISOString() };
}

type Step = {
  from: VoucherStatus;
  to: VoucherStatus;
  kind: VoucherEvent["kind"];
  set?: Partial<Voucher>;
  unset?: { lock: 1 };
};

async function changeStatus(ctx: Ctx, input: Change, step: Step): Promise<contract.StaffVoucher> {
  const voucher = await voucherInScope(ctx, input.voucherId);
  await inTransaction((session) => applyChange(session, ctx, { voucher, step, reason: input.reason }));
  return getStaffVoucher(ctx, input);
}

/** One step of the state table with its timeline row and its audit row; conditional on the state it starts from. */
async function applyChange(
  session: ClientSession,
  ctx: Ctx,
  { voucher, step, reason }: { voucher: Voucher; step: Step; reason: string },
): Promise<void> {
  const isLive = step.from !== "issued" || voucher.expiresAt > ctx.now;
  if (!isLive || !canMove(step.from, step.to)) throw conflict(voucher, ctx.now);
  if (step.to === "issued" && (await isClosedMember(session, ctx, voucher.memberId)))
    throw new AppError("vouchers.owner-closed");
  const update = {
    $set: { ...step.set, status: step.to, updatedAt: ctx.now },
    ...(step.unset ? { $unset: step.unset } : null),
  };
  const { matchedCount } = await Vouchers.updateOne({ _id: voucher._id, status: step.from }, update, { session });
  if (matchedCount !== 1) throw conflict(voucher, ctx.now);
  await recordEvent(session, ctx, { voucherId: voucher._id, kind: step.kind, note: reason });
  await recordAudit(ctx, session, {
    action: `vouchers.${step.kind}`,
    subject: { type: "voucher", id: voucher._id },
    reason,
    before: { status: step.from },
    after: { status: step.to },
  });
}

async function voucherInScope(ctx: Ctx, voucherId: string, session: ClientSession | null = null): Promise<Voucher> {
  const scope = { _id: voucherId, ...cityFilter(ctx) };
  const voucher = await Vouchers.findOne(scope, null, { session }).lean<Voucher>();
  if (!voucher) throw new AppError("vouchers.not-found");
  return voucher;
}

function conflict(voucher: Voucher, now: Date): AppError {
  return new AppError("vouchers.state-conflict", { status: effectiveStatus(voucher, now) });
}

function orThrow(outcome: Date | ErrorCode): Date {
  if (outcome instanceof Date) return outcome;
  throw new AppError(outcome);
}

function definedOnly<T extends Record<string, unknown>>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

async function toRows(ctx: Ctx, vouchers: Voucher[]): Promise<contract.StaffVoucherRow[]> {
  const catalogue = await getCatalogue();
  const members = await getMemberFacts(vouchers.map((voucher) => voucher.memberId));
  return vouchers.map((voucher) => ({
    ...voucherFacts(ctx, voucher, catalogue.get(voucher.serviceId)),
    memberId: voucher.memberId,
    memberNo: members.get(voucher.memberId)?.memberNo ?? null,
    cityCode: voucher.cityCode,
    codeMasked: `****-****-${decrypt(ctx.keys, voucher.codeEnc, CODE_PURPOSE).slice(-4)}`,
  }));
}

async function toStaffVoucher(ctx: Ctx, voucher: Voucher): Promise<contract.StaffVoucher> {
  const [row] = await toRows(ctx, [voucher]);
  const events = await VoucherEvents.find({ voucherId: voucher._id }).sort({ at: 1 }).lean();
  return {
    ...(row as contract.StaffVoucherRow),
    lockReason: voucher.lock?.reason ?? null,
    replacedById: voucher.replacedById ?? null,
    source: voucher.source,
    timeline: timelineOf(voucher, events, { isStaff: true, now: ctx.now }),
  };
}
