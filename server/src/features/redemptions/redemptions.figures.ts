import { formatCode } from "@club/shared/ids";
import type { LiveRedemption } from "@club/shared/overview";
import { type Redemption, Redemptions } from "./redemptions.model";

/*
 * What the back office's first page asks about redemptions.
 */

type Range = { from: Date; to: Date };
type RedemptionCell = {
  cityCode: string;
  serviceId: string;
  status: Redemption["status"];
  /** 0…23 in Shanghai. */
  hour: number;
  count: number;
  clubFen: number;
  memberFen: number;
};

/** A range's redemptions by city, service, state and hour: some hundreds of rows. Index: { redeemedAt, _id }. */
export async function redemptionCells({ from, to }: Range): Promise<RedemptionCell[]> {
  const rows = await Redemptions.aggregate<Omit<RedemptionCell, "hour"> & { _id: Omit<RedemptionCell, "count"> }>([
    { $match: { redeemedAt: { $gte: from, $lt: to } } },
    {
      $group: {
        _id: {
          cityCode: "$cityCode",
          serviceId: "$serviceId",
          status: "$status",
          hour: { $hour: { date: "$redeemedAt", timezone: "+08:00" } },
        },
        count: { $sum: 1 },
        clubFen: { $sum: "$clubFen" },
        memberFen: { $sum: "$memberFen" },
      },
    },
  ]);
  return rows.map(({ _id, count, clubFen, memberFen }) => ({ ..._id, count, clubFen, memberFen }));
}

const LIVE_FIELDS = {
  serviceId: 1,
  serviceName: 1,
  merchantId: 1,
  merchantName: 1,
  branchName: 1,
  cityCode: 1,
  plateMasked: 1,
  clubFen: 1,
  status: 1,
  redeemedAt: 1,
} as const;

/** The newest redemptions since an instant, oldest first. Index: { redeemedAt, _id }, or { cityCode, redeemedAt, _id }. */
export async function newestRedemptions(of: {
  cityCode: string | null;
  since: Date;
  limit: number;
}): Promise<LiveRedemption[]> {
  const city = of.cityCode === null ? {} : { cityCode: of.cityCode };
  const rows = await Redemptions.find({ ...city, redeemedAt: { $gte: of.since } }, LIVE_FIELDS)
    .sort({ redeemedAt: -1, _id: -1 })
    .limit(of.limit)
    .lean<Redemption[]>();
  return rows.reverse().map((row) => ({
    id: row._id,
    receiptNo: formatCode(row._id),
    serviceId: row.serviceId,
    serviceName: row.serviceName,
    merchantId: row.merchantId,
    merchantName: row.merchantName,
    branchName: row.branchName,
    cityCode: row.cityCode,
    plate: row.plateMasked,
    clubFen: row.clubFen,
    status: row.status,
    redeemedAt: row.redeemedAt.toISOString(),
  }));
}
