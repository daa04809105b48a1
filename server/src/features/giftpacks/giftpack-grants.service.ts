import type { ErrorCode } from "@club/shared/errors";
import type * as contract from "@club/shared/giftpack-grants";
import type { InputOf, OutputOf } from "@club/shared/http";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import { type Ctx, cityFilter, type RegisteredMember } from "../../platform/context";
import { inContestedTransaction, inTransaction } from "../../platform/db";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { getMemberFacts } from "../members/members.service";
import { type GiftPack, GiftPacks } from "./giftpack.model";
import {
  fitsAudience,
  freeSequence,
  givingRefusals,
  grantExpiry,
  type MemberFacts,
  memberRefusals,
  packRefusals,
} from "./giftpack.rules";
import { getPackInScope, listedMembers, packNames, publishedPacks } from "./giftpack.store";
import { toGrantView, toRefusal } from "./giftpack.views";
import { type Grant, type GrantSource, Grants, grantIdOf } from "./grant.model";

/** What happened to one member of a grant to many: a grant, or why not. */
export type GrantOutcome = { memberId: string; grantId: string | null; refusal: ErrorCode | null };
/** `cityCode` limits the order to the members of one city; null = the whole province. */
export type GrantOrder = { pack: GiftPack; memberIds: readonly string[]; source: GrantSource; cityCode: string | null };

const SWEEP_CHUNK = 500;

/**
 * Gives a pack to members picked by staff; per member a grant or the reason why not. Repeated ids count once.
 * @throws giftpacks.not-found, giftpacks.trigger-mismatch, giftpacks.not-published
 */
export async function grantGiftPack(
  ctx: Ctx,
  input: InputOf<typeof contract.grantGiftPack>,
): Promise<OutputOf<typeof contract.grantGiftPack>> {
  const pack = await getPackInScope(ctx, input.packId);
  refuseTrigger(ctx, pack);
  refuseClosedPack(pack, ctx.now);
  const memberIds = [...new Set(input.memberIds)];
  const source = { kind: ctxKind(ctx), actorId: "id" in ctx.actor ? ctx.actor.id : "", batchId: null };
  const outcomes = await inContestedTransaction(async (session) => {
    const rows = await grantMany(ctx, session, {
      pack,
      memberIds,
      source,
      cityCode: cityFilter(ctx).cityCode ?? null,
    });
    await recordAudit(ctx, session, {
      action: "giftpacks.grant",
      subject: { type: "giftPack", id: pack._id },
      reason: input.reason,
      after: { memberIds, grantedCount: rows.filter((row) => row.grantId !== null).length },
    });
    return rows;
  });
  return {
    grantedCount: outcomes.filter((row) => row.grantId !== null).length,
    rows: outcomes.map((row) => ({ ...row, refusal: row.refusal && toRefusal(row.refusal) })),
  };
}

function ctxKind(ctx: Ctx): string {
  return ctx.actor.kind === "staff" && ctx.actor.role === "counterClerk" ? "counter" : ctx.actor.kind;
}

/** Counter clerks hand out counter packs only. @throws giftpacks.trigger-mismatch */
function refuseTrigger(ctx: Ctx, pack: GiftPack): void {
  const isCounter = ctx.actor.kind === "staff" && ctx.actor.role === "counterClerk";
  if (isCounter && pack.trigger !== "counter") throw new AppError("giftpacks.trigger-mismatch");
}

/** @throws giftpacks.not-published when nothing of the pack may be given now; `details.reason` says why */
export function refuseClosedPack(pack: GiftPack, now: Date): void {
  const [reason] = givingRefusals(pack, now);
  if (reason) throw new AppError("giftpacks.not-published", { reason });
}

/**
 * Gives one grant of the pack to each of at most some hundred members in the caller's transaction. A clash
 * with another process is a duplicate key that fails the transaction: run it in inContestedTransaction.
 */
export async function grantMany(ctx: Ctx, session: ClientSession, order: GrantOrder): Promise<GrantOutcome[]> {
  const planned = await planGrants(ctx, order, session);
  const grants = planned.flatMap(({ grant }) => (grant ? [grant] : []));
  if (grants.length > 0) await Grants.insertMany(grants, { session });
  return planned.map(({ memberId, grant, refusal }) => ({ memberId, grantId: grant?._id ?? null, refusal }));
}

export type PlannedGrant = { memberId: string; grant: Grant | null; refusal: ErrorCode | null };

/** What grantMany would do; changes nothing. */
export async function planGrants(ctx: Ctx, order: GrantOrder, session?: ClientSession): Promise<PlannedGrant[]> {
  const { pack, memberIds, source, cityCode } = order;
  const members = await getMemberFacts(memberIds);
  const listed = await listedMembers(pack, memberIds);
  const taken = await takenSequences(pack._id, memberIds, session);
  return memberIds.map((memberId) => {
    const member = members.get(memberId);
    if (!member || (cityCode !== null && member.cityCode !== cityCode))
      return refused(memberId, "giftpacks.member-not-found");
    const used = taken.get(memberId) ?? new Set<number>();
    const [reason] = memberRefusals(pack, member, { isListed: listed.has(memberId), usedCount: used.size });
    const sequence = freeSequence(used, pack.perMemberLimit);
    if (reason || sequence === null) return refused(memberId, reason ?? "giftpacks.limit-reached");
    return { memberId, grant: newGrant(ctx, { pack, member, sequence, source }), refusal: null };
  });
}

function refused(memberId: string, refusal: ErrorCode): PlannedGrant {
  return { memberId, grant: null, refusal };
}

async function takenSequences(
  packId: string,
  memberIds: readonly string[],
  session?: ClientSession,
): Promise<Map<string, Set<number>>> {
  const filter = { memberId: { $in: [...memberIds] }, packId };
  const rows = await Grants.find(filter, { memberId: 1, sequence: 1 }, session ? { session } : {}).lean<Grant[]>();
  const taken = new Map<string, Set<number>>();
  for (const row of rows) taken.set(row.memberId, (taken.get(row.memberId) ?? new Set()).add(row.sequence));
  return taken;
}

type NewGrant = { pack: GiftPack; member: Pick<MemberFacts, "id" | "cityCode">; sequence: number; source: GrantSource };

function newGrant(ctx: Ctx, { pack, member, sequence, source }: NewGrant): Grant {
  return {
    _id: grantIdOf(pack._id, member.id, sequence),
    packId: pack._id,
    packVersion: pack.currentVersion,
    memberId: member.id,
    cityCode: member.cityCode,
    sequence,
    status: "granted",
    source,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    expiresAt: grantExpiry(pack, ctx.now),
  };
}

/**
 * Gives a member who has just registered every open registration pack that is meant for them, in the registration's own
 * transaction. Packs for a list never fit: nobody is on a list before registering.
 */
export async function grantForTrigger(ctx: Ctx, session: ClientSession, member: RegisteredMember): Promise<void> {
  const facts = {
    tier: member.tier === "senior" ? ("senior" as const) : ("standard" as const),
    cityCode: member.cityCode,
  };
  const source = { kind: "registration", actorId: member.id, batchId: null };
  const grants = (await publishedPacks.get())
    .filter(({ pack }) => pack.trigger === "registration" && packRefusals(pack, ctx.now).length === 0)
    .filter(({ pack }) => fitsAudience(pack, facts, false))
    .map(({ pack }) => newGrant(ctx, { pack, member, sequence: 1, source }));
  if (grants.length > 0) await Grants.insertMany(grants, { session });
}

/** The grants of a pack, newest first; city staff see their members'. @throws giftpacks.not-found */
export async function listGrants(
  ctx: Ctx,
  input: InputOf<typeof contract.listGrants>,
): Promise<OutputOf<typeof contract.listGrants>> {
  const pack = await getPackInScope(ctx, input.packId);
  const filter = { packId: pack._id, ...cityFilter(ctx) };
  const sort = { createdAt: -1, _id: -1 } as const;
  const { rows, nextCursor } = await findPage(Grants, { filter, sort, cursor: input.cursor, limit: input.limit });
  const members = await getMemberFacts(rows.map((grant) => grant.memberId));
  const items = rows.map((grant) => ({
    ...toGrantView(grant, ctx.now),
    memberNo: members.get(grant.memberId)?.memberNo ?? null,
  }));
  return { items, nextCursor };
}

/** What a member was given, newest first; city staff see their own city's grants. Index: { memberId, createdAt, _id }. */
export async function listMemberGrants(
  ctx: Ctx,
  input: InputOf<typeof contract.listMemberGrants>,
): Promise<OutputOf<typeof contract.listMemberGrants>> {
  const { rows, nextCursor } = await findPage(Grants, {
    filter: { memberId: input.memberId, ...cityFilter(ctx) },
    sort: { createdAt: -1, _id: -1 },
    cursor: input.cursor,
    limit: input.limit,
  });
  const names = await packNames(rows.map((grant) => grant.packId));
  const items = rows.map((grant) => ({
    ...toGrantView(grant, ctx.now),
    packName: names.get(grant.packId) ?? "礼包",
  }));
  return { items, nextCursor };
}

/** Takes back a grant that is not claimed yet. @throws giftpacks.grant-not-found, giftpacks.grant-not-open */
export async function revokeGrant(ctx: Ctx, input: InputOf<typeof contract.revokeGrant>): Promise<contract.GrantView> {
  const mine = { _id: input.grantId, ...cityFilter(ctx) };
  const grant = await Grants.findOne(mine).lean<Grant>();
  if (!grant) throw new AppError("giftpacks.grant-not-found");
  await inTransaction(async (session) => {
    const change = { status: "revoked" as const, updatedAt: ctx.now };
    const { matchedCount } = await Grants.updateOne({ ...mine, status: "granted" }, { $set: change }, { session });
    if (matchedCount !== 1) throw new AppError("giftpacks.grant-not-open");
    await recordAudit(ctx, session, {
      action: "giftpacks.revoke-grant",
      subject: { type: "grant", id: grant._id },
      reason: input.reason,
      before: { status: grant.status },
      after: { status: "revoked" },
    });
  });
  return toGrantView({ ...grant, status: "revoked" }, ctx.now);
}

/** Takes back what a closed account has not claimed, in the transaction that closes it. Index: { memberId, createdAt, _id }. */
export async function revokeGrantsOfMember(ctx: Ctx, session: ClientSession, memberId: string): Promise<void> {
  await Grants.updateMany(
    { memberId, status: "granted" },
    { $set: { status: "revoked", updatedAt: ctx.now } },
    { session },
  );
}

/** Marks unclaimed grants past their end as expired, oldest first, in chunks by index. Answers how many. */
export async function expireGrants(ctx: Ctx, { maxChunks = 200 }: { maxChunks?: number } = {}): Promise<number> {
  let expired = 0;
  for (let chunk = 0; chunk < maxChunks; chunk += 1) {
    const due = { status: "granted", expiresAt: { $lte: ctx.now } } as const;
    const rows = await Grants.find(due, { _id: 1 }).sort({ expiresAt: 1 }).limit(SWEEP_CHUNK).lean();
    const filter = { ...due, _id: { $in: rows.map((row) => row._id) } };
    if (rows.length > 0) {
      const { modifiedCount } = await Grants.updateMany(filter, { $set: { status: "expired", updatedAt: ctx.now } });
      expired += modifiedCount;
    }
    if (rows.length < SWEEP_CHUNK) break;
  }
  return expired;
}

/** The pack as it is now. @throws giftpacks.not-found */
export async function getPack(packId: string): Promise<GiftPack> {
  const pack = await GiftPacks.findById(packId).lean<GiftPack>();
  if (!pack) throw new AppError("giftpacks.not-found");
  return pack;
}
