import type { InputOf, OutputOf } from "@club/shared/http";
import type * as contract from "@club/shared/reminders";
import {
  REMINDER_CHANNEL_NAMES,
  REMINDER_KIND_NAMES,
  REMINDER_STATE_NAMES,
  type ReminderKind,
  type TimelineItem,
} from "@club/shared/reminders";
import { daysBetween, lastDayOfMonth, shanghaiDay } from "@club/shared/time";
import type { VehicleEnd } from "@club/shared/vehicles";
import type { ClientSession } from "mongoose";
import { type Ctx, memberActor } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { reachOfMembers } from "../members/members.reach";
import { renewLicence } from "../vehicles/licences.service";
import { estimateVehicleEnd, recordInspectionDone, saveVehicleEnd } from "../vehicles/vehicles.ends";
import { garagesOfMembers } from "../vehicles/vehicles.service";
import { byDay, type DueItem, itemKey } from "./due-items.rules";
import type { VehicleFacts } from "./due-vehicles.rules";
import { expiryItems } from "./expiries.service";
import { ruleOf } from "./kinds.rules";
import { getPlan } from "./my-settings.service";
import { allItems, touchPlan } from "./planner.service";
import { type ReminderData, reminderData } from "./reminder-data.service";
import { type Reminder, type ReminderPlan, ReminderPlans, Reminders } from "./reminders.model";
import { reminderId, stepsOf } from "./steps.rules";
import { adviceOf, canMarkDone, stateOf, titleOf } from "./timeline.rules";
import { readWords } from "./words";

const TIMELINE_DAYS = 366;
/** What a member has dealt with is remembered for this many items. */
const MAX_DONE = 200;

/** Everything that falls due for the caller within a year, and what is overdue. */
export async function getOwnTimeline(
  ctx: Ctx,
  input: InputOf<typeof contract.getMyReminderTimeline>,
): Promise<OutputOf<typeof contract.getMyReminderTimeline>> {
  const { data, plan, items, garage } = await ownItems(ctx);
  const wanted = items.filter((item) => input.vehicleId === undefined || item.vehicleId === input.vehicleId);
  const sent = await sentSteps(plan._id, wanted);
  return {
    asOf: ctx.now.toISOString(),
    items: wanted.map((item) => toTimelineItem(ctx, plan, { item, sent })),
    notices: notices(ctx, data, { plan, garage }),
  };
}

/** The caller's items of the next twelve months, with what they are computed from. */
async function ownItems(ctx: Ctx) {
  return itemsOfMember(ctx, memberActor(ctx).id);
}

/** A member's items of the next twelve months, whatever the switches say. */
export async function itemsOfMember(ctx: Ctx, memberId: string) {
  const data = await reminderData.get();
  const plan = await getPlan(ctx, memberId);
  const member = (await reachOfMembers(ctx, [memberId])).get(memberId);
  const garage = (await garagesOfMembers(ctx, [memberId])).get(memberId);
  const planned = allItems(ctx, data, { plan, member, garage, days: TIMELINE_DAYS });
  const items = [...planned, ...(await expiryItems(ctx, memberId, TIMELINE_DAYS))].sort(byDay);
  return { data, plan, garage, items };
}

async function sentSteps(memberId: string, items: readonly DueItem[]): Promise<Set<string>> {
  const ids = items.flatMap((item) => stepsOf(item).map(({ step }) => reminderId(memberId, item, step)));
  const rows = await Reminders.find({ _id: { $in: ids } }, { _id: 1 }).lean();
  return new Set(rows.map(({ _id }) => _id));
}

type Row = { item: DueItem; sent: ReadonlySet<string> };

function toTimelineItem(ctx: Ctx, plan: ReminderPlan, { item, sent }: Row): TimelineItem {
  const today = shanghaiDay(ctx.now);
  const isOn = !plan.off.includes(item.kind);
  const isDone = plan.done.includes(itemKey(item));
  return {
    id: itemKey(item),
    kind: item.kind,
    kindName: REMINDER_KIND_NAMES[item.kind],
    vehicleId: item.vehicleId,
    plate: item.plate,
    title: titleOf(item),
    advice: adviceOf(item, today),
    dueOn: item.dueOn,
    windowFrom: item.windowFrom,
    daysLeft: daysBetween(today, item.dueOn),
    state: stateOf(item, { today, isDone }),
    isEstimated: item.isEstimated,
    isProvisional: item.isProvisional,
    canMarkDone: canMarkDone(item, today) && !isDone,
    nextDue: item.nextDue,
    isOn,
    steps: stepsOf(item).map(({ step, at, dayMs }) => {
      const isSent = sent.has(reminderId(plan._id, item, step));
      const ahead = isOn && !isDone ? "planned" : "off";
      return {
        step: step.step,
        label: step.label,
        on: shanghaiDay(new Date(dayMs)),
        state: isSent ? "sent" : at <= ctx.now ? "passed" : ahead,
      };
    }),
  };
}

type Known = { plan: ReminderPlan; garage: Awaited<ReturnType<typeof itemsOfMember>>["garage"] };

/** Sentences about what is missing, so that silence is never taken for "nothing is due". */
function notices(ctx: Ctx, data: ReminderData, { plan, garage }: Known): string[] {
  const today = shanghaiDay(ctx.now);
  const sentences: string[] = [];
  if (!garage || garage.vehicles.length === 0) sentences.push("还没有添加车辆，添加后才能提醒年检和保险。");
  sentences.push(...(garage?.vehicles ?? []).flatMap(vehicleNotices));
  const city = plan.restrictionCityCode === null ? null : data.restrictions.get(plan.restrictionCityCode);
  if (city && city.validThrough < today)
    sentences.push(`${city.cityName}的限行数据已过期，更新前不再提醒，请以当地交警通告为准。`);
  const nextYear = Number(today.slice(0, 4)) + 1;
  if (!data.calendar.isPublished(`${nextYear}-01-01`))
    sentences.push(`${nextYear}年放假安排尚未公布，相关日期为暂定。`);
  return sentences;
}

function vehicleNotices(vehicle: VehicleFacts): string[] {
  const { name, estimatedEnds, inspectionValidUntil, registeredOn, compulsoryUntil } = vehicle;
  const sentences: string[] = [];
  if (inspectionValidUntil === null && registeredOn === null)
    sentences.push(`${name}没有填写检验有效期和注册日期，无法提醒年检，请在车辆资料里补充。`);
  else if (inspectionValidUntil === null)
    sentences.push(`${name}的年检日期按注册日期估算，请对照行驶证填写检验有效期。`);
  else if (estimatedEnds.includes("inspectionValidUntilOn"))
    sentences.push(`${name}的年检日期在办理后按规定估算，请对照行驶证填写新的检验有效期。`);
  if (compulsoryUntil === null) sentences.push(`${name}没有填写交强险到期日，无法提醒续保。`);
  if (estimatedEnds.includes("compulsoryUntilOn"))
    sentences.push(`${name}的交强险到期日按续保一年估算，请对照新保单填写。`);
  if (estimatedEnds.includes("commercialUntilOn"))
    sentences.push(`${name}的商业险到期日按续保一年估算，请对照新保单填写。`);
  return sentences;
}

/** What was sent to the caller, newest first. Index: { memberId, at, _id }. */
export async function listOwnReminders(
  ctx: Ctx,
  input: InputOf<typeof contract.listMyReminders>,
): Promise<OutputOf<typeof contract.listMyReminders>> {
  const { rows, nextCursor } = await findPage<Reminder>(Reminders, {
    filter: { memberId: memberActor(ctx).id },
    sort: { at: -1, _id: -1 },
    cursor: input.cursor,
    limit: input.limit,
  });
  const items = rows.map((row) => ({
    id: row._id,
    kind: row.kind,
    kindName: REMINDER_KIND_NAMES[row.kind],
    vehicleId: row.vehicleId,
    ...readWords(ctx.keys, row),
    dueOn: row.dueOn,
    at: row.at.toISOString(),
    channel: row.channel,
    channelName: REMINDER_CHANNEL_NAMES[row.channel],
    state: row.state,
    stateName: REMINDER_STATE_NAMES[row.state],
  }));
  return { items, nextCursor };
}

/**
 * The caller has dealt with an item: nothing more is sent about it, and the vehicle or the licence moves on.
 * @throws reminders.item-not-found, reminders.next-due-not-later, reminders.licence-end-needed, and what the vehicle refuses
 */
export async function markOwnDone(
  ctx: Ctx,
  input: InputOf<typeof contract.markReminderDone>,
): Promise<OutputOf<typeof contract.markReminderDone>> {
  const { items, plan } = await ownItems(ctx);
  const item = items.find((row) => itemKey(row) === input.itemId);
  const answer = { itemId: input.itemId, isDone: true, nextDueOn: input.nextDueOn ?? null };
  // A second tap, or a repeated request whose first answer was lost: the date has moved on with the first.
  if (plan.done.includes(input.itemId)) return answer;
  if (!item || !ruleOf(item.kind).canMarkDone) throw new AppError("reminders.item-not-found");
  if (input.nextDueOn !== undefined && input.nextDueOn <= item.dueOn)
    throw new AppError("reminders.next-due-not-later");
  await inTransaction(async (session) => {
    await touchPlan(ctx, session, plan._id);
    await ReminderPlans.updateOne(
      { _id: plan._id },
      { $push: { done: { $each: [input.itemId], $slice: -MAX_DONE } } },
      { session },
    );
    await moveOn(ctx, session, { memberId: plan._id, item, input });
  });
  return answer;
}

const ENDS: Partial<Record<ReminderKind, VehicleEnd>> = {
  inspection: "inspectionValidUntilOn",
  compulsoryInsurance: "compulsoryUntilOn",
  commercialInsurance: "commercialUntilOn",
};
type Move = { memberId: string; item: DueItem; input: InputOf<typeof contract.markReminderDone> };

/** What is done does not go on looking overdue anywhere: the vehicle has its next end, told or estimated, the licence the told one. */
async function moveOn(ctx: Ctx, session: ClientSession, { memberId, item, input }: Move): Promise<void> {
  const { vehicleId, kind, dueOn } = item;
  const { nextDueOn, isLongTerm } = input;
  if (kind === "licence") {
    if (nextDueOn === undefined && !isLongTerm) throw new AppError("reminders.licence-end-needed");
    const validUntil = isLongTerm ? null : (nextDueOn ?? null);
    if (!(await renewLicence(ctx, session, { memberId, validUntil }))) throw new AppError("reminders.item-not-found");
  }
  const end = ENDS[kind];
  if (end === undefined || vehicleId === null) return;
  const mine = { memberId, vehicleId };
  if (nextDueOn === undefined)
    await estimateVehicleEnd(ctx, session, { ...mine, end, dueOn, on: item.nextDue?.on ?? null });
  else if (kind === "inspection")
    await recordInspectionDone(ctx, session, { ...mine, validUntil: lastDayOfMonth(nextDueOn.slice(0, 7)) });
  else await saveVehicleEnd(ctx, session, { ...mine, end, on: nextDueOn });
}
