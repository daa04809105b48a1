import type { GiftPackInput, PackItem } from "@club/shared/giftpack-content";
import type * as contract from "@club/shared/giftpacks";
import type { GiftPackStatus, GiftPackView } from "@club/shared/giftpacks";
import type { InputOf, OutputOf } from "@club/shared/http";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import { bumpVersion } from "../../platform/cache";
import { type Ctx, staffActor } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { newId } from "../../platform/ids";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { getCatalogue } from "../services/services.service";
import {
  type GiftPack,
  GiftPacks,
  type GiftPackVersion,
  GiftPackVersions,
  ListedMembers,
  versionId,
} from "./giftpack.model";
import { canMovePack, hasExpiredItem } from "./giftpack.rules";
import {
  getPackInScope,
  getPackToChange,
  loadPacks,
  loadVersions,
  PACK_CACHE,
  packScope,
  refuseForeignCity,
} from "./giftpack.store";
import { toPackView } from "./giftpack.views";

/** Creates a draft. @throws giftpacks.service-unavailable, giftpacks.items-expired, giftpacks.city-out-of-scope */
export async function createGiftPack(ctx: Ctx, input: GiftPackInput): Promise<GiftPackView> {
  refuseForeignCity(ctx, input.cityCode);
  const packId = newId();
  const version = await makeVersion(ctx, { packId, version: 1, items: input.items, terms: input.terms });
  const pack: GiftPack = {
    ...packFields(input),
    _id: packId,
    status: "draft",
    claimedCount: 0,
    currentVersion: 1,
    createdBy: staffActor(ctx).id,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  await inTransaction(async (session) => {
    await GiftPacks.insertMany([pack], { session });
    await GiftPackVersions.insertMany([version], { session });
    await audit(ctx, session, { action: "create", packId, after: { name: pack.name, costFen: version.costFen } });
  });
  return toPackView(pack, version, await getCatalogue());
}

/** Changes a draft as a whole. @throws giftpacks.not-found, giftpacks.not-editable, and as createGiftPack */
export async function updateGiftPack(ctx: Ctx, input: InputOf<typeof contract.updateGiftPack>): Promise<GiftPackView> {
  const { packId } = input;
  const before = await getPackToChange(ctx, packId);
  refuseForeignCity(ctx, input.cityCode);
  if (before.status !== "draft") throw new AppError("giftpacks.not-editable");
  const version = await makeVersion(ctx, { packId, version: 1, items: input.items, terms: input.terms });
  await inTransaction(async (session) => {
    const update = { $set: { ...packFields(input), updatedAt: ctx.now } };
    const { matchedCount } = await GiftPacks.updateOne({ _id: packId, status: "draft" }, update, { session });
    if (matchedCount !== 1) throw new AppError("giftpacks.not-editable");
    const { items, costFen, terms } = version;
    await GiftPackVersions.updateOne({ _id: version._id }, { $set: { items, costFen, terms } }, { session });
    await audit(ctx, session, {
      action: "update",
      packId,
      before: { name: before.name },
      after: { name: input.name, costFen },
    });
  });
  return getGiftPack(ctx, { packId });
}

/**
 * Gives a pack that is out a new version; grants given before keep theirs.
 * @throws giftpacks.not-found, giftpacks.state-conflict, giftpacks.version-conflict, giftpacks.service-unavailable, giftpacks.items-expired
 */
export async function createGiftPackVersion(
  ctx: Ctx,
  input: InputOf<typeof contract.createGiftPackVersion>,
): Promise<GiftPackView> {
  const { packId, baseVersion, items, terms, reason } = input;
  const pack = await getPackToChange(ctx, packId);
  if (pack.status !== "published" && pack.status !== "paused") throw stateConflict(pack);
  const version = await makeVersion(ctx, { packId, version: baseVersion + 1, items, terms });
  await inTransaction(async (session) => {
    const filter = { _id: packId, status: pack.status, currentVersion: baseVersion };
    const update = { $set: { currentVersion: version.version, updatedAt: ctx.now } };
    const { matchedCount } = await GiftPacks.updateOne(filter, update, { session });
    if (matchedCount !== 1) throw new AppError("giftpacks.version-conflict", { currentVersion: pack.currentVersion });
    await GiftPackVersions.insertMany([version], { session });
    const after = { version: version.version, costFen: version.costFen };
    await audit(ctx, session, { action: "new-version", packId, reason, before: { version: baseVersion }, after });
    await bumpVersion(session, PACK_CACHE);
  });
  return getGiftPack(ctx, { packId });
}

/**
 * Opens a draft, or a paused pack again.
 * @throws giftpacks.state-conflict, giftpacks.audience-empty, giftpacks.window-closed, giftpacks.items-expired, giftpacks.service-unavailable
 */
export async function publishGiftPack(ctx: Ctx, input: { packId: string }): Promise<GiftPackView> {
  const pack = await getPackToChange(ctx, input.packId);
  if (!canMovePack(pack.status, "published")) throw stateConflict(pack);
  if (pack.closesAt !== null && pack.closesAt <= ctx.now) throw new AppError("giftpacks.window-closed");
  if (pack.audience.kind === "list" && !(await ListedMembers.exists({ packId: pack._id }))) {
    throw new AppError("giftpacks.audience-empty");
  }
  const version = await currentVersionOf(pack);
  await priceItems(ctx, version.items);
  return movePack(ctx, { pack, to: "published", action: "publish" });
}

/** Stops claims and grants for now. @throws giftpacks.not-found, giftpacks.state-conflict */
export async function pauseGiftPack(ctx: Ctx, input: { packId: string; reason: string }): Promise<GiftPackView> {
  const pack = await getPackToChange(ctx, input.packId);
  return movePack(ctx, { pack, to: "paused", action: "pause", reason: input.reason });
}

/** Ends a pack for good. @throws giftpacks.not-found, giftpacks.state-conflict */
export async function endGiftPack(ctx: Ctx, input: { packId: string; reason: string }): Promise<GiftPackView> {
  const pack = await getPackToChange(ctx, input.packId);
  return movePack(ctx, { pack, to: "ended", action: "end", reason: input.reason });
}

type Move = { pack: GiftPack; to: GiftPackStatus; action: string; reason?: string };

async function movePack(ctx: Ctx, { pack, to, action, reason }: Move): Promise<GiftPackView> {
  if (!canMovePack(pack.status, to)) throw stateConflict(pack);
  await inTransaction(async (session) => {
    const update = { $set: { status: to, updatedAt: ctx.now } };
    const { matchedCount } = await GiftPacks.updateOne({ _id: pack._id, status: pack.status }, update, { session });
    if (matchedCount !== 1) throw stateConflict(pack);
    const change = { before: { status: pack.status }, after: { status: to } };
    await audit(ctx, session, { action, packId: pack._id, ...(reason === undefined ? null : { reason }), ...change });
    await bumpVersion(session, PACK_CACHE);
  });
  return getGiftPack(ctx, { packId: pack._id });
}

/** Adds stock or money to a pack that has such a limit. @throws giftpacks.state-conflict, giftpacks.no-limit-to-raise */
export async function topUpGiftPack(ctx: Ctx, input: InputOf<typeof contract.topUpGiftPack>): Promise<GiftPackView> {
  const { packId, stockCount = 0, budgetFen = 0, reason } = input;
  const pack = await getPackToChange(ctx, packId);
  if (pack.status === "ended") throw stateConflict(pack);
  const isUnlimited = (stockCount > 0 && pack.stockTotal === null) || (budgetFen > 0 && pack.budgetFen === null);
  if (isUnlimited) throw new AppError("giftpacks.no-limit-to-raise");
  const catalogue = await getCatalogue();
  // The answer is made before the commit: a read that fails after it would leave the caller to ask for the same again.
  return inTransaction(async (session) => {
    const stock = stockCount > 0 ? { stockTotal: stockCount, stockLeft: stockCount } : {};
    const money = budgetFen > 0 ? { budgetFen, budgetLeftFen: budgetFen } : {};
    const update = { $inc: { ...stock, ...money }, $set: { updatedAt: ctx.now } };
    const filter = { _id: packId, status: { $ne: "ended" as const } };
    const options = { session, returnDocument: "after" } as const;
    const after = await GiftPacks.findOneAndUpdate(filter, update, options).lean<GiftPack>();
    if (!after) throw stateConflict(pack);
    await audit(ctx, session, { action: "top-up", packId, reason, after: { stockCount, budgetFen } });
    return toPackView(after, await currentVersionOf(after), catalogue);
  });
}

/** One pack. @throws giftpacks.not-found */
export async function getGiftPack(ctx: Ctx, input: { packId: string }): Promise<GiftPackView> {
  const pack = await getPackInScope(ctx, input.packId);
  return toPackView(pack, await currentVersionOf(pack), await getCatalogue());
}

/** The packs the caller may see, newest first. */
export async function listGiftPacks(
  ctx: Ctx,
  input: InputOf<typeof contract.listGiftPacks>,
): Promise<OutputOf<typeof contract.listGiftPacks>> {
  const { status, cursor, limit } = input;
  const filter = { ...(status === undefined ? {} : { status }), ...packScope(ctx) };
  const sort = { createdAt: -1, _id: -1 } as const;
  const { rows, nextCursor } = await findPage(GiftPacks, { filter, sort, cursor, limit });
  const catalogue = await getCatalogue();
  return {
    items: (await loadPacks(rows)).map(({ pack, version }) => toPackView(pack, version, catalogue)),
    nextCursor,
  };
}

async function currentVersionOf(pack: GiftPack): Promise<GiftPackVersion> {
  const key = versionId(pack._id, pack.currentVersion);
  const version = (await loadVersions([key])).get(key);
  if (!version) throw new AppError("giftpacks.not-found");
  return version;
}

type NewVersion = Pick<GiftPackVersion, "packId" | "version" | "items" | "terms">;

async function makeVersion(ctx: Ctx, draft: NewVersion): Promise<GiftPackVersion> {
  const costFen = await priceItems(ctx, draft.items);
  return { ...draft, _id: versionId(draft.packId, draft.version), costFen, createdAt: ctx.now };
}

/** What one claim costs by today's standard prices. @throws giftpacks.service-unavailable, giftpacks.items-expired */
async function priceItems(ctx: Ctx, items: readonly PackItem[]): Promise<number> {
  const catalogue = await getCatalogue();
  const missing = items.filter((item) => !catalogue.get(item.serviceId)?.isActive).map((item) => item.serviceId);
  if (missing.length > 0) throw new AppError("giftpacks.service-unavailable", { serviceIds: missing });
  if (hasExpiredItem(items, ctx.now)) throw new AppError("giftpacks.items-expired");
  return items.reduce((sum, item) => sum + item.quantity * (catalogue.get(item.serviceId)?.standardPriceFen ?? 0), 0);
}

function packFields(input: GiftPackInput) {
  const { name, intro, cityCode, trigger, audience, claimDays, stockTotal, budgetFen, perMemberLimit } = input;
  return {
    ...{ name, intro, cityCode, trigger, audience, claimDays, stockTotal, budgetFen, perMemberLimit },
    stockLeft: stockTotal,
    budgetLeftFen: budgetFen,
    opensAt: new Date(input.opensAt),
    closesAt: input.closesAt === null ? null : new Date(input.closesAt),
  };
}

type AuditFacts = {
  action: string;
  packId: string;
  reason?: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
};

function audit(ctx: Ctx, session: ClientSession, { action, packId, ...facts }: AuditFacts): Promise<void> {
  return recordAudit(ctx, session, {
    ...facts,
    action: `giftpacks.${action}`,
    subject: { type: "giftPack", id: packId },
  });
}

function stateConflict(pack: GiftPack): AppError {
  return new AppError("giftpacks.state-conflict", { status: pack.status });
}
