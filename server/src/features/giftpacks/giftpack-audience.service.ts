import type { ErrorCode } from "@club/shared/errors";
import { MAX_IMPORT_ROWS } from "@club/shared/giftpack-batches";
import type * as contract from "@club/shared/giftpack-grants";
import type { InputOf, OutputOf } from "@club/shared/http";
import { maskPhone } from "@club/shared/mask";
import { recordAudit } from "../../platform/audit";
import { type Ctx, cityFilter } from "../../platform/context";
import { inContestedTransaction } from "../../platform/db";
import { AppError } from "../../platform/problem";
import type { UploadInput } from "../../platform/route";
import { countMembers, findMemberByPhone, findMembersByPhones, getMemberFacts } from "../members/members.service";
import { type GiftPack, ListedMembers, versionId } from "./giftpack.model";
import { givingRefusals, hasExpiredItem, memberRefusals, packRefusals, shortage } from "./giftpack.rules";
import { getPackInScope, getPackToChange, listedId, listedMembers, loadVersions } from "./giftpack.store";
import { toRefusal } from "./giftpack.views";
import { Grants } from "./grant.model";
import { type PhoneRow, readPhoneFile } from "./phone-file.rules";

const CHUNK = 500;
/** Refused rows in an answer; the rest is in the counts. */
const MAX_REFUSED_ROWS = 200;

/** How many active members the pack is meant for; city staff count their city's. @throws giftpacks.not-found */
export async function countAudience(ctx: Ctx, input: { packId: string }): Promise<{ memberCount: number }> {
  const pack = await getPackInScope(ctx, input.packId);
  if (pack.audience.kind === "list") return { memberCount: await countListed(ctx, pack._id) };
  const cityCode = cityFilter(ctx).cityCode ?? pack.cityCode;
  return { memberCount: await countMembers(audienceFilter({ cityCode, audience: pack.audience })) };
}

/** How many members are on the pack's list; for city staff those of their city, who are looked up some at a time. */
async function countListed(ctx: Ctx, packId: string): Promise<number> {
  const { cityCode } = cityFilter(ctx);
  if (cityCode === undefined) return ListedMembers.countDocuments({ packId });
  let count = 0;
  let memberIds: string[] = [];
  const countThese = async () => {
    const members = await getMemberFacts(memberIds);
    for (const member of members.values()) if (member.cityCode === cityCode) count += 1;
    memberIds = [];
  };
  for await (const { _id } of ListedMembers.find({ packId }, { _id: 1 }).lean().cursor({ batchSize: CHUNK })) {
    memberIds.push(_id.slice(packId.length + 1));
    if (memberIds.length === CHUNK) await countThese();
  }
  await countThese();
  return count;
}

/** The same for a pack that is not saved yet. Nobody is on a list before it is imported. */
export async function estimateAudience(
  ctx: Ctx,
  input: InputOf<typeof contract.estimateAudience>,
): Promise<{ memberCount: number }> {
  if (input.audience.kind === "list") return { memberCount: 0 };
  const cityCode = cityFilter(ctx).cityCode ?? input.cityCode;
  return { memberCount: await countMembers(audienceFilter({ cityCode, audience: input.audience })) };
}

function audienceFilter(pack: Pick<GiftPack, "audience" | "cityCode">): {
  tier?: "standard" | "senior";
  cityCodes?: readonly string[];
} {
  const { audience, cityCode } = pack;
  const tier = audience.kind === "tier" ? { tier: audience.tier } : {};
  const own = cityCode === null ? null : [cityCode];
  const wanted = audience.kind === "city" ? audience.cityCodes : null;
  const cityCodes = own && wanted ? wanted.filter((code) => own.includes(code)) : (wanted ?? own);
  return { ...tier, ...(cityCodes ? { cityCodes } : {}) };
}

/**
 * Puts the members behind the phones of a file on the pack's list, some rows to a transaction with its audit row. Phones that are
 * there already change nothing, so that a file may be sent again.
 * @throws giftpacks.not-found, giftpacks.state-conflict, giftpacks.file-empty, giftpacks.file-too-long
 */
export async function addAudience(
  ctx: Ctx,
  input: { packId: string } & UploadInput,
): Promise<OutputOf<typeof contract.addAudience>> {
  const pack = await getPackToChange(ctx, input.packId);
  if (pack.audience.kind !== "list" || pack.status === "ended") throw new AppError("giftpacks.state-conflict");
  const rows = readImport(input.bytes);
  const refused: OutputOf<typeof contract.addAudience>["refused"] = [];
  let addedCount = 0;
  let alreadyCount = 0;
  for (let start = 0; start < rows.length; start += CHUNK) {
    const { memberIds, failed } = await resolveRows(ctx, rows.slice(start, start + CHUNK));
    const added = await addToList(ctx, pack, { memberIds, refusedCount: failed.length });
    addedCount += added;
    alreadyCount += memberIds.length - added;
    for (const { row, code } of failed) {
      refused.push({ rowNo: row.rowNo, phoneMasked: maskPhone(row.phone), outcome: toRefusal(code) });
    }
  }
  const memberCount = await ListedMembers.countDocuments({ packId: pack._id });
  return { addedCount, alreadyCount, memberCount, refused: refused.slice(0, MAX_REFUSED_ROWS) };
}

/** The rows of an upload. @throws giftpacks.file-empty, giftpacks.file-too-long */
export function readImport(bytes: Buffer): PhoneRow[] {
  const rows = readPhoneFile(bytes);
  if (rows.length === 0) throw new AppError("giftpacks.file-empty");
  if (rows.length > MAX_IMPORT_ROWS) throw new AppError("giftpacks.file-too-long", { rowCount: rows.length });
  return rows;
}

async function resolveRows(ctx: Ctx, rows: PhoneRow[]) {
  const found = await findMembersByPhones(
    ctx,
    rows.filter((row) => row.refusal === null).map((row) => row.phone),
  );
  const scope = cityFilter(ctx).cityCode;
  const members = await getMemberFacts([...found.values()]);
  const memberIds: string[] = [];
  const failed: { row: PhoneRow; code: ErrorCode }[] = [];
  for (const row of rows) {
    const member = members.get(found.get(row.phone) ?? "");
    const isReachable = member && (scope === undefined || member.cityCode === scope);
    if (row.refusal) failed.push({ row, code: row.refusal });
    else if (isReachable) memberIds.push(member.id);
    else failed.push({ row, code: "giftpacks.member-not-found" });
  }
  return { memberIds, failed };
}

type Resolved = { memberIds: string[]; refusedCount: number };

/** Answers how many were not on the list before. Another import may add the same members at the same moment. */
async function addToList(ctx: Ctx, pack: GiftPack, { memberIds, refusedCount }: Resolved): Promise<number> {
  const operations = memberIds.map((memberId) => ({
    updateOne: {
      filter: { _id: listedId(pack._id, memberId) },
      update: { $setOnInsert: { packId: pack._id, createdAt: ctx.now } },
      upsert: true,
    },
  }));
  return inContestedTransaction(async (session) => {
    const addedCount =
      operations.length === 0 ? 0 : (await ListedMembers.bulkWrite(operations, { session })).upsertedCount;
    await recordAudit(ctx, session, {
      action: "giftpacks.import-audience",
      subject: { type: "giftPack", id: pack._id },
      after: { addedCount, alreadyCount: memberIds.length - addedCount, refusedCount },
    });
    return addedCount;
  });
}

/** Whether one member could claim the pack now, and every reason why not; and whether it could be given to them. @throws giftpacks.not-found, giftpacks.member-not-found */
export async function previewGiftPack(
  ctx: Ctx,
  input: InputOf<typeof contract.previewGiftPack>,
): Promise<OutputOf<typeof contract.previewGiftPack>> {
  const pack = await getPackInScope(ctx, input.packId);
  const memberId = input.memberId ?? (await findMemberByPhone(ctx, input.phone ?? ""))?.id ?? "";
  const member = (await getMemberFacts([memberId])).get(memberId);
  const scope = cityFilter(ctx).cityCode;
  if (!member || (scope !== undefined && member.cityCode !== scope)) throw new AppError("giftpacks.member-not-found");
  const usedCount = await Grants.countDocuments({ memberId, packId: pack._id });
  const isListed = (await listedMembers(pack, [memberId])).has(memberId);
  const key = versionId(pack._id, pack.currentVersion);
  const version = (await loadVersions([key])).get(key);
  const personal = memberRefusals(pack, member, { isListed, usedCount });
  const [whyNotGrant] = [...givingRefusals(pack, ctx.now), ...personal];
  const reasons: ErrorCode[] = [
    ...packRefusals(pack, ctx.now),
    ...personal,
    ...(version && hasExpiredItem(version.items, ctx.now) ? (["giftpacks.items-expired"] as const) : []),
    ...shortage(pack, version?.costFen ?? 0),
  ];
  return {
    canClaim: reasons.length === 0,
    reasons: reasons.map(toRefusal),
    whyNotGrant: whyNotGrant ? toRefusal(whyNotGrant) : null,
    usedCount,
    perMemberLimit: pack.perMemberLimit,
  };
}
