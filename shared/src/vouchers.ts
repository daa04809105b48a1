import * as z from "zod/mini";
import { id, instant, page, pageQuery } from "./fields";
import { endpoint } from "./http";
import { plateField } from "./plates";
import { plateBinding } from "./services";

/**
 * States of a voucher and where each may go. Undoing a redemption either issues the voucher again or closes it.
 * expired, revoked, replaced and closed are final.
 */
export const VOUCHER_TRANSITIONS = {
  issued: ["redeemed", "expired", "revoked", "replaced", "locked"],
  redeemed: ["issued", "closed"],
  locked: ["issued"],
  expired: [],
  revoked: [],
  replaced: [],
  closed: [],
} as const;
export type VoucherStatus = keyof typeof VOUCHER_TRANSITIONS;
export const VOUCHER_STATUSES = ["issued", "redeemed", "expired", "revoked", "replaced", "locked", "closed"] as const;
export const VOUCHER_STATUS_NAMES: Record<VoucherStatus, string> = {
  issued: "可使用",
  redeemed: "已使用",
  expired: "已过期",
  revoked: "已收回",
  replaced: "已替换",
  locked: "已锁定",
  closed: "已关闭",
};
/** Why a voucher in this state cannot be used, as its owner reads it, with a next step. */
export const VOUCHER_WHY_NOT: Record<Exclude<VoucherStatus, "issued">, string> = {
  redeemed: "这张兑换券已经用过。请选择另一张可用的券。",
  expired: "这张兑换券已过期。请选择另一张未过期的券；如有疑问请联系客服。",
  locked: "解除锁定后可以继续使用，有效期不变。如有疑问请联系客服。",
  revoked: "这张兑换券不能再用。如有疑问请联系客服。",
  replaced: "俱乐部换发了一张新券，请在“我的兑换券”里使用新券。",
  closed: "账号注销时，没有用完的券一起失效。",
};
/** A QR token lives this long; for another grace period it still redeems, for phones that lost their network. */
export const QR_SECONDS = 60;
export const QR_GRACE_SECONDS = 30;

const status = z.enum(VOUCHER_STATUSES, "券状态不正确");
/** The groups of cards a member sees: to use (issued or locked), and no longer usable. What was used is a redemption: listMyRedemptions. */
export const VOUCHER_GROUPS = ["usable", "ended"] as const;
export type VoucherGroup = (typeof VOUCHER_GROUPS)[number];

/** One card of a member: all vouchers of one service that came together ("5 次洗车卡，剩 3 次"). */
export const voucherCard = z.object({
  cardId: id,
  serviceId: id,
  serviceName: z.string(),
  icon: z.string(),
  totalCount: z.int(),
  /** Vouchers of the card in the group asked for; in "usable" it is what is left. */
  count: z.int(),
  lockedCount: z.int(),
  /** The voucher to open when the card is tapped: of the group, the first to expire. */
  voucherId: id,
  /** Exclusive end of the first to expire. */
  expiresAt: instant,
  issuedAt: instant,
});
export type VoucherCardView = z.output<typeof voucherCard>;

/** What can be used now of a card in the group "usable": a locked voucher is still the member's, but cannot be used. */
export function usableCount({ count, lockedCount }: Pick<VoucherCardView, "count" | "lockedCount">): number {
  return count - lockedCount;
}

export const voucherFacts = {
  id,
  cardId: id,
  serviceId: id,
  serviceName: z.string(),
  icon: z.string(),
  status,
  statusName: z.string(),
  issuedAt: instant,
  /** Exclusive: the voucher is valid before this instant. */
  expiresAt: instant,
  redeemedAt: z.nullable(instant),
  plateBinding,
  plateMasked: z.nullable(z.string()),
};
export const timelineEntry = z.object({
  at: instant,
  kind: z.string(),
  title: z.string(),
  note: z.nullable(z.string()),
});
export type TimelineEntry = z.output<typeof timelineEntry>;

export const memberVoucher = z.object({
  ...voucherFacts,
  /** Readable code XXXX-XXXX-XXXX while the voucher can be used, else null. Only ever sent to its owner. */
  code: z.nullable(z.string()),
  /** Why the voucher cannot be used now, one sentence; null when it can. */
  whyNot: z.nullable(z.string()),
  description: z.string(),
  terms: z.array(z.string()),
  timeline: z.array(timelineEntry),
  /** The redemption that stands, for its receipt and to rate it; null while there is none. */
  redemptionId: z.nullable(id),
});
export type MemberVoucher = z.output<typeof memberVoucher>;

export const voucherParams = z.object({ voucherId: id });
const MEMBER = ["member"] as const;

export const listMyVoucherCards = endpoint({
  name: "listMyVoucherCards",
  method: "GET",
  path: "/me/voucher-cards",
  auth: MEMBER,
  summary: "按状态列出我的兑换券卡片；可使用的先到期在前，其余新的在前",
  tag: "兑换券",
  query: z.object({ group: z.prefault(z.enum(VOUCHER_GROUPS, "请选择券的状态"), "usable"), ...pageQuery }),
  response: page(voucherCard),
  errors: [],
});

export const getMyVoucher = endpoint({
  name: "getMyVoucher",
  method: "GET",
  path: "/me/vouchers/:voucherId",
  auth: MEMBER,
  summary: "查看我的一张兑换券（含可读券码与经过）",
  tag: "兑换券",
  params: voucherParams,
  response: memberVoucher,
  errors: ["vouchers.not-found"],
});

export const createVoucherQr = endpoint({
  name: "createVoucherQr",
  method: "POST",
  path: "/me/vouchers/:voucherId/qr",
  auth: MEMBER,
  summary: "取一个 60 秒有效、只能用一次的二维码",
  tag: "兑换券",
  params: voucherParams,
  response: z.object({ token: z.string(), code: z.string(), refreshAfterSeconds: z.int(), expiresAt: instant }),
  errors: ["vouchers.not-found", "vouchers.not-usable", "vouchers.expired"],
  rateLimit: { limit: 60, windowSeconds: 60, by: "actor" },
});

export const bindVoucherPlate = endpoint({
  name: "bindVoucherPlate",
  method: "POST",
  path: "/me/vouchers/:voucherId/plate",
  auth: MEMBER,
  summary: "为需要车牌的兑换券绑定车牌（只能绑定一次，同卡一并绑定）",
  tag: "兑换券",
  params: voucherParams,
  body: z.object({ plate: plateField }),
  response: memberVoucher,
  errors: [
    "vouchers.not-found",
    "vouchers.not-usable",
    "vouchers.expired",
    "vouchers.plate-not-needed",
    "vouchers.plate-already-bound",
  ],
});
