import * as z from "zod/mini";
import { cityCode, count, day, fen, id, instant, text } from "./fields";
import { MEMBER_TIERS } from "./members";
import { plateBinding } from "./services";

/** How a pack reaches members: on registering, by themselves in a campaign, by an admin, or at the counter. */
export const GIFT_PACK_TRIGGERS = ["registration", "campaign", "manual", "counter"] as const;
export type GiftPackTrigger = (typeof GIFT_PACK_TRIGGERS)[number];
export const MAX_VOUCHERS_PER_PACK = 200;

export const packItem = z
  .object({
    serviceId: id,
    quantity: count("数量", 100, 1),
    /** Valid through this many days after the day of the claim… */
    validDays: z.optional(count("有效天数", 1095, 1)),
    /** …or through this day: exactly one of the two. */
    validUntilOn: z.optional(day),
    plateBinding,
  })
  .check(
    z.refine(
      (item) => (item.validDays === undefined) !== (item.validUntilOn === undefined),
      "有效天数和到期日请填写其中一项",
    ),
  );
export type PackItem = z.output<typeof packItem>;

export const packItems = z.array(packItem).check(
  z.minLength(1, "请至少加入一项服务"),
  z.maxLength(20, "一个礼包最多 20 项服务"),
  z.refine(
    (items) => items.reduce((sum, item) => sum + item.quantity, 0) <= MAX_VOUCHERS_PER_PACK,
    `一个礼包最多 ${MAX_VOUCHERS_PER_PACK} 张券`,
  ),
);
export const packTerms = z.array(text("使用须知", 200)).check(z.maxLength(10, "使用须知最多 10 条"));
export const audience = z.discriminatedUnion(
  "kind",
  [
    z.object({ kind: z.literal("all") }),
    z.object({ kind: z.literal("tier"), tier: z.enum(MEMBER_TIERS, "请选择会员等级") }),
    z.object({
      kind: z.literal("city"),
      cityCodes: z.array(cityCode).check(z.minLength(1, "请选择城市"), z.maxLength(16, "最多选择 16 个城市")),
    }),
    z.object({ kind: z.literal("list") }),
  ],
  "请选择适用人群",
);
export type Audience = z.output<typeof audience>;

const stock = z.nullable(count("库存份数", 10_000_000, 1));
const budget = z.nullable(fen);
export const packBody = z
  .object({
    name: text("礼包名称", 30),
    intro: text("礼包介绍", 200),
    /** The city that manages the pack; null = the province. */
    cityCode: z.nullable(cityCode),
    trigger: z.enum(GIFT_PACK_TRIGGERS, "请选择发放方式"),
    audience,
    opensAt: instant,
    /** Exclusive; null = no end. */
    closesAt: z.nullable(instant),
    /** A grant must be claimed through this many days after its own day; null = until the pack closes. */
    claimDays: z.nullable(count("领取期限（天）", 365, 1)),
    /** Packs that may be claimed in all; null = no limit. */
    stockTotal: stock,
    /** Money that claims may cost in all, in fen by standard prices; null = no limit. */
    budgetFen: budget,
    perMemberLimit: count("每人份数", 50, 1),
    items: packItems,
    terms: packTerms,
  })
  .check(
    z.refine(
      (pack) => pack.closesAt === null || Date.parse(pack.closesAt) > Date.parse(pack.opensAt),
      "结束时间应晚于开始时间",
    ),
  );

export const packItemView = z.object({
  serviceId: id,
  serviceName: z.string(),
  icon: z.string(),
  quantity: z.int(),
  plateBinding,
  validDays: z.optional(z.int()),
  validUntilOn: z.optional(z.string()),
  /** "领取后 90 天内有效" or "2026年12月31日前有效". */
  validity: z.string(),
});
export type GiftPackInput = z.output<typeof packBody>;
