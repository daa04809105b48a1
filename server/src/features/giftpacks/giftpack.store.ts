import { versionedCache } from "../../platform/cache";
import { type Ctx, staffActor } from "../../platform/context";
import { AppError } from "../../platform/problem";
import {
  type GiftPack,
  GiftPacks,
  type GiftPackVersion,
  GiftPackVersions,
  ListedMembers,
  versionId,
} from "./giftpack.model";

export const PACK_CACHE = "giftPacks";
const MAX_AGE_MS = 60_000;

export type LoadedPack = { pack: GiftPack; version: GiftPackVersion };

/**
 * Published packs with their current versions. Stock, budget and counters in it are old; whoever needs them reads them anew.
 */
export const publishedPacks = versionedCache<readonly LoadedPack[]>({
  name: PACK_CACHE,
  maxAgeMs: MAX_AGE_MS,
  load: async () =>
    loadPacks(await GiftPacks.find({ status: "published" }).sort({ createdAt: -1, _id: -1 }).lean<GiftPack[]>()),
});

/** Packs with their current versions, in the same order. */
export async function loadPacks(packs: GiftPack[]): Promise<LoadedPack[]> {
  const versions = await loadVersions(packs.map((pack) => versionId(pack._id, pack.currentVersion)));
  return packs.flatMap((pack) => {
    const version = versions.get(versionId(pack._id, pack.currentVersion));
    return version ? [{ pack, version }] : [];
  });
}

export async function loadVersions(ids: readonly string[]): Promise<Map<string, GiftPackVersion>> {
  const rows = await GiftPackVersions.find({ _id: { $in: [...new Set(ids)] } }).lean<GiftPackVersion[]>();
  return new Map(rows.map((row) => [row._id, row]));
}

/** Names of packs by id. */
export async function packNames(packIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await GiftPacks.find({ _id: { $in: [...new Set(packIds)] } }, { name: 1 }).lean<GiftPack[]>();
  return new Map(rows.map((row) => [row._id, row.name]));
}

/** The packs that the caller's staff may see: city staff their own city's and the province's. */
export function packScope(ctx: Ctx): { cityCode?: { $in: (string | null)[] } } {
  if (ctx.actor.kind === "system") return {};
  const { cityCode } = staffActor(ctx);
  return cityCode === null ? {} : { cityCode: { $in: [cityCode, null] } };
}

/** A pack in the caller's scope. @throws giftpacks.not-found */
export async function getPackInScope(ctx: Ctx, packId: string): Promise<GiftPack> {
  const pack = await GiftPacks.findOne({ _id: packId, ...packScope(ctx) }).lean<GiftPack>();
  if (!pack) throw new AppError("giftpacks.not-found");
  return pack;
}

/** A pack that the caller may change. @throws giftpacks.not-found, giftpacks.city-out-of-scope */
export async function getPackToChange(ctx: Ctx, packId: string): Promise<GiftPack> {
  const pack = await getPackInScope(ctx, packId);
  refuseForeignCity(ctx, pack.cityCode);
  return pack;
}

/** @throws giftpacks.city-out-of-scope when city staff manage something that is not their city's alone */
export function refuseForeignCity(ctx: Ctx, cityCode: string | null): void {
  const own = staffActor(ctx).cityCode;
  if (own !== null && own !== cityCode) throw new AppError("giftpacks.city-out-of-scope");
}

export function listedId(packId: string, memberId: string): string {
  return `${packId}:${memberId}`;
}

/** Which of these members are on the pack's list; nobody when it has none. */
export async function listedMembers(
  pack: Pick<GiftPack, "_id" | "audience">,
  memberIds: readonly string[],
): Promise<Set<string>> {
  if (pack.audience.kind !== "list" || memberIds.length === 0) return new Set();
  const ids = memberIds.map((memberId) => listedId(pack._id, memberId));
  const rows = await ListedMembers.find({ _id: { $in: ids } }, { _id: 1 }).lean();
  return new Set(rows.map((row) => row._id.slice(pack._id.length + 1)));
}
