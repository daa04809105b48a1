import { addDays, HOUR_MS } from "@club/shared/time";
import { claimGiftPack } from "../features/giftpacks/giftpack-claims.service";
import { grantIdOf } from "../features/giftpacks/grant.model";
import type { Ctx } from "../platform/context";
import { inLanes } from "./lanes";
import type { PlannedMember } from "./member-plan";
import { CAMPAIGN_DAYS, type SeededPacks } from "./seed-packs";
import { ctxOf, type SeedRun } from "./seed-run";

const LANES = 32;

type Claim = { member: PlannedMember; packId: string; at: Date };

/**
 * Claims of the registration pack an hour after registering, and of the campaign, oldest first. A claim that was made by a run
 * that was cut off answers again. Neighbours share a transaction and its time. Answers how many.
 */
export async function seedClaims(run: SeedRun, members: readonly PlannedMember[], packs: SeededPacks): Promise<number> {
  const claims = members
    .flatMap((member) => claimsOf(run, member, packs))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  await inLanes(claims.length, LANES, async (index) => {
    const { member, packId, at } = claims[index] as Claim;
    await claimGiftPack(memberCtx(run, member, at), { grantId: grantIdOf(packId, member.id, 1) });
  });
  return claims.length;
}

function claimsOf(run: SeedRun, member: PlannedMember, { registrationId, campaignId }: SeededPacks): Claim[] {
  const claims: Claim[] = [];
  const firstAt = new Date(member.registeredAt.getTime() + HOUR_MS);
  if (member.claims.registration) claims.push({ member, packId: registrationId, at: firstAt });
  const opened = addDays(run.startedAt, -CAMPAIGN_DAYS + (member.n % (CAMPAIGN_DAYS - 2)));
  const at = opened > firstAt ? opened : firstAt;
  if (member.claims.campaign && at < run.startedAt) claims.push({ member, packId: campaignId, at });
  return claims;
}

/** The member acts. */
export function memberCtx(run: SeedRun, member: Pick<PlannedMember, "id" | "cityCode">, at: Date): Ctx {
  const { id, cityCode } = member;
  return ctxOf(run, { kind: "member", role: "member", id, cityCode, sessionId: "demo" }, at);
}
