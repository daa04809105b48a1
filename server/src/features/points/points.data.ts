import type { DataSection } from "@club/shared/members";
import { formatPoints } from "@club/shared/points";
import { POSTING_REASON_NAMES } from "@club/shared/points-account";
import { formatInstant } from "@club/shared/time";
import type { Ctx } from "../../platform/context";
import { type Posting, Postings } from "./points.model";
import { signedPointsOf } from "./points.rules";

/** So many rows are read by people; the balance is in the newest. */
const MOST = 5_000;

/** The member's points, for the copy of their data: the ledger, newest first. Index: { memberId, seq, _id }. */
export async function pointsDataSection(_ctx: Ctx, memberId: string): Promise<DataSection> {
  const rows = await Postings.find({ memberId }).sort({ seq: -1, _id: -1 }).limit(MOST).lean<Posting[]>();
  return {
    key: "points",
    title: "积分",
    items: rows.map((row) => ({
      id: row._id,
      title: POSTING_REASON_NAMES[row.reason],
      facts: [
        { label: "时间", value: formatInstant(row.at) },
        { label: "变动", value: formatPoints(signedPointsOf(row)) },
        { label: "余额", value: formatPoints(row.balanceAfter) },
        ...(row.note === null ? [] : [{ label: "说明", value: row.note }]),
      ],
    })),
  };
}
