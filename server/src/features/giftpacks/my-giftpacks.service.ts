import type { ErrorCode } from "@club/shared/errors";
import type * as contract from "@club/shared/giftpack-grants";
import { GRANT_STATUS_NAMES } from "@club/shared/giftpack-grants";
import type { InputOf, OutputOf } from "@club/shared/http";
import { type Ctx, memberActor } from "../../platform/context";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { getMember } from "../members/members.service";
import { getCatalogue } from "../services/services.service";
import { type GiftPack, GiftPacks, type GiftPackVersion, versionId } from "./giftpack.model";
import {
  fitsAudience,
  freeSequence,
  grantRefusals,
  hasExpiredItem,
  memberRefusals,
  packRefusals,
  shortage,
} from "./giftpack.rules";
import { type LoadedPack, listedMembers, loadVersions, publishedPacks } from "./giftpack.store";
import { effectiveGrantStatus, toItemViews, toRefusal } from "./giftpack.views";
import { type Grant, Grants, grantIdOf, readGrantId } from "./grant.model";

type MyPage = OutputOf<typeof contract.listMyGiftPacks>;
/** A grant, or the grant that claiming an open campaign would create. */
type Offer = { grantId: string; pack: GiftPack; version: GiftPackVersion; grant: Grant | null; reasons: ErrorCode[] };

/** The member's gift packs of one section, newest first. Open campaigns that fit come on one page. */
export async function listMyGiftPacks(ctx: Ctx, input: InputOf<typeof contract.listMyGiftPacks>): Promise<MyPage> {
  if (input.section === "campaign") return { items: await toMyPacks(ctx, await campaignOffers(ctx)), nextCursor: null };
  const filter = { memberId: memberActor(ctx).id, ...sectionFilter(input.section, ctx.now) };
  const sort = { createdAt: -1, _id: -1 } as const;
  const { rows, nextCursor } = await findPage(Grants, { filter, sort, cursor: input.cursor, limit: input.limit });
  return { items: await toMyPacks(ctx, await grantOffers(ctx, rows)), nextCursor };
}

function sectionFilter(section: "granted" | "claimed" | "ended", now: Date): Record<string, unknown> {
  const isOver = { status: "granted", expiresAt: { $ne: null, $lte: now } };
  if (section === "claimed") return { status: "claimed" };
  if (section === "ended") return { $or: [{ status: { $in: ["expired", "revoked"] } }, isOver] };
  return { status: "granted", $or: [{ expiresAt: null }, { expiresAt: { $gt: now } }] };
}

/** One gift pack of the member: a grant, or an open campaign's offer. @throws giftpacks.grant-not-found */
export async function getMyGiftPack(ctx: Ctx, input: { grantId: string }): Promise<contract.MyGiftPack> {
  const memberId = memberActor(ctx).id;
  const grant = await Grants.findOne({ _id: input.grantId, memberId }).lean<Grant>();
  const offers = grant ? await grantOffers(ctx, [grant]) : await offersOfId(ctx, input.grantId);
  const [found] = await toMyPacks(ctx, offers);
  if (!found) throw new AppError("giftpacks.grant-not-found");
  return found;
}

async function offersOfId(ctx: Ctx, grantId: string): Promise<Offer[]> {
  if (readGrantId(grantId)?.memberId !== memberActor(ctx).id) return [];
  return (await campaignOffers(ctx)).filter((offer) => offer.grantId === grantId);
}

/** Grants with their packs and the versions they were given with. */
async function grantOffers(ctx: Ctx, grants: Grant[]): Promise<Offer[]> {
  const packs = await findPacks(grants.map((grant) => grant.packId));
  const versions = await loadVersions(grants.map((grant) => versionId(grant.packId, grant.packVersion)));
  return grants.flatMap((grant) => {
    const pack = packs.get(grant.packId);
    const version = versions.get(versionId(grant.packId, grant.packVersion));
    if (!pack || !version) return [];
    const reasons =
      grant.status === "claimed"
        ? []
        : [...grantRefusals(grant, ctx.now), ...packRefusals(pack, ctx.now), ...leftRefusals(ctx, pack, version)];
    return [{ grantId: grant._id, pack, version, grant, reasons }];
  });
}

/** Open campaigns for this member: the pack fits, is not over, and one more claim is within the limit. */
async function campaignOffers(ctx: Ctx): Promise<Offer[]> {
  const member = await getMember(ctx, memberActor(ctx).id);
  const running = (await publishedPacks.get()).filter(({ pack }) => isRunningCampaign(pack, ctx.now));
  const fitting: LoadedPack[] = [];
  for (const loaded of running) {
    const isListed = (await listedMembers(loaded.pack, [member.id])).has(member.id);
    if (fitsAudience(loaded.pack, member, isListed)) fitting.push(loaded);
  }
  const ids = fitting.map(({ pack }) => pack._id);
  const packs = await findPacks(ids);
  const had = await Grants.find({ memberId: member.id, packId: { $in: ids } }, { packId: 1, sequence: 1 }).lean<
    Grant[]
  >();
  return fitting.flatMap(({ pack: cached, version }) => {
    const pack = packs.get(cached._id);
    const taken = new Set(had.filter((grant) => grant.packId === cached._id).map((grant) => grant.sequence));
    const sequence = freeSequence(taken, cached.perMemberLimit);
    if (!pack || sequence === null) return [];
    const account = memberRefusals(pack, member, { isListed: true, usedCount: taken.size });
    const reasons = [...packRefusals(pack, ctx.now), ...account, ...leftRefusals(ctx, pack, version)];
    return [{ grantId: grantIdOf(pack._id, member.id, sequence), pack, version, grant: null, reasons }];
  });
}

function isRunningCampaign(pack: GiftPack, now: Date): boolean {
  return pack.trigger === "campaign" && (pack.closesAt === null || pack.closesAt > now);
}

function leftRefusals(ctx: Ctx, pack: GiftPack, version: GiftPackVersion): ErrorCode[] {
  const expired: ErrorCode[] = hasExpiredItem(version.items, ctx.now) ? ["giftpacks.items-expired"] : [];
  return [...expired, ...shortage(pack, version.costFen)];
}

async function findPacks(ids: readonly string[]): Promise<Map<string, GiftPack>> {
  const rows = await GiftPacks.find({ _id: { $in: [...new Set(ids)] } }).lean<GiftPack[]>();
  return new Map(rows.map((pack) => [pack._id, pack]));
}

async function toMyPacks(ctx: Ctx, offers: Offer[]): Promise<contract.MyGiftPack[]> {
  const catalogue = await getCatalogue();
  return offers.map(({ grantId, pack, version, grant, reasons }) => {
    const status = grant ? effectiveGrantStatus(grant, ctx.now) : "granted";
    const [reason] = reasons;
    return {
      grantId,
      packId: pack._id,
      name: pack.name,
      intro: pack.intro,
      trigger: pack.trigger,
      status,
      statusName: GRANT_STATUS_NAMES[status],
      items: toItemViews(version.items, catalogue),
      terms: version.terms,
      whyNot: reason === undefined ? null : toRefusal(reason),
      claimBy: (grant ? grant.expiresAt : pack.closesAt)?.toISOString() ?? null,
      grantedAt: grant?.createdAt.toISOString() ?? null,
      claimedAt: grant?.claimedAt?.toISOString() ?? null,
      cards: grant?.claim?.cards ?? [],
    };
  });
}
