import * as z from "zod/mini";
import { cityCode, count, id, instant, integerQuery, page, pageQuery, queryFlag, text } from "./fields";
import { endpoint } from "./http";
import { points } from "./points";

/*
 * 评价: a member says once how a redemption went. Seen by the member and the club.
 */

export const MAX_STARS = 5;
/** Ratings of so many stars or fewer wait for somebody of the club to look after them. */
export const LOW_STARS = 2;
export const RATING_TEXT_MAX = 200;
export const RATING_TAGS = {
  "on-time": "准时",
  polite: "态度好",
  skilled: "技术专业",
  tidy: "环境整洁",
  "fair-price": "没有额外收费",
  "long-wait": "等待太久",
  impolite: "态度差",
  careless: "做得马虎",
  "extra-charge": "要求额外付费",
  "hard-to-find": "门店难找",
} as const;
export type RatingTag = keyof typeof RATING_TAGS;
export const RATING_TAG_KEYS = Object.keys(RATING_TAGS) as [RatingTag, ...RatingTag[]];

const stars = count("星级", MAX_STARS, 1);
const tags = z.array(z.enum(RATING_TAG_KEYS, "请选择列出的标签")).check(
  z.maxLength(5, "最多选 5 个标签"),
  z.refine((value) => new Set(value).size === value.length, "标签不能重复"),
);

const ratingFacts = {
  redemptionId: id,
  stars: z.int(),
  tags: z.array(z.object({ key: z.string(), name: z.string() })),
  text: z.nullable(z.string()),
  ratedAt: instant,
};
export const myRating = z.object({
  ...ratingFacts,
  /** Points earned by it; 0 when the rule was off or its cap reached. */
  earnedPoints: points,
});
export type MyRating = z.output<typeof myRating>;

export const ratingPage = z.object({
  redemption: z.object({
    id,
    voucherId: id,
    serviceName: z.string(),
    merchantName: z.string(),
    branchName: z.string(),
    redeemedAt: instant,
  }),
  /** Null until rated. */
  rating: z.nullable(myRating),
  /** Why it cannot be rated, one sentence; null when it can, or has been. */
  whyNot: z.nullable(z.string()),
  /** What rating would earn now. */
  nextPoints: points,
});
export type RatingPage = z.output<typeof ratingPage>;

const MEMBER = ["member"] as const;
const TAG = "评价";
const redemptionParams = z.object({ redemptionId: id });

export const getMyRating = endpoint({
  name: "getMyRating",
  method: "GET",
  path: "/me/redemptions/:redemptionId/rating",
  auth: MEMBER,
  summary: "我对一次核销的评价，或评价它所需的信息",
  tag: TAG,
  params: redemptionParams,
  response: ratingPage,
  errors: ["redemptions.not-found"],
});

export const rateRedemption = endpoint({
  name: "rateRedemption",
  method: "POST",
  path: "/me/redemptions/:redemptionId/rating",
  auth: MEMBER,
  summary: "评价一次核销（只能评价一次；同样的内容再次提交得到同样的结果）",
  tag: TAG,
  params: redemptionParams,
  body: z.object({
    stars,
    tags: z.prefault(tags, []),
    text: z.optional(z.nullable(text("评价内容", RATING_TEXT_MAX, 0))),
  }),
  response: myRating,
  errors: [
    "redemptions.not-found",
    "ratings.redemption-undone",
    "ratings.already-rated",
    "ratings.text-refused",
    "points.member-not-active",
  ],
  rateLimit: { limit: 20, windowSeconds: 60, by: "actor" },
});

const READERS = ["provinceAdmin", "cityAdmin", "finance", "auditor"] as const;
const HANDLERS = ["provinceAdmin", "cityAdmin"] as const;

export const staffRating = z.object({
  ...ratingFacts,
  /** passed = checked by WeChat; unchecked = could not be checked, read it with care. */
  textCheck: z.enum(["none", "passed", "unchecked"]),
  cityCode: z.string(),
  merchantId: id,
  merchantName: z.string(),
  branchName: z.string(),
  serviceName: z.string(),
  member: z.object({ id, memberNo: z.string(), name: z.nullable(z.string()), phone: z.nullable(z.string()) }),
  /** Of so few stars that the club looks after it. */
  isLow: z.boolean(),
  handledAt: z.nullable(instant),
  handledNote: z.nullable(z.string()),
});
export type StaffRating = z.output<typeof staffRating>;

export const listRatings = endpoint({
  name: "listRatings",
  method: "GET",
  path: "/staff/ratings",
  auth: READERS,
  summary: "评价，新的在前；可按商户、城市、星级筛选，或只看待处理的低分评价",
  tag: TAG,
  query: z.object({
    merchantId: z.optional(id),
    cityCode: z.optional(cityCode),
    stars: z.optional(integerQuery(stars)),
    openOnly: z.prefault(queryFlag, false),
    ...pageQuery,
  }),
  response: page(staffRating),
  errors: [],
});

export const handleRating = endpoint({
  name: "handleRating",
  method: "POST",
  path: "/staff/ratings/:redemptionId/handle",
  auth: HANDLERS,
  summary: "把一条低分评价标为已处理，写明怎样处理",
  tag: TAG,
  params: redemptionParams,
  body: z.object({ note: text("处理说明", 200, 2) }),
  response: staffRating,
  errors: ["ratings.not-found", "ratings.nothing-to-handle"],
});
