import type { Job } from "../../platform/jobs";
import type { OutboxHandlers } from "../../platform/outbox";
import { deliverReminderSms, deliverWechat } from "./deliver.service";
import { tellExpiries, tellViolations } from "./feeds.service";
import { adoptMembers, planDue } from "./planner.service";

/** Each looks only at what is due, by an index, and can be cut off and run again anywhere. */
export const remindersJobs: Job[] = [
  { name: "reminders.adopt", everySeconds: 300, run: async (ctx) => void (await adoptMembers(ctx)) },
  { name: "reminders.plan", everySeconds: 30, run: async (ctx) => void (await planDue(ctx)) },
  { name: "reminders.violations", everySeconds: 60, run: async (ctx) => void (await tellViolations(ctx)) },
  { name: "reminders.expiries", everySeconds: 3600, run: async (ctx) => void (await tellExpiries(ctx)) },
];

/** How the messages of reminders reach their receivers. */
export const remindersOutbox: OutboxHandlers = {
  "reminder.wechat": deliverWechat,
  "reminder.sms": deliverReminderSms,
};
