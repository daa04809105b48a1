import { INSPECTION_ACTION_NAMES, type InspectionFacts, nextInspection } from "@club/shared/inspection";
import { daysBetween, formatDay } from "@club/shared/time";
import type { VehicleView } from "@club/shared/vehicles";

/** One thing with an end, as the page of a vehicle tells it. */
export type DueRow = {
  key: "inspection" | "compulsory" | "commercial";
  title: string;
  /** YYYY-MM-DD; null = not known, then `next` says what to fill in. */
  dueOn: string | null;
  /** Computed and not read from a document. */
  isEstimated: boolean;
  /** Where the day is from. */
  source: string;
  /** What to do next, one sentence. */
  next: string;
  /** What the member says when it is dealt with; null while it cannot be, or when it is not known what is due. */
  done: "年检已办理" | "已续保" | null;
};
export type DueTone = "plain" | "warn" | "danger";

/** From this many days on an end is near. */
const NEAR_DAYS = 30;

/** Inspection and the two insurances of a vehicle on a day. */
export function dueRows(vehicle: VehicleView, today: string): DueRow[] {
  return [
    inspectionRow(vehicle, today),
    insuranceRow("compulsory", vehicle, today),
    insuranceRow("commercial", vehicle, today),
  ];
}

/** "还有 12 天", "今天到期", "已过期 3 天", and how loud to say it. */
export function leftText(dueOn: string, today: string): { text: string; tone: DueTone } {
  const days = daysBetween(today, dueOn);
  if (days < 0) return { text: `已过期 ${-days} 天`, tone: "danger" };
  if (days === 0) return { text: "今天到期", tone: "danger" };
  return { text: `还有 ${days} 天`, tone: days <= NEAR_DAYS ? "warn" : "plain" };
}

/** The end that comes first of those that are known. */
export function nearestDue(vehicle: VehicleView, today: string): (DueRow & { dueOn: string }) | null {
  const known = dueRows(vehicle, today).filter((row): row is DueRow & { dueOn: string } => row.dueOn !== null);
  return known.sort((one, two) => one.dueOn.localeCompare(two.dueOn))[0] ?? null;
}

function inspectionFacts(vehicle: VehicleView): InspectionFacts {
  const { use, registeredOn, manufacturedOn, hadInjuryAccident, wasIllegallyModified } = vehicle;
  const facts = { category: use, registeredOn, manufacturedOn, hadInjuryAccident, wasIllegallyModified };
  const isValidUntilEstimated = vehicle.estimatedEnds.includes("inspectionValidUntilOn");
  return { ...facts, validUntil: vehicle.inspectionValidUntilOn, isValidUntilEstimated };
}

function inspectionRow(vehicle: VehicleView, today: string): DueRow {
  const base = { key: "inspection", title: "年检" } as const;
  const due = nextInspection(inspectionFacts(vehicle), today);
  if (due === null) {
    const next = "请填写行驶证上的检验有效期，或注册日期。";
    return { ...base, dueOn: null, isEstimated: false, source: "还不知道什么时候年检", next, done: null };
  }
  const how = due.action === null ? "年检" : INSPECTION_ACTION_NAMES[due.action];
  const from = vehicle.inspectionValidUntilOn === null ? "按注册日期" : "办理后按检验周期";
  const source = due.isEstimated ? `${from}估算，以行驶证上印的日期为准` : "您按行驶证填写";
  const { dueOn, isEstimated, windowFrom } = due;
  const done = today < windowFrom ? null : "年检已办理";
  return { ...base, dueOn, isEstimated, source, next: inspectionStep(due, how, today), done };
}

function inspectionStep(due: { dueOn: string; windowFrom: string }, how: string, today: string): string {
  if (due.dueOn < today) return `已过检验有效期，请尽快办理${how}，办好前请不要上路。`;
  if (today < due.windowFrom) return `${formatDay(due.windowFrom)}起可以办理：${how}。`;
  return `现在可以办理：${how}。请先处理违章，并带上有效的交强险。`;
}

function insuranceRow(key: "compulsory" | "commercial", vehicle: VehicleView, today: string): DueRow {
  const [title, end] =
    key === "compulsory" ? (["交强险", "compulsoryUntilOn"] as const) : (["商业险", "commercialUntilOn"] as const);
  const dueOn = vehicle[end];
  const isEstimated = vehicle.estimatedEnds.includes(end);
  const base = { key, title, dueOn, isEstimated };
  if (dueOn === null) return { ...base, source: "还没有填写", next: `请按保单填写${title}到期日。`, done: null };
  const source = isEstimated ? "按续保一年估算，以新保单上的日期为准" : "您按保单填写";
  // Far ahead an estimate asks for the printed day rather than for the next renewal.
  const done = isEstimated && daysBetween(today, dueOn) > NEAR_DAYS ? null : "已续保";
  return { ...base, source, next: insuranceStep(key, dueOn < today), done };
}

function insuranceStep(key: "compulsory" | "commercial", isOver: boolean): string {
  if (key === "compulsory") return isOver ? "交强险已到期，续保前请不要上路。" : "请在到期前续保，避免脱保。";
  return isOver ? "商业险已到期，请尽快续保。" : "请在到期前续保。";
}
