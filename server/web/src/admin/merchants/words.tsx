import type { AgreementPrice, AgreementStatus } from "@club/shared/merchant-agreements";
import type { ClerkStatus } from "@club/shared/merchant-clerks";
import type { MerchantStatus } from "@club/shared/merchants";
import { formatFen } from "@club/shared/money";
import { StateTag, type Tone } from "../../kit/values";

export const MERCHANT_STATUS_NAMES: Record<MerchantStatus, string> = {
  applied: "已申请",
  reviewing: "审核中",
  approved: "营业中",
  rejected: "未通过",
  suspended: "已停用",
  closed: "已关闭",
};
const MERCHANT_TONES: Record<MerchantStatus, Tone> = {
  applied: "waiting",
  reviewing: "going",
  approved: "done",
  rejected: "danger",
  suspended: "danger",
  closed: "quiet",
};
/** What a step to a status is called, and what it does. */
export const STEPS: Record<
  MerchantStatus,
  { title: string; confirmText: string; consequence: string[]; isDangerous: boolean }
> = {
  applied: { title: "退回申请", confirmText: "退回申请", consequence: [], isDangerous: false },
  reviewing: {
    title: "开始审核",
    confirmText: "开始审核",
    consequence: ["商户进入审核中，可以登记门店和协议", "还不能核销"],
    isDangerous: false,
  },
  approved: {
    title: "通过",
    confirmText: "通过，允许核销",
    consequence: ["商户人员可以登录和核销", "门店会出现在会员的附近商户里"],
    isDangerous: false,
  },
  rejected: {
    title: "不通过",
    confirmText: "审核不通过",
    consequence: ["商户不能核销", "以后可以重新审核"],
    isDangerous: true,
  },
  suspended: {
    title: "停用",
    confirmText: "停用商户",
    consequence: ["所有门店立即不能核销，会员也看不到", "已有的核销照常结算；可以恢复"],
    isDangerous: true,
  },
  closed: {
    title: "关闭",
    confirmText: "关闭商户",
    consequence: ["商户不能再核销，也不能恢复", "已有的核销照常结算"],
    isDangerous: true,
  },
};

export function MerchantState({ status }: { status: MerchantStatus }) {
  return <StateTag text={MERCHANT_STATUS_NAMES[status]} tone={MERCHANT_TONES[status]} />;
}

export const AGREEMENT_STATUS_NAMES: Record<AgreementStatus, string> = {
  draft: "草稿",
  active: "已启用",
  ended: "已结束",
  discarded: "已作废",
};
export const CLERK_STATUS_NAMES: Record<ClerkStatus, string> = {
  active: "在职",
  suspended: "已停用",
  removed: "已移除",
};
export const CLERK_ROLE_NAMES = { owner: "店主", clerk: "核销员" } as const;
export const MODEL_NAMES: Record<AgreementPrice["model"], string> = {
  fixed: "固定价",
  share: "按比例承担",
  cap: "实际消费，封顶",
};

/** "俱乐部承担 ¥28.00", "¥50.00 的 60%", "实际消费，最多 ¥300.00". */
export function priceText({ model, priceFen, clubShareBps, capFen }: AgreementPrice): string {
  if (model === "fixed") return `俱乐部承担 ${formatFen(priceFen ?? 0)}`;
  if (model === "share") return `${formatFen(priceFen ?? 0)} 的 ${(clubShareBps ?? 0) / 100}%`;
  return `实际消费，最多 ${formatFen(capFen ?? 0)}`;
}
