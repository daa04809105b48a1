import * as z from "zod/mini";
import { cityCode, id, instant, page, pageQuery, reason } from "./fields";
import { audience, GIFT_PACK_TRIGGERS, packItemView } from "./giftpack-content";
import { refusal } from "./giftpacks";
import { endpoint } from "./http";
import { phoneField } from "./phone";

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

const EDITORS = ["provinceAdmin", "cityAdmin"] as const;
const GRANTERS = ["provinceAdmin", "cityAdmin", "counterClerk"] as const;
const READERS = ["provinceAdmin", "cityAdmin", "auditor", "counterClerk"] as const;
const TAG = "礼包";
const packParams = z.object({ packId: id });
const status = z.enum(GRANT_STATUSES, "赠送状态不正确");

/** One issued card in the answer of a claim; frozen on the grant, so that every replay reads the same. */
export const claimedCard = z.object({
  cardId: id,
  serviceId: id,
  serviceName: z.string(),
  quantity: z.int(),
  /** Exclusive. */
  expiresAt: instant,
  plateBinding: z.enum(["none", "required"]),
});
export const claimAnswer = z.object({
  grantId: id,
  packId: id,
  packName: z.string(),
  claimedAt: instant,
  cards: z.array(claimedCard),
});
export type ClaimAnswer = z.output<typeof claimAnswer>;

/** A gift pack in 我的礼包. `grantId` is what is claimed; for an open campaign it is the grant that claiming will create. */
export const myGiftPack = z.object({
  grantId: id,
  packId: id,
  name: z.string(),
  intro: z.string(),
  trigger: z.enum(GIFT_PACK_TRIGGERS),
  status,
  statusName: z.string(),
  items: z.array(packItemView),
  terms: z.array(z.string()),
  /** The first reason why it cannot be claimed now; null when it can (or is claimed). */
  whyNot: z.nullable(refusal),
  /** Exclusive end of claiming; null = no end. */
  claimBy: z.nullable(instant),
  grantedAt: z.nullable(instant),
  claimedAt: z.nullable(instant),
  cards: z.array(claimedCard),
});
export type MyGiftPack = z.output<typeof myGiftPack>;
/** Given and waiting; open campaigns to take part in; claimed; expired or taken back. */
export const MY_PACK_SECTIONS = ["granted", "campaign", "claimed", "ended"] as const;

export const listMyGiftPacks = endpoint({
  name: "listMyGiftPacks",
  method: "GET",
  path: "/me/gift-packs",
  auth: ["member"],
  summary: "我的礼包：可领取（含开放的活动礼包）、已领取、已失效",
  tag: TAG,
  query: z.object({ section: z.prefault(z.enum(MY_PACK_SECTIONS, "请选择礼包分组"), "granted"), ...pageQuery }),
  response: page(myGiftPack),
  errors: [],
});

export const getMyGiftPack = endpoint({
  name: "getMyGiftPack",
  method: "GET",
  path: "/me/gift-packs/:grantId",
  auth: ["member"],
  summary: "查看我的一份礼包",
  tag: TAG,
  params: z.object({ grantId: id }),
  response: myGiftPack,
  errors: ["giftpacks.grant-not-found"],
});

/** The reasons why a claim may be refused, in the order in which they are looked at. */
export const CLAIM_ERRORS = [
  "giftpacks.grant-not-found",
  "giftpacks.grant-revoked",
  "giftpacks.grant-expired",
  "giftpacks.not-published",
  "giftpacks.ended",
  "giftpacks.paused",
  "giftpacks.not-open",
  "giftpacks.closed",
  "giftpacks.member-not-active",
  "giftpacks.not-eligible",
  "giftpacks.limit-reached",
  "giftpacks.items-expired",
  "giftpacks.out-of-stock",
  "giftpacks.budget-exhausted",
] as const;

export const claimGiftPack = endpoint({
  name: "claimGiftPack",
  method: "POST",
  path: "/me/gift-packs/:grantId/claim",
  auth: ["member"],
  summary: "领取礼包：只会成功一次，重复领取得到同样的结果",
  tag: TAG,
  params: z.object({ grantId: id }),
  response: claimAnswer,
  errors: CLAIM_ERRORS,
  idempotent: "own",
});

export const countAudience = endpoint({
  name: "countGiftPackAudience",
  method: "GET",
  path: "/staff/gift-packs/:packId/audience-count",
  auth: EDITORS,
  summary: "礼包适用的会员人数",
  tag: TAG,
  params: packParams,
  response: z.object({ memberCount: z.int() }),
  errors: ["giftpacks.not-found"],
});

export const estimateAudience = endpoint({
  name: "estimateGiftPackAudience",
  method: "POST",
  path: "/staff/gift-packs/audience-count",
  auth: EDITORS,
  summary: "还没有保存的适用人群有多少会员；城市人员只数本市",
  tag: TAG,
  body: z.object({ cityCode: z.nullable(cityCode), audience }),
  response: z.object({ memberCount: z.int() }),
  errors: [],
  rateLimit: { limit: 120, windowSeconds: 60, by: "actor" },
});

const importRow = z.object({ rowNo: z.int(), phoneMasked: z.string(), outcome: refusal });
export const addAudience = endpoint({
  name: "addGiftPackAudience",
  method: "POST",
  path: "/staff/gift-packs/:packId/audience",
  auth: EDITORS,
  summary: "向名单礼包导入会员手机号（重复导入不重复计算）",
  tag: TAG,
  params: packParams,
  upload: { types: ["text/csv", "text/plain"], maxBytes: 1_000_000 },
  response: z.object({ addedCount: z.int(), alreadyCount: z.int(), memberCount: z.int(), refused: z.array(importRow) }),
  errors: ["giftpacks.not-found", "giftpacks.state-conflict", "giftpacks.file-empty", "giftpacks.file-too-long"],
});

export const previewGiftPack = endpoint({
  name: "previewGiftPack",
  method: "POST",
  path: "/staff/gift-packs/:packId/preview",
  auth: READERS,
  summary: "预览：某位会员能不能领，为什么不能",
  tag: TAG,
  params: packParams,
  body: z
    .object({ memberId: z.optional(id), phone: z.optional(phoneField) })
    .check(
      z.refine(
        (body) => (body.memberId === undefined) !== (body.phone === undefined),
        "请填写会员编号或手机号，二选一",
      ),
    ),
  response: z.object({
    canClaim: z.boolean(),
    reasons: z.array(refusal),
    /** Why the pack cannot even be given to this member; null = it can, also before it opens or while it is out of stock. */
    whyNotGrant: z.nullable(refusal),
    usedCount: z.int(),
    perMemberLimit: z.int(),
  }),
  errors: ["giftpacks.not-found", "giftpacks.member-not-found"],
});

const grantRowAnswer = z.object({
  memberId: id,
  grantId: z.nullable(id),
  /** Null when the pack was granted. */
  refusal: z.nullable(refusal),
});
export const grantGiftPack = endpoint({
  name: "grantGiftPack",
  method: "POST",
  path: "/staff/gift-packs/:packId/grants",
  auth: GRANTERS,
  summary: "把礼包赠送给一位或多位会员",
  tag: TAG,
  params: packParams,
  body: z.object({
    memberIds: z.array(id).check(z.minLength(1, "请选择会员"), z.maxLength(500, "一次最多赠送 500 位会员")),
    reason,
  }),
  response: z.object({ grantedCount: z.int(), rows: z.array(grantRowAnswer) }),
  errors: ["giftpacks.not-found", "giftpacks.trigger-mismatch", "giftpacks.not-published"],
  idempotent: true,
});

export const grantView = z.object({
  id,
  memberId: id,
  packId: id,
  packVersion: z.int(),
  status,
  statusName: z.string(),
  sourceKind: z.string(),
  batchId: z.nullable(z.string()),
  createdAt: instant,
  expiresAt: z.nullable(instant),
  claimedAt: z.nullable(instant),
  cityCode: z.string(),
});
export type GrantView = z.output<typeof grantView>;
export const packGrantView = z.object({ ...grantView.shape, memberNo: z.nullable(z.string()) });
export type PackGrantView = z.output<typeof packGrantView>;
export const listGrants = endpoint({
  name: "listGiftPackGrants",
  method: "GET",
  path: "/staff/gift-packs/:packId/grants",
  auth: READERS,
  summary: "列出一个礼包的赠送记录",
  tag: TAG,
  params: packParams,
  query: z.object(pageQuery),
  response: page(packGrantView),
  errors: ["giftpacks.not-found"],
});

export const memberGrantView = z.object({ ...grantView.shape, packName: z.string() });
export type MemberGrantView = z.output<typeof memberGrantView>;
export const listMemberGrants = endpoint({
  name: "listMemberGrants",
  method: "GET",
  path: "/staff/members/:memberId/grants",
  auth: READERS,
  summary: "一位会员得到的礼包，新的在前",
  tag: TAG,
  params: z.object({ memberId: id }),
  query: z.object(pageQuery),
  response: page(memberGrantView),
  errors: [],
});

export const revokeGrant = endpoint({
  name: "revokeGrant",
  method: "POST",
  path: "/staff/grants/:grantId/revoke",
  auth: EDITORS,
  summary: "收回还没有领取的礼包",
  tag: TAG,
  params: z.object({ grantId: id }),
  body: z.object({ reason }),
  response: grantView,
  errors: ["giftpacks.grant-not-found", "giftpacks.grant-not-open"],
});
