import { GiftPacks } from "../src/features/giftpacks/giftpack.model";
import { Grants } from "../src/features/giftpacks/grant.model";
import { Orders } from "../src/features/mall/order.model";
import { Products } from "../src/features/mall/product.model";
import { Identities } from "../src/features/members/identities.model";
import { Members } from "../src/features/members/members.model";
import { PointsAccounts, PointsLots, Postings } from "../src/features/points/points.model";
import { Redemptions } from "../src/features/redemptions/redemptions.model";
import { VoucherCards, Vouchers } from "../src/features/vouchers/voucher.model";
import { voucherBalance } from "../src/features/vouchers/vouchers.service";
import { type OpenClub, PRODUCT_POINTS, VOUCHERS_PER_CLAIM } from "./club-load";

/**
 * Goes through a club's whole database and says what does not add up: members and their rights, grants, stock and budget
 * against claims, vouchers against claims, points, stock and vouchers against orders, vouchers against redemptions. Empty when everything does.
 */
export async function faultsInBooks(club: OpenClub): Promise<string[]> {
  const parts = [memberFaults(club), claimFaults(club), orderFaults(club), redemptionFaults()];
  return (await Promise.all(parts)).flat();
}

function unless(isRight: boolean, fault: string): string[] {
  return isRight ? [] : [fault];
}

async function memberFaults({ registrationId }: OpenClub): Promise<string[]> {
  const members = await Members.find({}).lean();
  const rights = await Identities.find({}).lean();
  const grants = await Grants.find({ packId: registrationId }).lean();
  const known = new Set(members.map(({ _id }) => _id));
  return [
    ...rights.filter(({ memberId }) => !known.has(memberId)).map(({ _id }) => `the right ${_id} belongs to nobody`),
    ...members.flatMap((member) => {
      const own = rights.filter(({ memberId }) => memberId === member._id).map(({ _id }) => _id.split(":")[0]);
      const given = grants.filter(({ memberId }) => memberId === member._id).length;
      return [
        ...unless(
          ["memberNo", "openid", "phone"].every((kind) => own.includes(kind)),
          `member ${member._id} holds only ${own.join()}`,
        ),
        ...unless(given === 1, `member ${member._id} has ${given} registration packs`),
      ];
    }),
    ...unless(
      new Set(members.map(({ phoneBlind }) => phoneBlind)).size === members.length,
      "two members have one phone",
    ),
  ];
}

async function claimFaults({ campaignId }: OpenClub): Promise<string[]> {
  const pack = await GiftPacks.findById(campaignId).lean();
  const claimed = await Grants.find({ packId: campaignId, status: "claimed" }).lean();
  const vouchers = await Vouchers.find({ "source.kind": "gift-pack" }).lean();
  const cards = await VoucherCards.find({ "source.kind": "gift-pack" }).lean();
  if (
    !pack ||
    pack.stockTotal === null ||
    pack.stockLeft === null ||
    pack.budgetFen === null ||
    pack.budgetLeftFen === null
  )
    return ["no campaign"];
  const costFen = 2 * 2_800 + 5_000;
  const counts = new Map<string, number>();
  for (const { grantId } of vouchers) counts.set(grantId ?? "", (counts.get(grantId ?? "") ?? 0) + 1);
  const { isBalanced } = await voucherBalance({});
  return [
    ...unless(pack.claimedCount === claimed.length, `${pack.claimedCount} claims counted, ${claimed.length} made`),
    ...unless(
      pack.stockTotal - pack.stockLeft === claimed.length,
      `${pack.stockTotal - pack.stockLeft} taken from stock for ${claimed.length} claims`,
    ),
    ...unless(
      pack.budgetFen - pack.budgetLeftFen === claimed.length * costFen,
      `${pack.budgetFen - pack.budgetLeftFen} fen taken for ${claimed.length} claims`,
    ),
    ...claimed
      .filter(({ _id }) => counts.get(_id) !== VOUCHERS_PER_CLAIM)
      .map(({ _id }) => `grant ${_id} has ${counts.get(_id) ?? 0} vouchers`),
    ...unless(
      vouchers.length === claimed.length * VOUCHERS_PER_CLAIM,
      `${vouchers.length} vouchers for ${claimed.length} claims`,
    ),
    ...unless(cards.length === claimed.length * 2, `${cards.length} cards for ${claimed.length} claims`),
    ...unless(isBalanced, "the books of the vouchers do not balance"),
  ];
}

async function orderFaults({ productId }: OpenClub): Promise<string[]> {
  const orders = await Orders.find({}).lean();
  const product = await Products.findById(productId).lean();
  const accounts = await PointsAccounts.find({}).lean();
  const lots = await PointsLots.find({}).lean();
  const postings = new Map((await Postings.find({}).lean()).map((posting) => [posting._id, posting]));
  const vouchers = await Vouchers.find({ "source.kind": "mall-order" }).lean();
  const given = countBy(vouchers.map(({ source }) => source.id ?? ""));
  const ordered = countBy(orders.map(({ memberId }) => memberId));
  const left = new Map<string, number>();
  for (const lot of lots) left.set(lot.memberId, (left.get(lot.memberId) ?? 0) + lot.left);
  const taken = (product?.stockTotal ?? 0) - (product?.stockLeft ?? 0);
  return [
    ...unless(taken === orders.length, `${taken} taken from stock for ${orders.length} orders`),
    ...unless(vouchers.length === orders.length, `${vouchers.length} vouchers for ${orders.length} orders`),
    ...unless(
      postings.size === accounts.length + orders.length,
      `${postings.size} postings for ${orders.length} orders`,
    ),
    ...orders.flatMap(({ _id, memberId, postingId }) => [
      ...unless(given.get(_id) === 1, `order ${_id} has ${given.get(_id) ?? 0} vouchers`),
      ...unless(ordered.get(memberId) === 1, `member ${memberId} has ${ordered.get(memberId)} orders`),
      ...unless(postings.get(postingId)?.points === PRODUCT_POINTS, `order ${_id} was not paid`),
    ]),
    ...accounts.flatMap(({ _id, balance }) => {
      const held = 100 - PRODUCT_POINTS * (ordered.get(_id) ?? 0);
      return [
        ...unless(balance === held, `member ${_id} holds ${balance} points instead of ${held}`),
        ...unless(balance === left.get(_id), `member ${_id} holds ${balance} points, ${left.get(_id)} in lots`),
      ];
    }),
  ];
}

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

async function redemptionFaults(): Promise<string[]> {
  const redemptions = await Redemptions.find({}).lean();
  const used = await Vouchers.find({ $or: [{ status: "redeemed" }, { uses: { $gt: 0 } }] }).lean();
  const byVoucher = new Map(redemptions.map((row) => [row.voucherId, row]));
  return [
    ...unless(byVoucher.size === redemptions.length, "a voucher has two redemptions"),
    ...unless(used.length === redemptions.length, `${used.length} used vouchers, ${redemptions.length} redemptions`),
    ...used.flatMap((voucher) => {
      const redemption = byVoucher.get(voucher._id);
      const isWhole =
        voucher.status === "redeemed" &&
        voucher.uses === 1 &&
        voucher.redemptionId === redemption?._id &&
        voucher.memberId === redemption?.memberId;
      return unless(isWhole, `voucher ${voucher._id} and its redemption ${redemption?._id} disagree`);
    }),
  ];
}
