import type { Ctx } from "../../platform/context";
import { reachOfMembers } from "../members/members.reach";
import { garagesOfMembers } from "../vehicles/vehicles.service";
import { type DueItem, itemKey } from "./due-items.rules";
import { expiryItems } from "./expiries.service";
import { getPlan } from "./my-settings.service";
import { AHEAD_DAYS, allItems, isReachable } from "./planner.service";
import { reminderData } from "./reminder-data.service";
import type { Reminder } from "./reminders.model";
import { dueStep } from "./steps.rules";

/*
 * Hours may lie between the planning of a message and its sending: quiet hours, a provider that is down, a replay by staff.
 */

/**
 * Whether what a reminder says still holds and the member still wants to hear it: the date has not been corrected, the vehicle not
 * removed, the item not dealt with, and no later step has come. What is only worth saying on its day is not said after it.
 */
export async function isStillTrue(ctx: Ctx, reminder: Reminder): Promise<boolean> {
  const { memberId, kind, step, vehicleId } = reminder;
  const plan = await getPlan(ctx, memberId);
  if (plan.off.includes(kind) || plan.done.includes(itemKey(reminder))) return false;
  const member = (await reachOfMembers(ctx, [memberId])).get(memberId);
  if (!isReachable(member)) return false;
  const isSame = (item: DueItem) => itemKey(item) === itemKey(reminder);
  if (kind === "voucherExpiry" || kind === "pointsExpiry")
    return (await expiryItems(ctx, memberId, AHEAD_DAYS)).some(isSame);
  const garage = (await garagesOfMembers(ctx, [memberId])).get(memberId);
  // What was found stays found; there is nobody to tell of it when the vehicle has left.
  if (kind === "violation") return garage?.vehicles.some(({ id }) => id === vehicleId) === true;
  const data = await reminderData.get();
  const item = allItems(ctx, data, { plan, member, garage, days: AHEAD_DAYS }).find(isSame);
  return item !== undefined && dueStep(item, ctx.now)?.step.step === step;
}
