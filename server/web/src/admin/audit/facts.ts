import type { AuditRow } from "@club/shared/audit";
import { GRANT_STATUS_NAMES } from "@club/shared/giftpack-grants";
import { GIFT_PACK_STATUS_NAMES } from "@club/shared/giftpacks";
import { PRODUCT_STATUS_NAMES } from "@club/shared/mall";
import { CARRIER_NAMES, ORDER_STATUS_NAMES } from "@club/shared/mall-orders";
import { formatFen } from "@club/shared/money";
import { ADJUSTMENT_STATUS_NAMES } from "@club/shared/points-admin";
import { STATEMENT_STATUS_NAMES } from "@club/shared/settlement";
import { formatDay, lastValidDay } from "@club/shared/time";
import { VOUCHER_STATUS_NAMES } from "@club/shared/vouchers";
import { ROLE_NAMES } from "../../app/me";
import { countText, placeText, timeText } from "../../kit/values";
import { CLERK_STATUS_NAMES, MERCHANT_STATUS_NAMES, MODEL_NAMES } from "../merchants/words";
import { REDEMPTION_NAMES } from "../redemptions/columns";
import { ONCE_NAMES } from "../services/words";
import { liText } from "../violations/words";
import { fieldName } from "./field-names";

type Names = Readonly<Record<string, string>>;

/** What a subject's states are called. */
const STATUS_NAMES: Readonly<Record<string, Names>> = {
  voucher: VOUCHER_STATUS_NAMES,
  giftPack: GIFT_PACK_STATUS_NAMES,
  grant: GRANT_STATUS_NAMES,
  merchant: MERCHANT_STATUS_NAMES,
  clerk: CLERK_STATUS_NAMES,
  redemption: REDEMPTION_NAMES,
  statement: STATEMENT_STATUS_NAMES,
  mallProduct: PRODUCT_STATUS_NAMES,
  mallOrder: ORDER_STATUS_NAMES,
  // The only state that is written down of a member is that of a points adjustment.
  member: ADJUSTMENT_STATUS_NAMES,
  staff: { active: "正常", disabled: "已停用" },
};
/** Fields whose values have names of their own. */
const VALUE_NAMES: Readonly<Record<string, Names>> = {
  role: ROLE_NAMES,
  carrier: CARRIER_NAMES,
  model: MODEL_NAMES,
  oncePer: ONCE_NAMES,
  plateBinding: { required: "须绑定", none: "不绑定" },
};
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** The facts of a record in words, each under its name: "状态：已使用；俱乐部承担：¥21.00". */
export function factsText(facts: AuditRow["before"], subjectKind: string): string {
  return facts === null ? "" : listOf(facts, subjectKind).join("；");
}

function listOf(facts: object, subjectKind: string): string[] {
  return Object.entries(facts).map(
    ([key, value]) => `${fieldName(key, subjectKind)}：${valueText(key, value, subjectKind)}`,
  );
}

function valueText(key: string, value: unknown, subjectKind: string): string {
  if (value === null && key === "cityCode") return placeText(null);
  if (value === null || value === "") return "无";
  if (typeof value === "boolean") return value ? "是" : "否";
  if (typeof value === "number") return numberText(key, value);
  if (typeof value === "string") return wordText(key, value, subjectKind);
  if (Array.isArray(value)) return value.map((item) => valueText(key, item, subjectKind)).join("、") || "无";
  return `（${listOf(value as object, subjectKind).join("，")}）`;
}

function numberText(key: string, value: number): string {
  if (key.endsWith("Fen")) return formatFen(value);
  if (key.endsWith("Li")) return liText(value);
  if (key.endsWith("Bps")) return `${value / 100}%`;
  if (key.endsWith("E6")) return String(value / 1_000_000);
  return countText(value);
}

function wordText(key: string, value: string, subjectKind: string): string {
  if (key === "status") return STATUS_NAMES[subjectKind]?.[value] ?? value;
  if (key === "cityCode" || key === "cityCodes") return placeText(value);
  if (key === "field" || key === "fields") return fieldName(value, subjectKind);
  if (key === "linesHash") return value.slice(0, 16);
  if (DAY.test(value)) return formatDay(value);
  // A voucher ends with a day: its last one is what people know.
  if (INSTANT.test(value)) return key === "expiresAt" ? formatDay(lastValidDay(new Date(value))) : timeText(value);
  return VALUE_NAMES[key]?.[value] ?? value;
}
