import type { DataSection } from "@club/shared/members";
import { RATING_TAGS } from "@club/shared/ratings";
import { formatInstant } from "@club/shared/time";
import type { Ctx } from "../../platform/context";
import { type Rating, Ratings } from "./ratings.model";

/** What the member said of redemptions, for the copy of their data. Index: { memberId }. */
export async function ratingsDataSection(_ctx: Ctx, memberId: string): Promise<DataSection> {
  const rows = await Ratings.find({ memberId }).lean<Rating[]>();
  rows.sort((a, b) => b.ratedAt.getTime() - a.ratedAt.getTime());
  return {
    key: "ratings",
    title: "评价",
    items: rows.map((row) => ({
      id: row._id,
      title: row.serviceName,
      facts: [
        { label: "评价时间", value: formatInstant(row.ratedAt) },
        { label: "商户", value: `${row.merchantName}（${row.branchName}）` },
        { label: "星级", value: `${row.stars} 星` },
        { label: "标签", value: row.tags.map((tag) => RATING_TAGS[tag]).join("、") || "没有" },
        { label: "评价内容", value: row.text ?? "没有" },
      ],
    })),
  };
}
