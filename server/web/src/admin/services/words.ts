import { formatFen } from "@club/shared/money";
import type { ServiceRules, StaffServiceView } from "@club/shared/services";

export const ONCE_NAMES: Record<ServiceRules["oncePer"], string> = { none: "不限", day: "每天一次", month: "每月一次" };

/** The rules that are on, one phrase each. */
export function ruleLines(rules: ServiceRules): string[] {
  return [
    ...(rules.cityMustMatch ? ["仅限本市"] : []),
    ...(rules.maxDistanceMeters === null ? [] : [`距门店 ${rules.maxDistanceMeters} 米内`]),
    ...(rules.plateConfirm ? ["核对车牌"] : []),
    ...(rules.photo ? ["拍照"] : []),
    ...(rules.oncePer === "none" ? [] : [ONCE_NAMES[rules.oncePer]]),
    ...(rules.refuseMerchantPhone ? ["商户人员本人的券不能核销"] : []),
  ];
}

export type EditedService = Pick<
  StaffServiceView,
  "name" | "description" | "terms" | "standardPriceFen" | "plateBinding" | "isActive" | "rules"
>;

/** The fields that differ, ready to be sent. */
export function changedFields(before: StaffServiceView, after: EditedService): Partial<EditedService> {
  const keys = Object.keys(after) as (keyof EditedService)[];
  return Object.fromEntries(
    keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])).map((key) => [key, after[key]]),
  );
}

/** What will be different, one sentence a field. */
export function changeLines(before: StaffServiceView, changes: Partial<EditedService>): string[] {
  const { name, standardPriceFen, plateBinding, isActive, rules, description, terms } = changes;
  const rulesText = (of: ServiceRules) => ruleLines(of).join("、") || "没有限制";
  return [
    ...(name === undefined ? [] : [`名称：${before.name} → ${name}`]),
    ...(standardPriceFen === undefined
      ? []
      : [`标准价：${formatFen(before.standardPriceFen)} → ${formatFen(standardPriceFen)}`]),
    ...(plateBinding === undefined ? [] : [plateBinding === "required" ? "车牌：改为须绑定" : "车牌：改为不绑定"]),
    ...(isActive === undefined ? [] : [isActive ? "状态：重新开放" : "状态：停用，不能再加入礼包，也不能核销"]),
    ...(rules === undefined ? [] : [`规则：${rulesText(before.rules)} → ${rulesText(rules)}`]),
    ...(description === undefined ? [] : ["服务说明有修改"]),
    ...(terms === undefined ? [] : ["使用须知有修改"]),
  ];
}
