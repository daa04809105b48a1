import { groupThousands } from "@club/shared/money";
import { shiftDay } from "@club/shared/time";
import type {
  BreakerState,
  CallOutcome,
  ProviderHealth,
  ViolationCity,
  ViolationCosts,
  ViolationSwitchState,
} from "@club/shared/violations-admin";
import type { Tone } from "../../kit/values";

/** Thousandths of a yuan as people read prices: 38 → "¥0.038", 12,340 → "¥12.34". */
export function liText(li: number): string {
  const digits = String(Math.abs(li)).padStart(4, "0");
  const cents = digits.slice(-3).replace(/0$/, "");
  return `${li < 0 ? "-" : ""}¥${groupThousands(Number(digits.slice(0, -3)))}.${cents}`;
}

export const SWITCH_TONES: Record<ViolationSwitchState, Tone> = {
  on: "done",
  "switched-off": "quiet",
  budget: "danger",
  "not-configured": "waiting",
};

/** What the state means for members, and what staff can do. */
export const SWITCH_MEANING: Record<ViolationSwitchState, string> = {
  on: "会员可以查询自己的车辆。",
  "switched-off": "小程序里没有违章查询的入口。已经查到的记录保留。",
  budget: "本月预算已用完，不再向供应商查询；会员看到上次的结果和时间。可以在「费用」里调整预算，下月自动恢复。",
  "not-configured": "服务器还没有配置供应商账号，请联系技术人员。",
};

export const BREAKER_WORDS: Record<BreakerState, { text: string; tone: Tone }> = {
  closed: { text: "正常", tone: "done" },
  halfOpen: { text: "试探恢复", tone: "waiting" },
  open: { text: "已暂停调用", tone: "danger" },
};

/** An answer that says no is an answer; only what could not be used counts as failed. */
export function isFailure(outcome: CallOutcome): boolean {
  return outcome !== "records" && outcome !== "refused";
}

/** "3 / 50（6%）"; no calls yet is said, not counted as none failed. */
export function failureText({ callCount, failedCount }: Pick<ProviderHealth, "callCount" | "failedCount">): string {
  if (callCount === 0) return "还没有调用";
  return `${failedCount} / ${callCount}（${Math.round((failedCount * 100) / callCount)}%）`;
}

/** Characters from the end that a city asks for. */
export function digitsText(digits: number | null): string {
  if (digits === null) return "不需要";
  return digits === 0 ? "全部" : `后 ${digits} 位`;
}

export const CITY_SOURCES: Record<ViolationCity["source"], { text: string; tone: Tone }> = {
  snapshot: { text: "随系统提供", tone: "quiet" },
  provider: { text: "供应商", tone: "done" },
  override: { text: "人工设置", tone: "going" },
};

export type CostDay = { day: string; callCount: number; failedCount: number; costLi: number };

/** Every day of a month up to its end, the providers of a day together: days without a call cost nothing. */
export function costsByDay({ month, days }: Pick<ViolationCosts, "month" | "days">): CostDay[] {
  const byDay = new Map<string, CostDay>();
  for (let day = `${month}-01`; day.startsWith(month); day = shiftDay(day, 1)) {
    byDay.set(day, { day, callCount: 0, failedCount: 0, costLi: 0 });
  }
  for (const { day, callCount, failedCount, costLi } of days) {
    const sum = byDay.get(day) ?? { day, callCount: 0, failedCount: 0, costLi: 0 };
    byDay.set(day, {
      day,
      callCount: sum.callCount + callCount,
      failedCount: sum.failedCount + failedCount,
      costLi: sum.costLi + costLi,
    });
  }
  return [...byDay.values()];
}

/** "占 19%"; what is more than nothing is not called 0. */
export function shareText(spentLi: number, budgetLi: number): string {
  if (budgetLi === 0) return "没有预算";
  const percent = Math.floor((spentLi * 100) / budgetLi);
  return percent === 0 && spentLi > 0 ? "不到 1%" : `占 ${percent}%`;
}
