import { CITIES } from "@club/shared/regions";
import { memberId } from "../../server/src/demo/member-plan";
import { getDirectory, priceFor } from "../../server/src/features/merchants/merchants.directory";
import { previewed } from "../../server/src/features/redemptions/redemptions.facts";
import { writeTicket } from "../../server/src/features/redemptions/redemptions.ticket";
import { type Voucher, Vouchers } from "../../server/src/features/vouchers/voucher.model";
import { CODE_PURPOSE } from "../../server/src/features/vouchers/voucher-issue.service";
import { signAccessToken } from "../../server/src/platform/access-tokens";
import { type AppDeps, type MerchantActor, type StaffRole, systemCtx } from "../../server/src/platform/context";
import { decrypt } from "../../server/src/platform/crypto";
import { native } from "../../server/src/platform/db";
import { firstCard, SERVICE } from "./prepare";

/*
 * What stands at the counter: clerks with their access tokens, members' codes, tickets.
 */

/** A clerk at work. The access token lasts 15 minutes, so ask afresh for every round. */
export type Clerk = {
  accessToken: string;
  clerkId: string;
  merchantId: string;
  branchId: string;
  position: { lngE6: number; latE6: number };
};
export type Slice = { from: number; count: number };
const CHUNK = 500;

/** One clerk of every merchant of a city that may redeem SERVICE now. */
export async function clerksOf(deps: AppDeps, cityCode: string): Promise<Clerk[]> {
  const now = deps.clock.now();
  const clerks: Clerk[] = [];
  for (const merchant of (await getDirectory()).merchants.values()) {
    const branch = [...merchant.branches.values()].find((row) => row.serviceIds.includes(SERVICE));
    const clerk = [...merchant.clerks.values()].find((row) => row.role === "clerk");
    if (merchant.cityCode !== cityCode || merchant.status !== "approved" || !branch || !clerk) continue;
    if (!priceFor(merchant, SERVICE, now)) continue;
    const claims = { kind: "merchant", id: clerk._id, role: "clerk", merchantId: merchant.id } as const;
    const actor: MerchantActor = { ...claims, branchIds: [], cityCode, sessionId: "bench" };
    clerks.push({
      accessToken: signAccessToken(deps.keys, actor, now),
      clerkId: clerk._id,
      merchantId: merchant.id,
      branchId: branch._id,
      position: { lngE6: branch.lngE6, latE6: branch.latE6 },
    });
  }
  return clerks;
}

export type Ticketed = { ticket: string; clerk: number; voucherId: string };

/**
 * Tickets for the vouchers of SERVICE of some members, as the preview writes them, each with the clerk (an index) who holds
 * it. The preview itself is measured nowhere here: it changes nothing and is not in the way of a redemption.
 */
export async function ticketsFor(deps: AppDeps, slice: Slice): Promise<{ clerks: Clerk[]; tickets: Ticketed[] }> {
  const clerks = (await Promise.all(CITIES.map(({ code }) => clerksOf(deps, code)))).flatMap(([first]) => first ?? []);
  const byCity = new Map(CITIES.map(({ code }, index) => [code, index]));
  const ctx = systemCtx(deps, "bench", deps.clock.now());
  const tickets = (await firstVouchers(slice)).map((row): Ticketed => {
    const index = byCity.get(row.cityCode) ?? 0;
    const { merchantId, branchId, clerkId } = clerks[index] as Clerk;
    const facts = { voucher: previewed(ctx, row), merchantId, branchId, clerkId, distanceMeters: 0 };
    return { ticket: writeTicket(ctx, facts), clerk: index, voucherId: row._id };
  });
  return { clerks, tickets };
}

export type Code = { voucherId: string; code: string; cityCode: string };

/** Codes of the vouchers of SERVICE of some members. */
export async function codesOf(deps: AppDeps, slice: Slice): Promise<Code[]> {
  return (await firstVouchers(slice)).map((row) => ({
    voucherId: row._id,
    code: decrypt(deps.keys, row.codeEnc, CODE_PURPOSE),
    cityCode: row.cityCode,
  }));
}

/** Access token of a member of staff who need not exist: what is measured reads only the token. */
export function staffToken(deps: AppDeps, of: { id: string; role: StaffRole; cityCode: string | null }): string {
  return signAccessToken(deps.keys, { kind: "staff", ...of, sessionId: "bench" }, deps.clock.now());
}

async function firstVouchers({ from, count }: Slice): Promise<Voucher[]> {
  const rows: Voucher[] = [];
  for (let at = from; at < from + count; at += CHUNK) {
    const numbers = Array.from({ length: Math.min(CHUNK, from + count - at) }, (_, index) => at + index);
    const firsts = { memberId: { $in: numbers.map(memberId) }, cardId: { $in: numbers.map(firstCard) } };
    rows.push(...(await native(Vouchers).find(firsts).toArray()));
  }
  if (rows.length !== count) throw new Error(`${rows.length} vouchers for ${count} members`);
  return rows;
}
