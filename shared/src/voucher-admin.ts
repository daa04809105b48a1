import * as z from "zod/mini";
import { cityCode, day, id, page, pageQuery, reason, text } from "./fields";
import { endpoint } from "./http";
import { phoneField } from "./phone";
import { plateField } from "./plates";
import { timelineEntry, voucherFacts, voucherParams } from "./vouchers";

export const staffVoucherRow = z.object({
  ...voucherFacts,
  memberId: id,
  /** Null for the voucher of a member who is not there any more. */
  memberNo: z.nullable(z.string()),
  cityCode: z.string(),
  codeMasked: z.string(),
});
export const staffVoucher = z.object({
  ...staffVoucherRow.shape,
  lockReason: z.nullable(z.string()),
  replacedById: z.nullable(id),
  source: z.object({ kind: z.string(), id: z.nullable(z.string()) }),
  timeline: z.array(timelineEntry),
});
export type StaffVoucherRow = z.output<typeof staffVoucherRow>;
export type StaffVoucher = z.output<typeof staffVoucher>;
const READERS = ["provinceAdmin", "cityAdmin", "auditor", "counterClerk"] as const;
const EDITORS = ["provinceAdmin", "cityAdmin"] as const;

export const lookUpVoucher = endpoint({
  name: "lookUpVoucher",
  method: "POST",
  path: "/staff/vouchers/look-up",
  auth: READERS,
  summary: "按券码、会员手机号或绑定的车牌查兑换券（条件不进网址）",
  tag: "兑换券",
  body: z
    .object({ code: z.optional(text("券码", 40)), phone: z.optional(phoneField), plate: z.optional(plateField) })
    .check(
      z.refine(
        ({ code, phone, plate }) => [code, phone, plate].filter((value) => value !== undefined).length === 1,
        "请填写券码、手机号、车牌中的一项",
      ),
    ),
  response: z.object({ items: z.array(staffVoucherRow) }),
  errors: ["vouchers.not-found"],
  rateLimit: { limit: 60, windowSeconds: 60, by: "actor" },
});

/**
 * States by which vouchers are listed. Usable ones are most of any list; used ones are found as redemptions, so that neither claiming nor
 * redeeming has an index of states to write.
 */
export const LISTED_VOUCHER_STATUSES = ["locked", "expired", "revoked", "replaced", "closed"] as const;

export const listStaffVouchers = endpoint({
  name: "listStaffVouchers",
  method: "GET",
  path: "/staff/vouchers",
  auth: READERS,
  summary: "按会员、卡号或城市列出兑换券，可再按服务和状态筛选",
  tag: "兑换券",
  query: z.object({
    memberId: z.optional(id),
    cardId: z.optional(id),
    cityCode: z.optional(cityCode),
    serviceId: z.optional(id),
    status: z.optional(z.enum(LISTED_VOUCHER_STATUSES, "请选择锁定、过期、收回、替换或关闭")),
    ...pageQuery,
  }),
  response: page(staffVoucherRow),
  errors: ["vouchers.filter-needed"],
});

export const getStaffVoucher = endpoint({
  name: "getStaffVoucher",
  method: "GET",
  path: "/staff/vouchers/:voucherId",
  auth: READERS,
  summary: "查看一张兑换券及其经过",
  tag: "兑换券",
  params: voucherParams,
  response: staffVoucher,
  errors: ["vouchers.not-found"],
});

const staffChange = {
  method: "POST",
  auth: EDITORS,
  tag: "兑换券",
  params: voucherParams,
  response: staffVoucher,
} as const;
const CHANGE_ERRORS = ["vouchers.not-found", "vouchers.state-conflict"] as const;

export const lockVoucher = endpoint({
  ...staffChange,
  name: "lockVoucher",
  path: "/staff/vouchers/:voucherId/lock",
  summary: "锁定兑换券，暂停使用",
  body: z.object({ reason }),
  errors: CHANGE_ERRORS,
});

export const unlockVoucher = endpoint({
  ...staffChange,
  name: "unlockVoucher",
  path: "/staff/vouchers/:voucherId/unlock",
  summary: "解除锁定",
  body: z.object({ reason }),
  errors: [...CHANGE_ERRORS, "vouchers.owner-closed"],
});

export const revokeVoucher = endpoint({
  ...staffChange,
  name: "revokeVoucher",
  path: "/staff/vouchers/:voucherId/revoke",
  summary: "收回未使用的兑换券",
  body: z.object({ reason }),
  errors: CHANGE_ERRORS,
});

export const replaceVoucher = endpoint({
  ...staffChange,
  name: "replaceVoucher",
  path: "/staff/vouchers/:voucherId/replace",
  summary: "替换：发一张新券，原券作废",
  body: z.object({ reason, expiresOn: z.optional(day) }),
  /** The new voucher. */
  response: staffVoucher,
  errors: [...CHANGE_ERRORS, "vouchers.expiry-not-later", "vouchers.expiry-too-far"],
  idempotent: true,
});

export const extendVoucher = endpoint({
  ...staffChange,
  name: "extendVoucher",
  path: "/staff/vouchers/:voucherId/extend",
  summary: "延长未使用兑换券的有效期",
  /** The last day on which the voucher will be valid. */
  body: z.object({ reason, expiresOn: day }),
  errors: [...CHANGE_ERRORS, "vouchers.expiry-not-later", "vouchers.expiry-too-far"],
});

/**
 * Books of the vouchers of a city, a service or a member: what was issued must be the sum of where it is now. A member's are counted
 * at once, the others every night: `asOf` is when that began.
 */
export const voucherBalanceView = z.object({
  issuedCount: z.int(),
  unusedCount: z.int(),
  redeemedCount: z.int(),
  expiredCount: z.int(),
  revokedCount: z.int(),
  replacedCount: z.int(),
  lockedCount: z.int(),
  closedCount: z.int(),
  isBalanced: z.boolean(),
  asOf: z.string(),
});
export type VoucherBalance = z.output<typeof voucherBalanceView>;

export const getVoucherBalance = endpoint({
  name: "getVoucherBalance",
  method: "GET",
  path: "/staff/voucher-balance",
  auth: ["provinceAdmin", "cityAdmin", "finance", "auditor"],
  summary:
    "兑换券对平：发出 = 未用 + 已用 + 过期 + 收回 + 替换 + 锁定 + 关闭。按会员即时计数，其余为最近一次凌晨清点的结果",
  tag: "兑换券",
  query: z.object({ cityCode: z.optional(cityCode), serviceId: z.optional(id), memberId: z.optional(id) }),
  response: voucherBalanceView,
  errors: ["vouchers.not-counted"],
});
