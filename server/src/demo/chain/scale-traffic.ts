import { claimGiftPack } from "@club/shared/giftpack-grants";
import { loginClerk } from "@club/shared/merchant-clerks";
import { confirmRedemption, previewRedemption, type ReceiptView } from "@club/shared/redemptions";
import { createVoucherQr, listMyVoucherCards } from "@club/shared/vouchers";
import { grantIdOf } from "../../features/giftpacks/grant.model";
import { signAccessToken } from "../../platform/access-tokens";
import { monotonicMs } from "../../platform/clock";
import { DEMO_PASSWORD } from "../accounts";
import { inLanes } from "../lanes";
import { cityOf, type PlannedMerchant } from "../merchant-plan";
import { CLIENTS, type Crowd, sayRate } from "./crowd";
import { refusalOf } from "./http-client";
import { VOUCHERS_PER_PACK } from "./pack-scenes";
import type { Printer } from "./printer";
import type { World } from "./world";

/** One service after the other, so that "once a day" is never in the way. */
const SERVICES = ["car-wash", "vehicle-check", "designated-driver"] as const;
/** Of so many confirmations one is sent twice at the same time, and one is tried again as another request. */
const REPEATED_EVERY = 50;
const CONTESTED_EVERY = 75;

/** What the sixteen clients were told, by merchant: the other side of the books. */
export type Ledger = Map<string, { count: number; clubFen: number }>;

/** Every member claims once over HTTP. */
export async function claimAll(world: World, printer: Printer, crowd: Crowd): Promise<void> {
  const { run, packId } = crowd;
  const { memberCount } = run;
  const show = printer.progress("领取", memberCount);
  const startedMs = monotonicMs();
  const timesMs = new Float64Array(memberCount);
  let voucherCount = 0;
  let done = 0;
  await inLanes(memberCount, CLIENTS, async (index) => {
    const grantId = grantIdOf(packId, crowd.memberIds[index] ?? "", 1);
    const options = { token: memberToken(world, crowd, index), key: `claim-${index}-of-demo` };
    const sentMs = monotonicMs();
    const answer = await world.client.call(claimGiftPack, { grantId }, options);
    timesMs[index] = monotonicMs() - sentMs;
    voucherCount += answer.cards.reduce((sum, card) => sum + card.quantity, 0);
    done += 1;
    show(done);
  });
  sayRate(printer, { what: "领取礼包", count: done, startedMs });
  printer.say(`每次领取 ${percentiles(timesMs)}`);
  printer.expectEqual(voucherCount, memberCount * VOUCHERS_PER_PACK, `发出兑换券 ${voucherCount} 张`);
}

type Shop = { merchant: PlannedMerchant; token: string; signedInAtMs: number };
type Visits = { crowd: Crowd; count: number };

/** `count` visits to a shop in the member's city. Some confirmations are repeated or contested on purpose. */
export async function redeemAll(world: World, printer: Printer, { crowd, count }: Visits): Promise<Ledger> {
  const shops = await openShops(world, crowd.run.merchants);
  const show = printer.progress("核销", count);
  const ledger: Ledger = new Map();
  const timesMs = new Float64Array(count);
  const startedMs = monotonicMs();
  let [done, repeated, contested] = [0, 0, 0];
  await inLanes(count, CLIENTS, async (index) => {
    const visit = await presentAndPreview(world, crowd, { index, shops });
    const sentMs = monotonicMs();
    const receipts = await Promise.all(
      Array.from({ length: index % REPEATED_EVERY === 0 ? 2 : 1 }, () => visit.confirm(visit.key)),
    );
    timesMs[index] = monotonicMs() - sentMs;
    const [receipt, twin] = receipts as [ReceiptView, ReceiptView | undefined];
    if (twin && twin.receiptNo === receipt.receiptNo) repeated += 1;
    if (index % CONTESTED_EVERY === 0 && (await refusalOf(() => visit.confirm(`${visit.key}-other`)))?.status === 409)
      contested += 1;
    const books = ledger.get(visit.merchantId) ?? { count: 0, clubFen: 0 };
    ledger.set(visit.merchantId, { count: books.count + 1, clubFen: books.clubFen + receipt.clubFen });
    done += 1;
    show(done);
  });
  sayRate(printer, { what: "到店核销", count: done, startedMs });
  printer.say(`其中确认这一步 ${percentiles(timesMs)}`);
  printer.expectEqual(repeated, Math.ceil(count / REPEATED_EVERY), `${repeated} 次同时发两遍的确认，都只得到一张凭证`);
  printer.expectEqual(contested, Math.ceil(count / CONTESTED_EVERY), `${contested} 次重复核销的企图，都被拒绝`);
  return ledger;
}

async function openShops(world: World, merchants: readonly PlannedMerchant[]): Promise<Map<string, Shop>> {
  const shops = new Map<string, Shop>();
  for (const merchant of merchants) shops.set(merchant.city.code, await signIn(world, merchant));
  return shops;
}

async function signIn(world: World, merchant: PlannedMerchant): Promise<Shop> {
  const clerk = merchant.people.find(({ role }) => role === "clerk");
  const session = await world.client.call(loginClerk, { phone: clerk?.phone ?? "", password: DEMO_PASSWORD });
  return { merchant, token: session.accessToken, signedInAtMs: monotonicMs() };
}

/** An access token lasts fifteen minutes. */
const SIGN_IN_AGAIN_MS = 10 * 60_000;

async function shopIn(world: World, shops: Map<string, Shop>, cityCode: string): Promise<Shop> {
  const shop = shops.get(cityCode);
  if (!shop) throw new Error(`no shop in ${cityCode}`);
  if (monotonicMs() - shop.signedInAtMs < SIGN_IN_AGAIN_MS) return shop;
  const renewed = await signIn(world, shop.merchant);
  shops.set(cityCode, renewed);
  return renewed;
}

type Visit = { key: string; merchantId: string; confirm: (key: string) => Promise<ReceiptView> };

/** The member opens the card and its QR code; the clerk scans it. */
async function presentAndPreview(
  world: World,
  crowd: Crowd,
  { index, shops }: { index: number; shops: Map<string, Shop> },
): Promise<Visit> {
  const { client } = world;
  const { memberCount } = crowd.run;
  const who = index % memberCount;
  const serviceId = SERVICES[Math.floor(index / memberCount)] ?? SERVICES[0];
  const member = { token: memberToken(world, crowd, who) };
  const cards = await client.call(listMyVoucherCards, {}, member);
  const voucherId = cards.items.find((card) => card.serviceId === serviceId)?.voucherId ?? "";
  const { token: presented } = await client.call(createVoucherQr, { voucherId }, member);
  const { merchant, token } = await shopIn(world, shops, cityOf(who).code);
  const [branch] = merchant.branches;
  if (!branch) throw new Error(`${merchant.name} has no branch`);
  const position = { lngE6: branch.position.lng, latE6: branch.position.lat };
  const seen = await client.call(previewRedemption, { presented, branchId: branch.id, position }, { token });
  if (seen.ticket === null)
    throw new Error(`visit ${index} was refused: ${seen.reasons.map(({ title }) => title).join("、")}`);
  const ticket = seen.ticket;
  return {
    key: `visit-${index}-${serviceId}`,
    merchantId: merchant.id,
    confirm: (key) => client.call(confirmRedemption, { ticket }, { token, key }),
  };
}

/** A member's access token, signed here: that of the registration may have run out, and signing in anew would measure the stand-in. */
function memberToken({ deps }: World, { memberIds }: Crowd, index: number): string {
  const actor = {
    kind: "member",
    role: "member",
    id: memberIds[index] ?? "",
    cityCode: cityOf(index).code,
    sessionId: "demo",
  } as const;
  return signAccessToken(deps.keys, actor, deps.clock.now());
}

/** "中位 6 毫秒，99% 在 31 毫秒以内". */
function percentiles(timesMs: Float64Array): string {
  const sorted = Float64Array.from(timesMs).sort();
  const at = (share: number) => Math.ceil(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return `中位 ${at(0.5)} 毫秒，99% 在 ${at(0.99)} 毫秒以内`;
}
