import * as z from "zod/mini";
import { count, fen, id, instant, page, pageQuery, reason } from "./fields";
import { audience, GIFT_PACK_TRIGGERS, packBody, packItems, packItemView, packTerms } from "./giftpack-content";
import { endpoint, STAFF_ROLES } from "./http";

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
