import type { InputOf, OutputOf } from "@club/shared/http";
import { formatPlate } from "@club/shared/plates";
import { REMINDER_KIND_NAMES, type ReminderKind } from "@club/shared/reminders";
import type * as contract from "@club/shared/reminders-calendar";
import { addDays, shanghaiDay } from "@club/shared/time";
import { type Ctx, memberActor } from "../../platform/context";
import { readToken, sameText, signToken } from "../../platform/crypto";
import { inTransaction } from "../../platform/db";
import { randomSecret } from "../../platform/ids";
import { AppError } from "../../platform/problem";
import type { FileAnswer } from "../../platform/route";
import { reachOfMembers } from "../members/members.reach";
import { type CalendarEvent, calendarFile } from "./calendar.rules";
import { type DueItem, itemKey } from "./due-items.rules";
import { itemsOfMember } from "./my-reminders.service";
import { newPlan } from "./planner.service";
import { ReminderPlans } from "./reminders.model";
import { fillIn } from "./template.rules";
import { titleOf } from "./timeline.rules";

/** Days before which a calendar rings. */
const ALARM_DAYS: Readonly<Partial<Record<ReminderKind, readonly number[]>>> = {
  inspection: [30, 7],
  licence: [30, 7],
  licenceDuty: [7],
  compulsoryInsurance: [30, 7, 1],
  commercialInsurance: [30, 7, 1],
  drivingRestriction: [1],
  voucherExpiry: [7, 1],
  pointsExpiry: [30],
};
/** What a calendar on the phone need not know. */
const LEFT_OUT: readonly ReminderKind[] = ["holiday", "birthday"];
const PURPOSE = "reminders.calendar";
const LINK_DAYS = 366;

/** The caller's calendar as a file. */
export async function downloadOwnCalendar(ctx: Ctx): Promise<FileAnswer> {
  return calendarOf(ctx, memberActor(ctx).id);
}

async function calendarOf(ctx: Ctx, memberId: string): Promise<FileAnswer> {
  const { items, plan } = await itemsOfMember(ctx, memberId);
  const today = shanghaiDay(ctx.now);
  const events = items
    .filter((item) => !LEFT_OUT.includes(item.kind) && item.dueOn >= today)
    .filter((item) => !plan.off.includes(item.kind) && !plan.done.includes(itemKey(item)))
    .map(toEvent);
  const text = calendarFile("车主秘书", events, ctx.now);
  return { fileName: "车主秘书.ics", contentType: "text/calendar; charset=utf-8", stream: Buffer.from(text) };
}

function toEvent(item: DueItem): CalendarEvent {
  const plate = item.plate === null ? "" : `${formatPlate(item.plate)} `;
  return {
    uid: `${itemKey(item)}@car-owners-club`,
    on: item.dueOn,
    title: `${plate}${eventName(item)}${item.isEstimated ? "（估算）" : ""}`,
    description: descriptionOf(item),
    alarmDays: ALARM_DAYS[item.kind] ?? [],
  };
}

function eventName(item: DueItem): string {
  const { kind } = item;
  if (kind === "drivingRestriction") return REMINDER_KIND_NAMES[kind];
  if (kind === "voucherExpiry" || kind === "pointsExpiry") return titleOf(item);
  return kind === "licenceDuty" ? `${titleOf(item)}截止` : `${REMINDER_KIND_NAMES[kind]}到期`;
}

function descriptionOf({ kind, vars, isProvisional }: DueItem): string {
  const provisional = isProvisional ? "（当年放假安排未公布，暂定）" : "";
  if (kind === "drivingRestriction") return fillIn("{城市} {限行说明}，{时段}，{区域}", vars) + provisional;
  if (kind === "inspection") return fillIn("{车辆}：{办理方式}。{窗口开始}起可以办理，请以行驶证为准。", vars);
  if (kind === "licenceDuty") return fillIn("{说明}。最后一天：{到期日}。", vars);
  if (kind === "voucherExpiry") return fillIn("{券}，有效期至 {到期日}，请及时到店使用。", vars);
  if (kind === "pointsExpiry") return fillIn("有效期至 {到期日}，可到积分商城兑换。", vars);
  return fillIn("有效期至 {到期日}，请提前办理。", vars);
}

/** A link by which a phone follows the calendar; the links before it end. */
export async function createOwnLink(ctx: Ctx): Promise<OutputOf<typeof contract.createMyCalendarLink>> {
  const memberId = memberActor(ctx).id;
  const nonce = randomSecret(22);
  await inTransaction(async (session) => {
    const { calendarNonce: _none, ...rest } = newPlan(ctx.now);
    await ReminderPlans.updateOne(
      { _id: memberId },
      { $set: { calendarNonce: nonce }, $setOnInsert: { ...rest, nextAt: ctx.now, revision: 0 } },
      { session, upsert: true },
    );
  });
  const expiresAt = addDays(ctx.now, LINK_DAYS);
  const token = signToken(ctx.keys, PURPOSE, [memberId, nonce], expiresAt);
  return { path: `/api/reminders/calendars/${token}.ics`, expiresAt: expiresAt.toISOString() };
}

/** The calendar behind a link. @throws reminders.calendar-link-expired for a forged, ended or replaced one */
export async function readLink(ctx: Ctx, input: InputOf<typeof contract.getCalendarByLink>): Promise<FileAnswer> {
  const parts = readToken(ctx.keys, PURPOSE, input.token.replace(/\.ics$/, ""), ctx.now);
  const [memberId, nonce] = parts ?? [];
  if (memberId === undefined || nonce === undefined) throw new AppError("reminders.calendar-link-expired");
  const plan = await ReminderPlans.findById(memberId).lean();
  const member = (await reachOfMembers(ctx, [memberId])).get(memberId);
  const isGood = plan?.calendarNonce && sameText(plan.calendarNonce, nonce) && member && member.status !== "closed";
  if (!isGood) throw new AppError("reminders.calendar-link-expired");
  return calendarOf(ctx, memberId);
}
