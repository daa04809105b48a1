import type { ErrorCode } from "@club/shared/errors";
import type { ClaimAnswer } from "@club/shared/giftpack-grants";
import type { ClientSession, mongo } from "mongoose";
import { createBatcher } from "../../platform/batch";
import { type Ctx, memberActor } from "../../platform/context";
import { inTransaction, isDuplicateKey, native } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { getMemberFacts } from "../members/members.service";
import { getCatalogue } from "../services/services.service";
import { type IssueRequest, issueVouchersFor } from "../vouchers/voucher-issue.service";
import { type GiftPack, GiftPacks, type GiftPackVersion, versionId } from "./giftpack.model";
import {
  allot,
  grantExpiry,
  grantRefusals,
  hasExpiredItem,
  type MemberFacts,
  memberRefusals,
  packRefusals,
  voucherExpiry,
} from "./giftpack.rules";
import { listedMembers, loadVersions } from "./giftpack.store";
import { type Grant, Grants, readGrantId } from "./grant.model";

/** Claims of one pack in one transaction; with five vouchers each some 10 ms of codes. */
const MAX_BATCH = 100;
const LINGER_MS = 4;
/** Other processes may claim or revoke the same grants between our look and our write; each round looks again. */
const MAX_ROUNDS = 6;

type ClaimItem = { ctx: Ctx; grantId: string; memberId: string; sequence: number };
type Outcome = ClaimAnswer | AppError;
/** A claim that may go ahead if stock and budget last. */
type Candidate = { item: ClaimItem; version: GiftPackVersion; member: MemberFacts; existing: Grant | null };
type Facts = {
  pack: GiftPack;
  versions: Map<string, GiftPackVersion>;
  grants: Map<string, Grant>;
  members: Map<string, MemberFacts>;
  listed: Set<string>;
  now: Date;
};

/** What was read before a round no longer holds: look again. */
class ClaimsMoved extends Error {}

const batchers = new Map<string, (item: ClaimItem) => Promise<ClaimAnswer>>();

/**
 * Claims a pack: stock, budget, grant and vouchers in one transaction, shared with the other claims of the same pack that
 * are waiting. A grant is claimed once; every repetition, however many at once, gets the answer of that one claim.
 * @throws every code of CLAIM_ERRORS
 */
export async function claimGiftPack(ctx: Ctx, input: { grantId: string }): Promise<ClaimAnswer> {
  const { id: memberId } = memberActor(ctx);
  const parts = readGrantId(input.grantId);
  if (!parts || parts.memberId !== memberId) throw new AppError("giftpacks.grant-not-found");
  const { packId, sequence } = parts;
  if (!batchers.has(packId) && !(await GiftPacks.exists({ _id: packId })))
    throw new AppError("giftpacks.grant-not-found");
  return batcherOf(packId)({ ctx, grantId: input.grantId, memberId, sequence });
}

/** One queue per pack that exists: the number of packs bounds the map. */
function batcherOf(packId: string): (item: ClaimItem) => Promise<ClaimAnswer> {
  const known = batchers.get(packId);
  if (known) return known;
  const created = createBatcher<ClaimItem, ClaimAnswer>({
    maxBatch: MAX_BATCH,
    lingerMs: LINGER_MS,
    run: (items) => runClaims(packId, items),
  });
  batchers.set(packId, created);
  return created;
}

async function runClaims(packId: string, items: ClaimItem[]): Promise<Outcome[]> {
  const distinct = [...new Map(items.map((item) => [item.grantId, item])).values()];
  for (let round = 1; ; round += 1) {
    try {
      const outcomes = await claimRound(packId, distinct);
      return items.map((item) => outcomes.get(item.grantId) ?? new AppError("giftpacks.grant-not-found"));
    } catch (error) {
      const isMoved = error instanceof ClaimsMoved || isDuplicateKey(error);
      if (!isMoved || round === MAX_ROUNDS) throw error;
    }
  }
}

async function claimRound(packId: string, items: ClaimItem[]): Promise<Map<string, Outcome>> {
  const facts = await loadFacts(packId, items);
  const outcomes = new Map<string, Outcome>();
  const candidates: Candidate[] = [];
  for (const item of items) {
    const decision = decide(facts, item);
    if (isCandidate(decision)) candidates.push(decision);
    else outcomes.set(item.grantId, decision);
  }
  if (candidates.length > 0) {
    const catalogue = await getCatalogue();
    const nameOf = (serviceId: string): string => catalogue.get(serviceId)?.name ?? serviceId;
    const done = await inTransaction((session) => carryOut(session, { packId, candidates, now: facts.now, nameOf }));
    for (const [index, { item }] of candidates.entries()) outcomes.set(item.grantId, done[index] as Outcome);
  }
  return outcomes;
}

async function loadFacts(packId: string, items: ClaimItem[]): Promise<Facts> {
  const pack = await GiftPacks.findById(packId).lean<GiftPack>();
  if (!pack) throw new AppError("giftpacks.grant-not-found");
  const rows = await Grants.find({ _id: { $in: items.map((item) => item.grantId) } }).lean<Grant[]>();
  const versionNumbers = [pack.currentVersion, ...rows.map((grant) => grant.packVersion)];
  const memberIds = items.map((item) => item.memberId);
  return {
    pack,
    grants: new Map(rows.map((grant) => [grant._id, grant])),
    versions: await loadVersions(versionNumbers.map((number) => versionId(packId, number))),
    members: await getMemberFacts(memberIds),
    listed: await listedMembers(pack, memberIds),
    now: new Date(Math.max(...items.map((item) => item.ctx.now.getTime()))),
  };
}

/** The answer of a claim made before, a refusal, or a candidate. */
function decide(facts: Facts, item: ClaimItem): Outcome | Candidate {
  const { pack, now } = facts;
  const existing = facts.grants.get(item.grantId) ?? null;
  if (existing?.claim) return existing.claim;
  const member = facts.members.get(item.memberId);
  const version = facts.versions.get(versionId(pack._id, existing?.packVersion ?? pack.currentVersion));
  const isOffered = existing !== null || pack.trigger === "campaign";
  if (!member || !version || !isOffered) return new AppError("giftpacks.grant-not-found");
  const [reason] = [
    ...(existing ? grantRefusals(existing, now) : []),
    ...packRefusals(pack, now),
    ...memberRefusals(pack, member, usage(facts, item, existing)).filter((code) => matters(code, existing)),
    ...(hasExpiredItem(version.items, now) ? (["giftpacks.items-expired"] as const) : []),
  ];
  return reason ? new AppError(reason) : { item, version, member, existing };
}

/** A grant id of a campaign carries its number, so that number against the limit is all there is to count. */
function usage(
  { listed, pack }: Facts,
  item: ClaimItem,
  existing: Grant | null,
): { isListed: boolean; usedCount: number } {
  return { isListed: listed.has(item.memberId), usedCount: existing ? pack.perMemberLimit - 1 : item.sequence - 1 };
}

/** Audience and limit were settled when the grant was given; the account must be active at the claim as well. */
function matters(code: ErrorCode, existing: Grant | null): boolean {
  return existing === null || code === "giftpacks.member-not-active";
}

function isCandidate(decision: Outcome | Candidate): decision is Candidate {
  return "version" in decision;
}

type Work = { packId: string; candidates: Candidate[]; now: Date; nameOf: (serviceId: string) => string };

async function carryOut(session: ClientSession, { packId, candidates, now, nameOf }: Work): Promise<Outcome[]> {
  const pack = await GiftPacks.findById(packId, null, { session }).lean<GiftPack>();
  if (!pack) throw new AppError("giftpacks.grant-not-found");
  const [closed] = packRefusals(pack, now);
  if (closed) return candidates.map(() => new AppError(closed));
  const dealt = allot(
    pack,
    candidates.map((candidate) => candidate.version.costFen),
  );
  const outcomes = candidates.map((candidate, index): Outcome => {
    const reason = dealt.refusals[index];
    return reason ? new AppError(reason) : answerOf(pack, candidate, { now, nameOf });
  });
  const winners = candidates.flatMap((candidate, index) => {
    const answer = outcomes[index];
    return answer && !(answer instanceof AppError) ? [{ candidate, answer }] : [];
  });
  if (winners.length === 0) return outcomes;
  await takeFromPack(session, pack, { count: dealt.stockCount, costFen: dealt.costFen });
  await storeClaims(
    session,
    winners.map(({ candidate, answer }) => claimOperation(pack, candidate, answer)),
  );
  const requests = winners.map(({ candidate, answer }) => issueRequest(candidate, answer));
  const [first] = candidates;
  if (first) await issueVouchersFor(session, { ...first.item.ctx, now }, requests);
  return outcomes;
}

/** One write of the pack for the whole group. The snapshot was read in this transaction: another writer makes it start again. */
async function takeFromPack(
  session: ClientSession,
  pack: GiftPack,
  taken: { count: number; costFen: number },
): Promise<void> {
  const stock = pack.stockLeft === null ? {} : { stockLeft: -taken.count };
  const budget = pack.budgetLeftFen === null ? {} : { budgetLeftFen: -taken.costFen };
  const enough = {
    ...(pack.stockLeft === null ? {} : { stockLeft: { $gte: taken.count } }),
    ...(pack.budgetLeftFen === null ? {} : { budgetLeftFen: { $gte: taken.costFen } }),
  };
  const { matchedCount } = await GiftPacks.updateOne(
    { _id: pack._id, status: "published", ...enough },
    { $inc: { claimedCount: taken.count, ...stock, ...budget } },
    { session },
  );
  if (matchedCount !== 1) throw new ClaimsMoved();
}

async function storeClaims(session: ClientSession, operations: mongo.AnyBulkWriteOperation<Grant>[]): Promise<void> {
  const result = await native(Grants).bulkWrite(operations, { session, ordered: true });
  if (result.matchedCount + result.insertedCount !== operations.length) throw new ClaimsMoved();
}

function claimOperation(
  pack: GiftPack,
  { item, version, member, existing }: Candidate,
  claim: ClaimAnswer,
): mongo.AnyBulkWriteOperation<Grant> {
  const claimedAt = new Date(claim.claimedAt);
  const change = { status: "claimed" as const, claimedAt, updatedAt: claimedAt, claim };
  if (existing) return { updateOne: { filter: { _id: item.grantId, status: "granted" }, update: { $set: change } } };
  const document: Grant = {
    ...change,
    _id: item.grantId,
    packId: pack._id,
    packVersion: version.version,
    memberId: item.memberId,
    cityCode: member.cityCode,
    sequence: item.sequence,
    source: { kind: "campaign", actorId: item.memberId, batchId: null },
    createdAt: claimedAt,
    expiresAt: grantExpiry(pack, claimedAt),
  };
  return { insertOne: { document } };
}

function answerOf(
  pack: GiftPack,
  { item, version }: Candidate,
  { now, nameOf }: Pick<Work, "now" | "nameOf">,
): ClaimAnswer {
  const cards = version.items.map((part, index) => ({
    cardId: `${item.grantId}:${index}`,
    serviceId: part.serviceId,
    serviceName: nameOf(part.serviceId),
    quantity: part.quantity,
    expiresAt: voucherExpiry(part, now).toISOString(),
    plateBinding: part.plateBinding,
  }));
  return { grantId: item.grantId, packId: pack._id, packName: pack.name, claimedAt: now.toISOString(), cards };
}

function issueRequest({ item, member }: Candidate, answer: ClaimAnswer): IssueRequest {
  return {
    memberId: item.memberId,
    cityCode: member.cityCode,
    grantId: item.grantId,
    source: { kind: "gift-pack", id: item.grantId },
    items: answer.cards.map((card) => ({ ...card, expiresAt: new Date(card.expiresAt) })),
  };
}
