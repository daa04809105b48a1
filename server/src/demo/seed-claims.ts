import { addDays, HOUR_MS } from "@club/shared/time";
import { claimGiftPack } from "../features/giftpacks/giftpack-claims.service";
import { grantIdOf } from "../features/giftpacks/grant.model";
import type { Ctx } from "../platform/context";
import { inLanes } from "./lanes";
import type { SeededMember } from "./seed-members";
import { CAMPAIGN_DAYS, type SeededPacks } from "./seed-packs";
import { ctxOf, type SeedRun } from "./seed-run";

const LANES = 32;

type Claim = { member: SeededMember; packId: string; at: Date };

/**
 * Claims of the registration pack an hour after registering, and of the campaign, oldest first. A claim that was made by a run
 * that was cut off answers again. Neighbours share a transaction and its time.
 */
export async function seedClaims(run: SeedRun, members: readonly SeededMember[], packs: SeededPacks): Promise<void> {
  const claims = members
    .flatMap((member) => claimsOf(run, member, packs))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  await inLanes(claims.length, LANES, async (index) => {
    const { member, packId, at } = claims[index] as Claim;
    await claimGiftPack(memberCtx(run, member, at), { grantId: grantIdOf(packId, member.id, 1) });
  });
  run.progress(`领取礼包 ${claims.length} 份`);
}

function claimsOf(run: SeedRun, member: SeededMember, { registrationId, campaignId }: SeededPacks): Claim[] {
  const claims: Claim[] = [];
  const firstAt = new Date(member.registeredAt.getTime() + HOUR_MS);
  if (member.claims.registration) claims.push({ member, packId: registrationId, at: firstAt });
  const opened = addDays(run.startedAt, -CAMPAIGN_DAYS + (member.n % (CAMPAIGN_DAYS - 2)));
  const at = opened > firstAt ? opened : firstAt;
  if (member.claims.campaign && at < run.startedAt) claims.push({ member, packId: campaignId, at });
  return claims;
}

/** The member acts. */
export function memberCtx(run: SeedRun, member: Pick<SeededMember, "id" | "cityCode">, at: Date): Ctx {
  const { id, cityCode } = member;
  return ctxOf(run, { kind: "member", role: "member", id, cityCode, sessionId: "demo" }, at);
}
