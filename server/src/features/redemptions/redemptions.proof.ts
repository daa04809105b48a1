import type { ClientSession } from "mongoose";
import { type Compared, type ProofWalk, stepOf } from "../../platform/proof";
import { countVouchers, type RedeemedVoucher, vouchersAfter, vouchersById } from "../vouchers/vouchers.proof";
import { type Redemption, Redemptions } from "./redemptions.model";

const ROWS = 500;
type Row = Pick<Redemption, "_id" | "voucherId" | "cityCode" | "status" | "clubFen">;
const FIELDS = { voucherId: 1, cityCode: 1, status: 1, clubFen: 1 } as const;

/** Every redemption that stands is the one its voucher names, and no voucher names one that was reversed. By _id. */
export const redemptionsHaveVouchers: ProofWalk = {
  total: () => Redemptions.estimatedDocumentCount(),
  step: async (session, after) => {
    const rows = await Redemptions.find({ _id: { $gt: after } }, FIELDS, { session })
      .sort({ _id: 1 })
      .limit(ROWS)
      .lean<Row[]>();
    const vouchers = await vouchersById(
      session,
      rows.map((row) => row.voucherId),
    );
    const compared = rows.map((row) => compareRow(row, vouchers.get(row.voucherId)));
    return stepOf(rows, ROWS, compared);
  },
};

function compareRow(row: Row, voucher: RedeemedVoucher | undefined): Compared {
  const stands = row.status === "redeemed" ? 1 : 0;
  const isNamed = voucher?.status === "redeemed" && voucher.redemptionId === row._id ? 1 : 0;
  const note = stands === 1 ? "核销有效，但兑换券没有记着这次核销" : "核销已冲正，但兑换券仍记着这次核销";
  return {
    cityCode: row.cityCode,
    left: { count: stands },
    right: { count: isNamed },
    gap: stands === isNamed ? null : { kind: "redemption", id: row._id, left: stands, right: isNamed, note },
  };
}

/** Every redeemed voucher names a redemption of itself that exists. By _id; those in order are counted by the other walk. */
export const redeemedVouchersHaveRedemptions: ProofWalk = {
  total: countVouchers,
  step: async (session, after) => {
    const rows = await vouchersAfter(session, { after, limit: ROWS });
    const redeemed = rows.filter((row) => row.status === "redeemed");
    const known = await voucherIdsOfRedemptions(
      session,
      redeemed.flatMap((row) => row.redemptionId ?? []),
    );
    const orphans = redeemed.filter((row) => known.get(row.redemptionId ?? "") !== row._id);
    return stepOf(rows, ROWS, orphans.map(orphan));
  },
};

async function voucherIdsOfRedemptions(session: ClientSession, ids: string[]): Promise<Map<string, string>> {
  const rows = await Redemptions.find({ _id: { $in: ids } }, { voucherId: 1 }, { session }).lean<Row[]>();
  return new Map(rows.map((row) => [row._id, row.voucherId]));
}

function orphan({ _id, cityCode }: RedeemedVoucher): Compared {
  const gap = { kind: "voucher", id: _id, left: 0, right: 1, note: "兑换券已使用，但找不到它的核销" };
  return { cityCode, left: { count: 0 }, right: { count: 1 }, gap };
}
