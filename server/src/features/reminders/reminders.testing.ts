import { startTestApi, type TestApi } from "../../../test/kit";
import { deliverDue } from "../../platform/outbox.testing";
import { vehiclesRoutes } from "../vehicles/vehicles.routes";
import { adoptMembers, planDue, touchPlan } from "./planner.service";
import { remindersOutbox } from "./reminders.jobs";
import { type Reminder, ReminderPlans, Reminders } from "./reminders.model";
import { remindersRoutes } from "./reminders.routes";
import { readWords, type Words } from "./words";

/*
 * What tests of reminders share.
 */

/** Reminders and vehicles over HTTP, with the hook that the club has between them. */
export function startRemindersApi(now?: string): Promise<TestApi> {
  const routes = [...remindersRoutes, ...vehiclesRoutes];
  return startTestApi({ routes, hooks: { afterGarageChange: touchPlan }, ...(now === undefined ? {} : { now }) });
}

/** What the jobs do at this instant: plans for newcomers, reminders that are due, messages to the outside. */
export async function runJobs(api: TestApi): Promise<void> {
  await adoptMembers(api.ctx());
  await planDue(api.ctx());
  await deliverDue(api.ctx(), remindersOutbox);
}

/** Lets time pass until an instant, stopping wherever a plan is due, as the job would. */
export async function letPass(api: TestApi, until: string): Promise<void> {
  for (;;) {
    await runJobs(api);
    const [next] = await ReminderPlans.find().sort({ nextAt: 1, _id: 1 }).limit(1).lean();
    if (!next || next.nextAt > new Date(until)) break;
    api.clock.set(next.nextAt);
  }
  api.clock.set(until);
  await runJobs(api);
}

/** A member's reminders, oldest first. */
export function remindersOf(memberId: string): Promise<Reminder[]> {
  return Reminders.find({ memberId }).sort({ at: 1, _id: 1 }).lean<Reminder[]>();
}

/** What a reminder or an inbox message says. @throws Error when there is none */
export function wordsOf(api: TestApi, row: { wordsEnc: string } | undefined): Words {
  if (!row) throw new Error("there is no message");
  expect(row.wordsEnc).not.toMatch(/[\u4e00-\u9fff]/);
  return readWords(api.deps.keys, row);
}
