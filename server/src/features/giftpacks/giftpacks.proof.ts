import { PROVINCE_CODE } from "@club/shared/regions";
import { type Compared, type ProofWalk, stepOf } from "../../platform/proof";
import { countIssuedByCard } from "../vouchers/vouchers.proof";
import { type GiftPack, GiftPacks } from "./giftpack.model";
import { type Grant, Grants } from "./grant.model";

const PACKS = 5;
const GRANTS = 300;
type Counters = Pick<GiftPack, "_id" | "cityCode" | "claimedCount" | "stockTotal" | "stockLeft">;
const COUNTERS = { cityCode: 1, claimedCount: 1, stockTotal: 1, stockLeft: 1 } as const;

/**
 * What a pack counts as claimed is what was claimed of it, and what has left its stock. By _id; a pack's grants by
 * { packId, createdAt, _id }.
 */
export const packsCountTheirGrants: ProofWalk = {
  total: () => GiftPacks.estimatedDocumentCount(),
  step: async (session, after) => {
    const packs = await GiftPacks.find({ _id: { $gt: after } }, COUNTERS, { session })
      .sort({ _id: 1 })
      .limit(PACKS)
      .lean<Counters[]>();
    const compared: Compared[] = [];
    for (const pack of packs) {
      const claimed = await Grants.countDocuments({ packId: pack._id, status: "claimed" }, { session });
      compared.push(comparePack(pack, claimed));
    }
    return stepOf(packs, PACKS, compared);
  },
};

function comparePack(pack: Counters, claimed: number): Compared {
  const taken = pack.stockTotal === null || pack.stockLeft === null ? null : pack.stockTotal - pack.stockLeft;
  const gap = { kind: "giftPack", id: pack._id, left: pack.claimedCount, right: claimed };
  const isStockWrong = taken !== null && taken !== pack.claimedCount;
  return {
    cityCode: pack.cityCode ?? PROVINCE_CODE,
    left: { count: pack.claimedCount },
    right: { count: claimed },
    gap:
      pack.claimedCount !== claimed
        ? { ...gap, note: "礼包的领取计数与已领取的赠送不一致" }
        : isStockWrong
          ? { ...gap, right: taken, note: "礼包的领取计数与减少的库存不一致" }
          : null,
  };
}

type Claimed = Pick<Grant, "_id" | "memberId" | "cityCode" | "status" | "claim">;
const CLAIMED = { memberId: 1, cityCode: 1, status: 1, claim: 1 } as const;

/** Every claimed grant has exactly the vouchers that its claim promised, and no other grant has any. By _id. */
export const claimsHaveVouchers: ProofWalk = {
  total: () => Grants.estimatedDocumentCount(),
  step: async (session, after) => {
    const grants = await Grants.find({ _id: { $gt: after } }, CLAIMED, { session })
      .sort({ _id: 1 })
      .limit(GRANTS)
      .lean<Claimed[]>();
    const claimed = grants.filter((grant) => grant.status === "claimed");
    const issued = await countIssuedByCard(session, {
      memberIds: [...new Set(claimed.map((grant) => grant.memberId))],
      cardIds: claimed.flatMap((grant) => cardsOf(grant).map((card) => card.cardId)),
    });
    return stepOf(
      grants,
      GRANTS,
      claimed.map((grant) => compareClaim(grant, issued)),
    );
  },
};

function cardsOf(grant: Claimed) {
  return grant.claim?.cards ?? [];
}

function compareClaim(grant: Claimed, issued: ReadonlyMap<string, number>): Compared {
  const promised = cardsOf(grant).reduce((sum, card) => sum + card.quantity, 0);
  const found = cardsOf(grant).reduce((sum, card) => sum + (issued.get(card.cardId) ?? 0), 0);
  const note = "领取的券数与实际发出的券数不一致";
  return {
    cityCode: grant.cityCode,
    left: { count: promised },
    right: { count: found },
    gap: promised === found ? null : { kind: "grant", id: grant._id, left: promised, right: found, note },
  };
}
