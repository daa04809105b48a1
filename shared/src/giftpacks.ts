import * as z from "zod/mini";
import { cityCode, count, day, fen, id, instant, page, pageQuery, reason, text } from "./fields";
import { endpoint, STAFF_ROLES } from "./http";
import { MEMBER_TIERS } from "./members";
import { plateBinding } from "./services";

/** States of a gift pack (礼包). A paused pack may open again; an ended one never. */
export const GIFT_PACK_TRANSITIONS = {
  draft: ["published", "ended"],
  published: ["paused", "ended"],
  paused: ["published", "ended"],
  ended: [],
} as const;
export type GiftPackStatus = keyof typeof GIFT_PACK_TRANSITIONS;
export const GIFT_PACK_STATUSES = ["draft", "published", "paused", "ended"] as const;
export const GIFT_PACK_STATUS_NAMES: Record<GiftPackStatus, string> = {
  draft: "草稿",
  published: "已发布",
  paused: "已暂停",
  ended: "已结束",
};
/** States of one grant (赠送) of a pack to a member. */
export const GRANT_TRANSITIONS = {
  granted: ["claimed", "expired", "revoked"],
  claimed: [],
  expired: [],
  revoked: [],
} as const;
export type GrantStatus = keyof typeof GRANT_TRANSITIONS;
export const GRANT_STATUSES = ["granted", "claimed", "expired", "revoked"] as const;
export const GRANT_STATUS_NAMES: Record<GrantStatus, string> = {
  granted: "待领取",
  claimed: "已领取",
  expired: "已过期",
  revoked: "已收回",
};
/** How a pack reaches members: on registering, by themselves in a campaign, by an admin, or at the counter. */
export const GIFT_PACK_TRIGGERS = ["registration", "campaign", "manual", "counter"] as const;
export type GiftPackTrigger = (typeof GIFT_PACK_TRIGGERS)[number];
export const MAX_VOUCHERS_PER_PACK = 200;
/** Phones or member ids in one import. */
export const MAX_IMPORT_ROWS = 20_000;

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

const packItems = z.array(packItem).check(
  z.minLength(1, "请至少加入一项服务"),
  z.maxLength(20, "一个礼包最多 20 项服务"),
  z.refine(
    (items) => items.reduce((sum, item) => sum + item.quantity, 0) <= MAX_VOUCHERS_PER_PACK,
    `一个礼包最多 ${MAX_VOUCHERS_PER_PACK} 张券`,
  ),
);
const packTerms = z.array(text("使用须知", 200)).check(z.maxLength(10, "使用须知最多 10 条"));
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
const packBody = z
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
export const giftPackView = z.object({
  id,
  name: z.string(),
  intro: z.string(),
  status: z.enum(GIFT_PACK_STATUSES),
  statusName: z.string(),
  cityCode: z.nullable(z.string()),
  trigger: z.enum(GIFT_PACK_TRIGGERS),
  audience,
  opensAt: instant,
  closesAt: z.nullable(instant),
  claimDays: z.nullable(z.int()),
  stockTotal: z.nullable(z.int()),
  stockLeft: z.nullable(z.int()),
  budgetFen: z.nullable(z.int()),
  budgetLeftFen: z.nullable(z.int()),
  perMemberLimit: z.int(),
  claimedCount: z.int(),
  currentVersion: z.int(),
  items: z.array(packItemView),
  /** What one claim of the current version costs by standard prices. */
  costFen: z.int(),
  terms: z.array(z.string()),
  createdAt: instant,
  updatedAt: instant,
});
export type GiftPackView = z.output<typeof giftPackView>;
export type GiftPackInput = z.output<typeof packBody>;

/** One "why not" of a preview or an offer. */
export const refusal = z.object({ code: z.string(), title: z.string(), next: z.string() });
export type Refusal = z.output<typeof refusal>;

const EDITORS = ["provinceAdmin", "cityAdmin"] as const;
const TAG = "礼包";
const packParams = z.object({ packId: id });
const staffPost = { method: "POST", auth: EDITORS, tag: TAG, params: packParams, response: giftPackView } as const;

export const createGiftPack = endpoint({
  name: "createGiftPack",
  method: "POST",
  path: "/staff/gift-packs",
  auth: EDITORS,
  summary: "新建礼包草稿",
  tag: TAG,
  body: packBody,
  response: giftPackView,
  errors: ["giftpacks.service-unavailable", "giftpacks.items-expired", "giftpacks.city-out-of-scope"],
  idempotent: true,
});

export const updateGiftPack = endpoint({
  name: "updateGiftPack",
  method: "PUT",
  path: "/staff/gift-packs/:packId",
  auth: EDITORS,
  summary: "修改礼包草稿",
  tag: TAG,
  params: packParams,
  body: packBody,
  response: giftPackView,
  errors: [
    "giftpacks.not-found",
    "giftpacks.not-editable",
    "giftpacks.service-unavailable",
    "giftpacks.items-expired",
    "giftpacks.city-out-of-scope",
  ],
});

export const createGiftPackVersion = endpoint({
  ...staffPost,
  name: "createGiftPackVersion",
  path: "/staff/gift-packs/:packId/versions",
  summary: "为已发布的礼包新建版本（已赠送的仍按原版本）",
  /** `baseVersion` is the version that was looked at: two editors do not overwrite each other. */
  body: z.object({ baseVersion: z.int(), items: packItems, terms: packTerms, reason }),
  errors: [
    "giftpacks.not-found",
    "giftpacks.state-conflict",
    "giftpacks.version-conflict",
    "giftpacks.service-unavailable",
    "giftpacks.items-expired",
  ],
});

export const publishGiftPack = endpoint({
  ...staffPost,
  name: "publishGiftPack",
  path: "/staff/gift-packs/:packId/publish",
  summary: "发布礼包，或恢复已暂停的礼包",
  errors: [
    "giftpacks.not-found",
    "giftpacks.state-conflict",
    "giftpacks.audience-empty",
    "giftpacks.window-closed",
    "giftpacks.items-expired",
    "giftpacks.service-unavailable",
  ],
});

export const pauseGiftPack = endpoint({
  ...staffPost,
  name: "pauseGiftPack",
  path: "/staff/gift-packs/:packId/pause",
  summary: "暂停礼包",
  body: z.object({ reason }),
  errors: ["giftpacks.not-found", "giftpacks.state-conflict"],
});

export const endGiftPack = endpoint({
  ...staffPost,
  name: "endGiftPack",
  path: "/staff/gift-packs/:packId/end",
  summary: "结束礼包（不能恢复）",
  body: z.object({ reason }),
  errors: ["giftpacks.not-found", "giftpacks.state-conflict"],
});

export const topUpGiftPack = endpoint({
  ...staffPost,
  name: "topUpGiftPack",
  path: "/staff/gift-packs/:packId/top-up",
  summary: "补充库存或预算",
  body: z
    .object({
      stockCount: z.optional(count("补充份数", 10_000_000, 1)),
      budgetFen: z.optional(fen.check(z.gte(1, "补充金额应大于 0"))),
      reason,
    })
    .check(z.refine((body) => body.stockCount !== undefined || body.budgetFen !== undefined, "请填写补充的份数或金额")),
  errors: ["giftpacks.not-found", "giftpacks.state-conflict", "giftpacks.no-limit-to-raise"],
  idempotent: true,
});

export const listGiftPacks = endpoint({
  name: "listGiftPacks",
  method: "GET",
  path: "/staff/gift-packs",
  auth: STAFF_ROLES,
  summary: "列出礼包",
  tag: TAG,
  query: z.object({ status: z.optional(z.enum(GIFT_PACK_STATUSES, "礼包状态不正确")), ...pageQuery }),
  response: page(giftPackView),
  errors: [],
});

export const getGiftPack = endpoint({
  name: "getGiftPack",
  method: "GET",
  path: "/staff/gift-packs/:packId",
  auth: STAFF_ROLES,
  summary: "查看礼包",
  tag: TAG,
  params: packParams,
  response: giftPackView,
  errors: ["giftpacks.not-found"],
});

export const listGiftPackVersions = endpoint({
  name: "listGiftPackVersions",
  method: "GET",
  path: "/staff/gift-packs/:packId/versions",
  auth: STAFF_ROLES,
  summary: "礼包的各个版本，新的在前（最近 50 个）",
  tag: TAG,
  params: packParams,
  response: z.object({
    items: z.array(
      z.object({
        version: z.int(),
        isCurrent: z.boolean(),
        items: z.array(packItemView),
        terms: z.array(z.string()),
        costFen: z.int(),
        createdAt: instant,
      }),
    ),
  }),
  errors: ["giftpacks.not-found"],
});

export const giftPackEndpoints = {
  createGiftPack,
  updateGiftPack,
  createGiftPackVersion,
  publishGiftPack,
  pauseGiftPack,
  endGiftPack,
  topUpGiftPack,
  listGiftPacks,
  getGiftPack,
  listGiftPackVersions,
};
