import type { ReminderKind } from "@club/shared/reminders";
import { addDays, shanghaiDay, shiftDay } from "@club/shared/time";
import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { inContestedTransaction, updateAll } from "../../platform/db";
import { findPage } from "../../platform/page";
import { type MemberReach, membersAfter, type NewcomerPlace, reachOfMembers } from "../members/members.reach";
import { type GarageFacts, garagesOfMembers } from "../vehicles/vehicles.service";
import { dueItems, type MemberDueFacts } from "./due.rules";
import { type DueItem, itemKey } from "./due-items.rules";
import { type Draft, issueReminders } from "./issue.service";
import { type ReminderData, reminderData, restrictionInForce } from "./reminder-data.service";
import { FeedPlaces, type ReminderPlan, ReminderPlans } from "./reminders.model";
import { dueStep, nextStepAt, nextTimeOf, stepsOf } from "./steps.rules";

/*
 * Planning: every member has a plan with the instant at which it must be looked at next. The job takes what is due in the order of an
 * index, some members at a time, makes the reminders whose time has come and writes the next instant, all in one transaction.
 */

const BATCH = 200;
/** How far ahead a plan looks for its next step, and how often it is looked at in any case: data and rules change. */
export const AHEAD_DAYS = 100;
const LOOK_AGAIN_DAYS = 30;
const MAX_BATCHES = 500;
const PAUSED_DAYS = 1;
const NEVER_DAYS = 36_500;

/** Another process has planned some of these members in between; nothing was written. */
class StaleBatch extends Error {}

/**
 * Plans all members that are due, at most `maxBatches` batches; several processes may do so at once. While a batch is being written the
 * next one is read and thought through. Answers how many plans were looked at and how many reminders were made.
 */
export async function planDue(
  ctx: Ctx,
  { maxBatches = MAX_BATCHES }: { maxBatches?: number } = {},
): Promise<{ plans: number; reminders: number }> {
  const total = { plans: 0, reminders: 0, stale: 0 };
  let writing: Promise<void> = Promise.resolve();
  let cursor: string | undefined;
  for (let batch = 0; batch < maxBatches && !ctx.isStopping?.(); batch += 1) {
    const page = await findPage<ReminderPlan>(ReminderPlans, {
      filter: { nextAt: { $lte: ctx.now } },
      sort: { nextAt: 1, _id: 1 },
      cursor,
      limit: BATCH,
    });
    const thought = page.rows.length === 0 ? null : await think(ctx, page.rows);
    await writing;
    if (thought) {
      total.plans += page.rows.length;
      writing = write(ctx, thought).then((made) => {
        if (made === null) total.stale += 1;
        else total.reminders += made;
      });
      // Whoever fails while the next batch is read is heard when it is waited for.
      writing.catch(() => undefined);
    }
    cursor = page.nextCursor ?? undefined;
    if (cursor !== undefined) continue;
    await writing;
    // What another process has touched was left out: it is looked at once more.
    if (total.stale === 0) break;
    total.stale = 0;
  }
  await writing;
  return { plans: total.plans, reminders: total.reminders };
}

type Thought = { data: ReminderData; planned: Planned[] };

/** What is to be said to whom, and when each plan is looked at next; writes nothing. */
async function think(ctx: Ctx, plans: readonly ReminderPlan[]): Promise<Thought> {
  const data = await reminderData.get();
  const ids = plans.map(({ _id }) => _id);
  const [members, garages] = await Promise.all([reachOfMembers(ctx, ids), garagesOfMembers(ctx, ids)]);
  const planned = plans.map((plan) =>
    planOne(ctx, data, { plan, member: members.get(plan._id), garage: garages.get(plan._id) }),
  );
  return { data, planned };
}

/** Writes a batch and answers how many reminders it made; null, and nothing is written, when somebody has touched one of the plans. */
async function write(ctx: Ctx, { data, planned }: Thought): Promise<number | null> {
  const drafts = planned.flatMap((row) => row.drafts);
  try {
    return await inContestedTransaction(async (session) => {
      await moveOn(ctx, session, planned);
      return issueReminders(ctx, session, { data, drafts });
    });
  } catch (error) {
    if (error instanceof StaleBatch) return null;
    throw error;
  }
}

type Planned = { plan: ReminderPlan; drafts: Draft[]; nextAt: Date };
type Subject = { plan: ReminderPlan; member: MemberReach | undefined; garage: GarageFacts | undefined };

function planOne(ctx: Ctx, data: ReminderData, { plan, member, garage }: Subject): Planned {
  // An account that is closing may come back.
  if (!isReachable(member))
    return { plan, drafts: [], nextAt: addDays(ctx.now, member?.status === "closing" ? PAUSED_DAYS : NEVER_DAYS) };
  const items = itemsOf(ctx, data, { plan, member, garage, days: AHEAD_DAYS });
  const withSteps = items.map((item) => ({ item, steps: stepsOf(item) }));
  const drafts = withSteps.flatMap(({ item, steps }): Draft[] => {
    const planned = dueStep(item, ctx.now, steps);
    const { cityCode, hasOpenid, hasPhone } = member;
    return planned ? [{ memberId: plan._id, cityCode, item, step: planned.step, hasOpenid, hasPhone }] : [];
  });
  const times = withSteps.flatMap(({ steps }) => nextStepAt(steps, ctx.now)?.getTime() ?? []);
  return { plan, drafts, nextAt: nextLook(ctx.now, plan, times) };
}

type Reachable = MemberReach & { status: Exclude<MemberReach["status"], "closed" | "closing"> };

/** Whether a member is told of anything at all. */
export function isReachable(member: MemberReach | undefined): member is Reachable {
  return member !== undefined && member.status !== "closed" && member.status !== "closing";
}

/** What the member wants to hear of and has not dealt with. */
function itemsOf(ctx: Ctx, data: ReminderData, { plan, member, garage, days }: Subject & { days: number }): DueItem[] {
  const off = new Set<ReminderKind>(plan.off);
  const done = new Set(plan.done);
  return allItems(ctx, data, { plan, member, garage, days }).filter(
    (item) => !off.has(item.kind) && !done.has(itemKey(item)),
  );
}

/** Everything that falls due in the next days, whatever the switches say. */
export function allItems(
  ctx: Ctx,
  data: ReminderData,
  { plan, member, garage, days }: Subject & { days: number },
): DueItem[] {
  const today = shanghaiDay(ctx.now);
  const facts: MemberDueFacts = {
    vehicles: garage?.vehicles ?? [],
    licence: garage?.licence ?? null,
    birthday: member?.birthday ?? garage?.licence?.birthday ?? null,
    city: restrictionInForce(data, plan.restrictionCityCode, today),
    calendar: data.calendar,
  };
  return dueItems(facts, today, shiftDay(today, days));
}

/**
 * Who wants to hear of restrictions is looked at every evening at the time at which they are told: what was imported during the day
 * holds at once, without an index of plans by city.
 */
function nextLook(now: Date, plan: ReminderPlan, times: readonly number[]): Date {
  const isDaily = plan.restrictionCityCode !== null && !plan.off.includes("drivingRestriction");
  const again = isDaily ? nextTimeOf("drivingRestriction", now) : addDays(now, LOOK_AGAIN_DAYS);
  return new Date(Math.min(again.getTime(), ...times));
}

/** Writes when each plan is looked at next. @throws StaleBatch when one of them has been touched since it was read */
async function moveOn(ctx: Ctx, session: ClientSession, planned: readonly Planned[]): Promise<void> {
  const updates = planned.map(({ plan, nextAt }) => ({
    q: { _id: plan._id, revision: plan.revision },
    u: { $set: { nextAt, plannedAt: ctx.now }, $inc: { revision: 1 } },
  }));
  if ((await updateAll(session, ReminderPlans, updates)) !== planned.length) throw new StaleBatch();
}

/** A plan that is looked at as soon as the job runs; made when there is none. In the caller's transaction. */
export async function touchPlan(ctx: Ctx, session: ClientSession, memberId: string): Promise<void> {
  await ReminderPlans.updateOne(
    { _id: memberId },
    { $set: { nextAt: ctx.now }, $inc: { revision: 1 }, $setOnInsert: newPlan(ctx.now) },
    { session, upsert: true },
  );
}

/** What a plan has at first, besides its id, `nextAt` and `revision`. */
export function newPlan(now: Date): Omit<ReminderPlan, "_id" | "nextAt" | "revision"> {
  return { off: [], restrictionCityCode: null, done: [], calendarNonce: null, plannedAt: null, createdAt: now };
}

const NEWCOMERS = "newcomers";
const NEWCOMER_BATCH = 1_000;
/** Members whose registration commits late are not passed over. */
const OVERLAP_MS = 600_000;

/** Gives every member who has no plan one, in the order in which they came. Answers how many members were looked at. */
export async function adoptMembers(ctx: Ctx, { maxBatches = 200 }: { maxBatches?: number } = {}): Promise<number> {
  const place = await FeedPlaces.findById(NEWCOMERS).lean();
  const startAt = place?.at ? { createdAt: new Date(place.at.getTime() - OVERLAP_MS), id: "" } : null;
  let after: NewcomerPlace | null = startAt;
  let total = 0;
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const members = await membersAfter(after, NEWCOMER_BATCH);
    const last = members.at(-1);
    if (!last) break;
    await adopt(
      ctx,
      members.map(({ id }) => id),
    );
    await FeedPlaces.updateOne({ _id: NEWCOMERS }, { $max: { at: last.createdAt } }, { upsert: true });
    total += members.length;
    after = last;
  }
  return total;
}

async function adopt(ctx: Ctx, memberIds: readonly string[]): Promise<void> {
  const known = await ReminderPlans.find({ _id: { $in: [...memberIds] } }, { _id: 1 }).lean();
  const knownIds = new Set(known.map(({ _id }) => _id));
  const missing = memberIds.filter((id) => !knownIds.has(id));
  if (missing.length === 0) return;
  // The hook of the garage may be faster: an upsert leaves its plan as it is.
  await ReminderPlans.bulkWrite(
    missing.map((_id) => ({
      updateOne: {
        filter: { _id },
        update: { $setOnInsert: { ...newPlan(ctx.now), nextAt: ctx.now, revision: 0 } },
        upsert: true,
      },
    })),
    { ordered: false },
  );
}
