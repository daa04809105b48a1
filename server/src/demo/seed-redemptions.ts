import { type Grant, Grants, grantIdOf } from "../features/giftpacks/grant.model";
import { confirm } from "../features/redemptions/redemptions.confirm";
import { Redemptions } from "../features/redemptions/redemptions.model";
import { keepPhoto } from "../features/redemptions/redemptions.photos";
import { preview } from "../features/redemptions/redemptions.preview";
import { redemptionIdOf } from "../features/redemptions/redemptions.receipts";
import { hiddenOf } from "../features/redemptions/redemptions.rules";
import { bindVoucherPlate, createVoucherQr } from "../features/vouchers/member-vouchers.service";
import { type Voucher, Vouchers } from "../features/vouchers/voucher.model";
import { type Ctx, makeCtx } from "../platform/context";
import { inLanes } from "./lanes";
import type { PlannedMember } from "./member-plan";
import { type ClaimTimes, type PlannedUse, planUses, shopsOf } from "./redemption-plan";
import { memberCtx } from "./seed-claims";
import type { SeededPacks } from "./seed-packs";
import type { SeedRun } from "./seed-run";
import { smallPhoto } from "./small-photo";

const LANES = 16;
const READ_CHUNK = 500;

/** Real redemptions over the past two months: the member shows a QR code, the clerk previews and confirms. Oldest first; answers how many. */
export async function seedRedemptions(
  run: SeedRun,
  members: readonly PlannedMember[],
  packs: SeededPacks,
): Promise<number> {
  const shops = shopsOf(run.merchants);
  const claims = await claimTimes(members, packs);
  const uses = members.flatMap((member) => {
    const claimedAt = claims.get(member.id);
    return claimedAt ? planUses(member, { shops, claimedAt, startedAt: run.startedAt }) : [];
  });
  uses.sort((a, b) => a.at.getTime() - b.at.getTime());
  const open = await notYetDone(uses);
  const vouchers = await vouchersFor(open);
  await inLanes(open.length, LANES, async (index) => {
    const use = open[index] as PlannedUse;
    const voucher = vouchers.get(use.member.id)?.get(use.serviceId)?.shift();
    if (voucher) await redeem(run, use, voucher);
  });
  return uses.length;
}

async function claimTimes(members: readonly PlannedMember[], packs: SeededPacks): Promise<Map<string, ClaimTimes>> {
  const times = new Map<string, ClaimTimes>();
  for (let from = 0; from < members.length; from += READ_CHUNK) {
    const chunk = members.slice(from, from + READ_CHUNK);
    const ids = chunk.flatMap(({ id }) => [grantIdOf(packs.registrationId, id, 1), grantIdOf(packs.campaignId, id, 1)]);
    const fields = { packId: 1, memberId: 1, claimedAt: 1 };
    for (const grant of await Grants.find({ _id: { $in: ids }, status: "claimed" }, fields).lean<Grant[]>()) {
      const known = times.get(grant.memberId) ?? { registration: null, campaign: null };
      const pack = grant.packId === packs.registrationId ? "registration" : "campaign";
      times.set(grant.memberId, { ...known, [pack]: grant.claimedAt ?? null });
    }
  }
  return times;
}

/** Without those that a run that was cut off has written already. */
async function notYetDone(uses: readonly PlannedUse[]): Promise<PlannedUse[]> {
  const open: PlannedUse[] = [];
  for (let from = 0; from < uses.length; from += READ_CHUNK) {
    const chunk = uses.slice(from, from + READ_CHUNK);
    const idOf = (use: PlannedUse) => redemptionIdOf(use.clerk.id, use.key);
    const rows = await Redemptions.find({ _id: { $in: chunk.map(idOf) } }, { _id: 1 }).lean();
    const done = new Set(rows.map((row) => row._id));
    open.push(...chunk.filter((use) => !done.has(idOf(use))));
  }
  return open;
}

type OpenVouchers = Map<string, Map<string, Pick<Voucher, "_id" | "plateBinding">[]>>;

/** Unused vouchers by member and service. */
async function vouchersFor(uses: readonly PlannedUse[]): Promise<OpenVouchers> {
  const memberIds = [...new Set(uses.map(({ member }) => member.id))];
  const found: OpenVouchers = new Map();
  for (let from = 0; from < memberIds.length; from += READ_CHUNK) {
    const filter = { memberId: { $in: memberIds.slice(from, from + READ_CHUNK) }, status: "issued" } as const;
    for (const row of await Vouchers.find(filter, { memberId: 1, serviceId: 1, plateBinding: 1 }).lean<Voucher[]>()) {
      const services = found.get(row.memberId) ?? new Map<string, Pick<Voucher, "_id" | "plateBinding">[]>();
      services.set(row.serviceId, [...(services.get(row.serviceId) ?? []), row]);
      found.set(row.memberId, services);
    }
  }
  return found;
}

async function redeem(run: SeedRun, use: PlannedUse, voucher: Pick<Voucher, "_id" | "plateBinding">): Promise<void> {
  const member = memberCtx(run, use.member, use.at);
  const isBound = voucher.plateBinding === "required";
  if (isBound) await bindVoucherPlate(member, { voucherId: voucher._id, plate: use.member.plate });
  const { token } = await createVoucherQr(member, { voucherId: voucher._id });
  const clerk = clerkCtx(run, use);
  const { position } = use.branch;
  const seen = await preview(clerk, {
    presented: token,
    branchId: use.branch.id,
    position: { lngE6: position.lng, latE6: position.lat },
  });
  if (seen.ticket === null)
    throw new Error(`${use.key} was refused: ${seen.reasons.map(({ code }) => code).join(", ")}`);
  const photo = seen.needs.photo
    ? await keepPhoto(clerk, { bytes: smallPhoto(use.member.n), contentType: "image/png" })
    : null;
  await confirm(clerk, {
    ticket: seen.ticket,
    ...(seen.needs.plate && { plateHidden: hiddenOf(use.member.plate) }),
    ...(photo && { photoId: photo.photoId }),
    ...(seen.needs.amount && { amountFen: use.amountFen ?? 10_000 }),
  });
}

function clerkCtx(run: SeedRun, { merchant, clerk, at, key }: PlannedUse): Ctx {
  const actor = {
    kind: "merchant",
    id: clerk.id,
    role: clerk.role,
    merchantId: merchant.id,
    branchIds: [] as string[],
    cityCode: merchant.city.code,
    sessionId: "demo",
  } as const;
  return makeCtx(run.deps, { actor, now: at, requestId: "demo", idempotencyKey: key });
}
