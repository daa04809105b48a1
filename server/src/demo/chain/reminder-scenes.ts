import { getMyUnreadCount, listMyInbox, readAllInbox } from "@club/shared/inbox";
import { getMyReminderTimeline, listMyReminders, markReminderDone } from "@club/shared/reminders";
import { DAY_MS } from "@club/shared/time";
import { adoptMembers, planDue } from "../../features/reminders/planner.service";
import { systemCtx } from "../../platform/context";
import type { Member, Stage } from "./stage";

/** What the member's own dates say is coming; the printed date of the inspection is no estimate. */
export async function lookAhead({ world, printer }: Stage, member: Member, vehicleId: string): Promise<void> {
  const { items } = await world.client.call(getMyReminderTimeline, { vehicleId }, member);
  const inspection = items.find((item) => item.kind === "inspection");
  printer.expectEqual(inspection?.dueOn, "2027-03-31", `车主秘书：年检 ${inspection?.dueOn ?? "没有"} 到期`);
  printer.expectEqual(inspection?.isEstimated, false, "以行驶证上的日期为准，不是估算");
  printer.expect((inspection?.steps.length ?? 0) === 4, "窗口开启、前 30 天、前 7 天和到期后 1 天提醒");
}

/** The planner runs, twice, as it would on two servers: every reminder exists once, in the inbox. */
export async function remindOnce({ world, printer }: Stage, member: Member, vehicleId: string): Promise<void> {
  const { items } = await world.client.call(getMyReminderTimeline, { vehicleId }, member);
  const window = items.find((item) => item.kind === "inspection")?.windowFrom;
  const at = new Date(Date.parse(`${window}T02:00:00Z`));
  printer.expect(at.getTime() > world.clock.now().getTime() - DAY_MS, `到了可以办理的那天（${window}）`);
  await adoptMembers(systemCtx(world.deps, "demo", world.clock.now()));
  for (let server = 0; server < 2; server += 1) await planDue(systemCtx(world.deps, "demo", at));
  const { items: sent } = await world.client.call(listMyReminders, {}, member);
  const told = sent.filter((row) => row.kind === "inspection");
  printer.expectEqual(told.length, 1, "两台服务器各跑一遍，年检提醒只有一条");
  const { items: inbox } = await world.client.call(listMyInbox, {}, member);
  const { unreadCount } = await world.client.call(getMyUnreadCount, {}, member);
  printer.expectEqual(unreadCount, inbox.length, `站内消息 ${inbox.length} 条，都是未读`);
  await world.client.call(readAllInbox, { until: at.toISOString() }, member);
  const after = await world.client.call(getMyUnreadCount, {}, member);
  printer.expectEqual(after.unreadCount, 0, "全部标为已读");
}

/** The inspection is done: nothing more is sent, and the vehicle has its new date. */
export async function sayDone({ world, printer }: Stage, member: Member, vehicleId: string): Promise<void> {
  const itemId = `inspection:${vehicleId}:2027-03-31`;
  await world.client.call(markReminderDone, { itemId, nextDueOn: "2029-03-31" }, member);
  const { items } = await world.client.call(getMyReminderTimeline, { vehicleId }, member);
  printer.expect(!items.some((item) => item.kind === "inspection"), "点「已办理」后，这一期不再提醒");
}
