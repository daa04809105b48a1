import { INSPECTION_ACTION_NAMES } from "@club/shared/inspection";
import { type LicenceState, licenceStateOn } from "@club/shared/licence";
import { REMINDER_KIND_NAMES, type TimelineItem } from "@club/shared/reminders";
import { formatDay } from "@club/shared/time";
import type { DueItem } from "./due-items.rules";
import { ruleOf } from "./kinds.rules";
import { leftInWords } from "./steps.rules";

/*
 * What the timeline and the calendar call an item.
 */

/** What it is, without the plate. */
export function titleOf({ kind, vars }: DueItem): string {
  switch (kind) {
    case "holiday":
      return vars.节日 ?? "节假日";
    case "drivingRestriction":
      return `${vars.城市 ?? ""}${vars.限行说明 ?? "限行"}`;
    case "licenceDuty":
      return vars.事项 ?? REMINDER_KIND_NAMES[kind];
    case "voucherExpiry":
      return `${vars.数量 ?? ""} 张兑换券到期`;
    case "pointsExpiry":
      return `${vars.积分 ?? ""} 积分到期`;
    case "inspection": {
      const isKnown = vars.办理方式 && Object.values(INSPECTION_ACTION_NAMES).includes(vars.办理方式);
      return isKnown ? `年检：${vars.办理方式}` : REMINDER_KIND_NAMES[kind];
    }
    default:
      return REMINDER_KIND_NAMES[kind];
  }
}

/** What to do, one sentence or two. */
export function adviceOf(item: DueItem, today: string): string {
  const { kind, vars, dueOn } = item;
  const left = leftInWords(dueOn, today);
  const isOver = dueOn < today;
  switch (kind) {
    case "inspection":
      return isOver
        ? "检验有效期已过：已办理请点「已办理」并填写新的有效期，未办理请尽快检验。"
        : `${left}。${formatDay(item.windowFrom ?? dueOn)}起可以办理，请先处理违章并确认交强险有效。`;
    case "licence":
      return isOver
        ? licenceOver(licenceStateOn(dueOn, today))
        : `${left}。有效期满前 90 天起可在任一车管所或交管12123换证。`;
    case "licenceDuty":
      return isOver
        ? `截止日已过：已办理请点「已办理」，未办理请尽快办理。${vars.说明 ?? ""}。`
        : `${left}。${formatDay(item.windowFrom ?? dueOn)}起可以办理。${vars.说明 ?? ""}。`;
    case "compulsoryInsurance":
    case "commercialInsurance":
      return isOver ? "保险已到期，请马上续保；已续保请点「已办理」。" : `${left}，请提前续保，避免脱保。`;
    case "voucherExpiry":
      return `${left}：${vars.券 ?? ""}，请及时到店使用。`;
    case "pointsExpiry":
      return `${left}，可到积分商城兑换。`;
    case "drivingRestriction":
      return `${vars.时段 ?? ""} 不能驶入${vars.区域 ?? "限行区域"}。`;
    case "holiday":
      return item.isProvisional ? "当年放假通知尚未公布，日期为暂定。" : "出行前请检查车况，注意安全。";
    default:
      return left;
  }
}

function licenceOver(state: LicenceState): string {
  if (state === "gone") return "驾驶证过期已超过三年，不能再恢复，需要驾车请重新报考。";
  if (state === "cancelled") return "驾驶证过期已超过一年，已被注销，不得驾驶。注销后两年内科目一考试合格可以恢复。";
  return "驾驶证已过期，不得驾驶。请尽快换证，超过一年将被注销。";
}

/** Where an item stands today. */
export function stateOf(item: DueItem, { today, isDone }: { today: string; isDone: boolean }): TimelineItem["state"] {
  if (isDone) return "done";
  if (item.dueOn < today) return "overdue";
  return item.windowFrom !== null && item.windowFrom <= today ? "window" : "upcoming";
}

/** Whether a member can say that it is dealt with: not before the first day on which it can be. */
export function canMarkDone(item: DueItem, today: string): boolean {
  return ruleOf(item.kind).canMarkDone && (item.windowFrom === null || item.windowFrom <= today);
}
