import * as z from "zod/mini";
import { cityCode, fen, id, instant, page, pageQuery, reason, text, totalOfFen } from "./fields";
import { endpoint, MERCHANT_ROLES } from "./http";
import { latE6, lngE6 } from "./merchant-branches";

/** A redemption (核销) is written once and may be taken back once (冲正). */
export const REDEMPTION_TRANSITIONS = { redeemed: ["reversed"], reversed: [] } as const;
export type RedemptionStatus = keyof typeof REDEMPTION_TRANSITIONS;
export const redemptionStatus = z.enum(["redeemed", "reversed"], "请选择核销状态");

/** How long the merchant itself may take a redemption back. */
export const UNDO_WINDOW_MINUTES = 60;
export const PHOTO_MAX_BYTES = 2_097_152;
/** The largest bill of one service: what is above is a slip of the finger. */
export const MAX_BILL_FEN = 100_000_000;
const billFen = fen.check(z.lte(MAX_BILL_FEN, "单笔消费金额不能超过 100 万元，请核对后重新输入"));

/** One reason why not: a stable code, one sentence, the next step. */
const whyNot = z.object({ code: z.string(), title: z.string(), next: z.string() });
export type WhyNot = z.output<typeof whyNot>;
const priceView = z.object({
  model: z.enum(["fixed", "share", "cap"]),
  priceFen: z.nullable(fen),
  clubShareBps: z.nullable(z.int()),
  capFen: z.nullable(fen),
});

export const previewRedemption = endpoint({
  name: "previewRedemption",
  method: "POST",
  path: "/merchant/redemptions/preview",
  auth: MERCHANT_ROLES,
  summary: "扫描或输入兑换码：看清服务、车主、车牌，以及不能核销的全部原因（不改变任何数据）",
  tag: "核销",
  body: z.object({
    presented: text("兑换码", 200, 6),
    branchId: id,
    position: z.optional(z.object({ lngE6, latE6 })),
  }),
  response: z.object({
    service: z.object({ id, name: z.string() }),
    member: z.object({ name: z.string(), phone: z.string() }),
    plate: z.nullable(z.string()),
    expiresAt: instant,
    price: z.nullable(priceView),
    distanceMeters: z.nullable(z.int()),
    needs: z.object({ plate: z.boolean(), photo: z.boolean(), amount: z.boolean() }),
    reasons: z.array(whyNot),
    /** Present when nothing stands against it: hand it to confirmRedemption within 10 minutes. */
    ticket: z.nullable(z.string()),
  }),
  errors: [
    "redemptions.code-unknown",
    "redemptions.code-back-off",
    "vouchers.qr-expired",
    "merchants.branch-not-found",
    "merchants.branch-not-allowed",
  ],
});

/** What both sides get, the same for ever for the same Idempotency-Key. */
export const receiptView = z.object({
  redemptionId: id,
  receiptNo: z.string(),
  signature: z.string(),
  serviceId: id,
  serviceName: z.string(),
  merchantName: z.string(),
  branchName: z.string(),
  plate: z.nullable(z.string()),
  clubFen: fen,
  memberFen: fen,
  redeemedAt: instant,
  undoUntil: instant,
});
export type ReceiptView = z.output<typeof receiptView>;

export const confirmRedemption = endpoint({
  name: "confirmRedemption",
  method: "POST",
  path: "/merchant/redemptions",
  auth: MERCHANT_ROLES,
  summary: "确认核销，只会成功一次；同一请求标识永远得到同一张凭证",
  tag: "核销",
  body: z.object({
    ticket: z.string("请先扫描兑换券").check(z.minLength(1, "请先扫描兑换券"), z.maxLength(1000, "请重新扫描兑换券")),
    plateHidden: z.optional(z.string().check(z.trim(), z.regex(/^.{2}$/u, "请输入被隐藏的两位字符"))),
    photoId: z.optional(id),
    /** The whole bill, where the agreement pays up to a cap. */
    amountFen: z.optional(billFen),
  }),
  response: receiptView,
  errors: [
    "redemptions.ticket-expired",
    "redemptions.already-redeemed",
    "redemptions.voucher-expired",
    "redemptions.voucher-locked",
    "redemptions.voucher-unusable",
    "redemptions.service-paused",
    "redemptions.merchant-paused",
    "redemptions.branch-closed",
    "redemptions.not-contracted",
    "redemptions.city-mismatch",
    "redemptions.quota-used",
    "redemptions.plate-missing",
    "redemptions.plate-mismatch",
    "redemptions.plate-unbound",
    "redemptions.photo-missing",
    "redemptions.photo-invalid",
    "redemptions.photo-used",
    "redemptions.amount-missing",
  ],
  idempotent: "own",
});

export const uploadRedemptionPhoto = endpoint({
  name: "uploadRedemptionPhoto",
  method: "POST",
  path: "/merchant/redemption-photos",
  auth: MERCHANT_ROLES,
  summary: "上传核销照片（JPG 或 PNG，2 MB 以内）",
  tag: "核销",
  upload: { types: ["image/jpeg", "image/png"], maxBytes: PHOTO_MAX_BYTES },
  response: z.object({ photoId: id }),
  errors: ["redemptions.photo-invalid", "redemptions.photo-used"],
  rateLimit: { limit: 60, windowSeconds: 60, by: "actor" },
});

export const redemptionRow = {
  id,
  receiptNo: z.string(),
  serviceId: id,
  serviceName: z.string(),
  branchId: id,
  branchName: z.string(),
  member: z.object({ name: z.string(), phone: z.string() }),
  plate: z.nullable(z.string()),
  clubFen: fen,
  memberFen: fen,
  status: redemptionStatus,
  redeemedAt: instant,
  reversedAt: z.nullable(instant),
  reversalReason: z.nullable(z.string()),
};
export const merchantRedemption = z.object({ ...redemptionRow, clerkName: z.string(), canUndo: z.boolean() });
export type MerchantRedemption = z.output<typeof merchantRedemption>;
const totals = z.object({
  redeemedCount: z.int(),
  reversedCount: z.int(),
  clubFen: totalOfFen,
  memberFen: totalOfFen,
});
export type RedemptionTotals = z.output<typeof totals>;

export const listMerchantRedemptions = endpoint({
  name: "listMerchantRedemptions",
  method: "GET",
  path: "/merchant/redemptions",
  auth: MERCHANT_ROLES,
  summary: "本商户今天或本月的核销，首页带合计",
  tag: "核销",
  query: z.object({
    period: z.prefault(z.enum(["today", "month"], "请选择今天或本月"), "today"),
    branchId: z.optional(id),
    ...pageQuery,
  }),
  response: z.object({ ...page(merchantRedemption).shape, totals: z.nullable(totals) }),
  errors: [],
});
/** A use of one of the member's vouchers with its receipt, as the member sees it. */
export const myRedemption = z.object({
  id,
  voucherId: id,
  receiptNo: z.string(),
  signature: z.string(),
  serviceId: id,
  serviceName: z.string(),
  icon: z.string(),
  merchantName: z.string(),
  branchName: z.string(),
  plate: z.nullable(z.string()),
  memberFen: fen,
  status: redemptionStatus,
  redeemedAt: instant,
  reversedAt: z.nullable(instant),
});
export type MyRedemption = z.output<typeof myRedemption>;
export const listMyRedemptions = endpoint({
  name: "listMyRedemptions",
  method: "GET",
  path: "/me/redemptions",
  auth: ["member"],
  summary: "我的核销记录和凭证，新的在前",
  tag: "核销",
  query: z.object(pageQuery),
  response: page(myRedemption),
  errors: [],
});
export const getMyRedemption = endpoint({
  name: "getMyRedemption",
  method: "GET",
  path: "/me/redemptions/:redemptionId",
  auth: ["member"],
  summary: "我的一次核销和它的凭证",
  tag: "核销",
  params: z.object({ redemptionId: id }),
  response: myRedemption,
  errors: ["redemptions.not-found"],
});
export const reverseBody = z.object({ reason });
export const reversalView = z.object({
  id,
  status: redemptionStatus,
  reversedAt: instant,
  isAdjustment: z.boolean(),
  /** False when its owner has closed the account meanwhile: then the voucher is closed too. */
  isVoucherBack: z.boolean(),
});
export const undoRedemption = endpoint({
  name: "undoRedemption",
  method: "POST",
  path: "/merchant/redemptions/:redemptionId/undo",
  auth: MERCHANT_ROLES,
  summary: "商户 1 小时内撤销核销，兑换券退回车主",
  tag: "核销",
  params: z.object({ redemptionId: id }),
  body: reverseBody,
  response: reversalView,
  errors: ["redemptions.not-found", "redemptions.already-reversed", "redemptions.undo-window-over"],
});
export const checkReceipt = endpoint({
  name: "checkReceipt",
  method: "GET",
  path: "/receipts/:receiptNo",
  auth: "public",
  summary: "凭编号和签名核验一张核销凭证（信息已隐藏）",
  tag: "核销",
  params: z.object({ receiptNo: z.string().check(z.maxLength(40, "凭证编号不正确")) }),
  query: z.object({ signature: z.string("缺少凭证签名").check(z.maxLength(64, "凭证签名不正确")) }),
  response: z.object({
    receiptNo: z.string(),
    serviceName: z.string(),
    merchantName: z.string(),
    branchName: z.string(),
    cityCode,
    plate: z.nullable(z.string()),
    clubFen: fen,
    memberFen: fen,
    status: redemptionStatus,
    redeemedAt: instant,
    reversedAt: z.nullable(instant),
  }),
  errors: ["redemptions.receipt-invalid"],
  rateLimit: { limit: 60, windowSeconds: 60, by: "address" },
});
