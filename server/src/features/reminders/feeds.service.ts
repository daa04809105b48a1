import { formatPlate } from "@club/shared/plates";
import type { ReminderKind } from "@club/shared/reminders";
import { formatDay, shanghaiDay, shiftDay } from "@club/shared/time";
import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { inContestedTransaction } from "../../platform/db";
import { reachOfMembers } from "../members/members.reach";
import { findExpiringLots, lotsWithPoints } from "../points/points.service";
import { garagesOfMembers } from "../vehicles/vehicles.service";
import { listNewViolations } from "../violations/violations.records";
import { countExpiring, membersWithExpiring } from "../vouchers/voucher-expiry";
import { type DueItem, plainItem } from "./due-items.rules";
import { endsWithin, pointsItem, voucherItem } from "./expiries.service";
import { type Draft, issueReminders } from "./issue.service";
import { ruleOf, type Step } from "./kinds.rules";
import { isReachable } from "./planner.service";
import { reminderData } from "./reminder-data.service";
import { FeedPlaces, type ReminderPlan, ReminderPlans } from "./reminders.model";

/*
 * What does not come from a member's own dates but from what happens elsewhere: vouchers and points that end on a day, read day by
 * day in the order of an index, and violations as they are found. Every feed remembers how far it has come.
 */

const BATCH = 200;
/** A reminder to one member. */
type Telling = { memberId: string; item: DueItem; step: Step };

function stepOf(kind: ReminderKind, name: string): Step {
  const step = ruleOf(kind).steps.find((row) => row.step === name);
  if (!step) throw new Error(`${kind} has no step ${name}`);
  return step;
}

/** Makes the reminders for those who want them and can be reached; runs in one transaction with `then`. */
async function tell(
  ctx: Ctx,
  tellings: readonly Telling[],
  then?: (session: ClientSession) => Promise<void>,
): Promise<number> {
  const ids = [...new Set(tellings.map(({ memberId }) => memberId))];
  const data = await reminderData.get();
  const members = await reachOfMembers(ctx, ids);
  const plans = await ReminderPlans.find({ _id: { $in: ids } }, { off: 1 }).lean<Pick<ReminderPlan, "_id" | "off">[]>();
  const off = new Map(plans.map((plan) => [plan._id, new Set(plan.off)]));
  const drafts = tellings.flatMap(({ memberId, item, step }): Draft[] => {
    const member = members.get(memberId);
    if (!isReachable(member)) return [];
    if (off.get(memberId)?.has(item.kind)) return [];
    const { cityCode, hasOpenid, hasPhone } = member;
    return [{ memberId, cityCode, item, step, hasOpenid, hasPhone }];
  });
  return inContestedTransaction(async (session) => {
    const made = await issueReminders(ctx, session, { data, drafts });
    await then?.(session);
    return made;
  });
}

type DailyFeed = {
  name: string;
  aheadDays: number;
  /** What ends on earlier days is for a later step to tell. */
  fromDays: number;
  ofDay: (ctx: Ctx, lastDay: string) => Promise<number>;
};

/** The days on which something ends that have not been looked at: those missed while the server was away, and today's. */
async function runDaily(ctx: Ctx, feed: DailyFeed): Promise<number> {
  const today = shanghaiDay(ctx.now);
  const until = shiftDay(today, feed.aheadDays);
  const from = shiftDay(today, feed.fromDays);
  const place = await FeedPlaces.findById(feed.name).lean();
  const done = place?.day ?? "";
  let made = 0;
  for (let day = done < from ? from : shiftDay(done, 1); day <= until; day = shiftDay(day, 1)) {
    made += await feed.ofDay(ctx, day);
    await FeedPlaces.updateOne({ _id: feed.name }, { $max: { day } }, { upsert: true });
  }
  return made;
}

function voucherFeed(aheadDays: number, fromDays: number): DailyFeed {
  const step = stepOf("voucherExpiry", `d${aheadDays}`);
  return {
    name: `vouchers:d${aheadDays}`,
    aheadDays,
    fromDays,
    ofDay: async (ctx, lastDay) => {
      const range = endsWithin(lastDay, shiftDay(lastDay, 1));
      let made = 0;
      for await (const memberIds of membersWithExpiring(range, BATCH)) {
        const counts = await countExpiring(memberIds, range);
        const tellings = [...counts].map(([memberId, total]) => {
          return { memberId, item: voucherItem(lastDay, { 数量: String(total) }), step };
        });
        made += await tell(ctx, tellings);
      }
      return made;
    },
  };
}

const pointsFeed: DailyFeed = {
  name: "points:d30",
  aheadDays: 30,
  fromDays: 0,
  ofDay: async (ctx, lastDay) => {
    const range = endsWithin(lastDay, shiftDay(lastDay, 1));
    let after: { expiresAt: Date; id: string } | null = null;
    let made = 0;
    for (;;) {
      const lots: Awaited<ReturnType<typeof findExpiringLots>> = await findExpiringLots({
        ...range,
        after,
        limit: BATCH,
      });
      const last = lots.at(-1);
      if (!last) return made;
      made += await tellPoints(ctx, { memberIds: lots.map((lot) => lot.memberId), lastDay, range });
      after = { expiresAt: last.expiresAt, id: last.id };
    }
  },
};

type PointsDay = { memberIds: readonly string[]; lastDay: string; range: { from: Date; to: Date } };

async function tellPoints(ctx: Ctx, { memberIds, lastDay, range }: PointsDay): Promise<number> {
  const sums = new Map<string, number>();
  for (const lot of await lotsWithPoints([...new Set(memberIds)])) {
    if (lot.expiresAt >= range.from && lot.expiresAt < range.to)
      sums.set(lot.memberId, (sums.get(lot.memberId) ?? 0) + lot.left);
  }
  const step = stepOf("pointsExpiry", "d30");
  const tellings = [...sums].map(([memberId, sum]) => ({ memberId, item: pointsItem(lastDay, sum), step }));
  return tell(ctx, tellings);
}

/** Told a week ahead, and once more the day before; who catches up tells a voucher that ends by tomorrow only once. */
const VOUCHER_FEEDS = [voucherFeed(7, 2), voucherFeed(1, 0)];

/** Vouchers and points that are about to end. Answers how many reminders were made. */
export async function tellExpiries(ctx: Ctx): Promise<number> {
  let made = 0;
  for (const feed of [...VOUCHER_FEEDS, pointsFeed]) made += await runDaily(ctx, feed);
  return made;
}

const VIOLATIONS = "violations";

/** Violations found since the last time. Answers how many reminders were made. */
export async function tellViolations(ctx: Ctx, { maxBatches = 100 }: { maxBatches?: number } = {}): Promise<number> {
  let made = 0;
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const place = await FeedPlaces.findById(VIOLATIONS).lean();
    const after = place?.at ? { foundAt: place.at, id: place.id ?? "" } : null;
    const found = await listNewViolations(ctx, after, BATCH);
    const last = found.at(-1);
    if (!last) break;
    const tellings = await violationTellings(ctx, found);
    made += await tell(ctx, tellings, async (session) => {
      const next = { $set: { at: last.foundAt, id: last.id } };
      await FeedPlaces.updateOne({ _id: VIOLATIONS }, next, { session, upsert: true });
    });
  }
  return made;
}

type Found = { memberId: string; vehicleId: string; foundAt: Date };

/** One message for each vehicle and day, however many were found. */
async function violationTellings(ctx: Ctx, found: readonly Found[]): Promise<Telling[]> {
  const garages = await garagesOfMembers(ctx, [...new Set(found.map(({ memberId }) => memberId))]);
  const groups = new Map<string, { first: Found; total: number }>();
  for (const row of found) {
    const key = `${row.vehicleId}:${shanghaiDay(row.foundAt)}`;
    const group = groups.get(key) ?? { first: row, total: 0 };
    groups.set(key, { first: group.first, total: group.total + 1 });
  }
  return [...groups.values()].flatMap(({ first, total }): Telling[] => {
    const vehicle = garages.get(first.memberId)?.vehicles.find(({ id }) => id === first.vehicleId);
    if (!vehicle) return [];
    const foundOn = shanghaiDay(first.foundAt);
    const item: DueItem = {
      ...plainItem("violation", vehicle.id, foundOn),
      vehicleId: vehicle.id,
      plate: vehicle.plate,
      vars: {
        车牌: formatPlate(vehicle.plate),
        车辆: vehicle.name,
        数量: String(total),
        查到日: formatDay(foundOn),
      },
    };
    return [{ memberId: first.memberId, item, step: stepOf("violation", "new") }];
  });
}
