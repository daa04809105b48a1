import { getMyUnreadCount, listMyInbox, readAllInbox, readInboxMessage } from "@club/shared/inbox";
import { putMyLicence } from "@club/shared/licences";
import {
  createMyCalendarLink,
  downloadMyCalendar,
  getCalendarByLink,
  getMyReminderSettings,
  getMyReminderTimeline,
  listMyReminders,
  markReminderDone,
  updateMyReminderSettings,
} from "@club/shared/reminders";
import { addVehicle, getMyVehicle } from "@club/shared/vehicles";
import type { TestApi } from "../../../test/kit";
import { refusal } from "../../../test/kit";
import { inTransaction } from "../../platform/db";
import { Outbox } from "../../platform/outbox";
import { signInMember } from "../members/members.testing";
import { newPlate } from "../vehicles/vehicles.testing";
import { remindersDataSection, removeRemindersOfMember } from "./reminders.closing";
import { InboxMessages, ReminderPlans, Reminders } from "./reminders.model";
import { runJobs, startRemindersApi } from "./reminders.testing";

let api: TestApi;
beforeAll(async () => {
  api = await startRemindersApi();
});
afterAll(() => api.stop());
beforeEach(() => api.clock.set("2026-11-22T04:00:00Z"));
afterEach(() => Outbox.deleteMany({}));

type Vehicle = { registeredOn?: string; inspectionValidUntilOn?: string; compulsoryUntilOn?: string };

async function owner(vehicle: Vehicle = { registeredOn: "2020-11-15", compulsoryUntilOn: "2026-11-27" }) {
  const user = await signInMember(api);
  const added = await api.call(addVehicle, { plate: newPlate(), nickname: "小白", ...vehicle }, { as: user });
  return { user, id: user.actor.id, vehicleId: added.vehicle.id };
}

test("the timeline shows a year ahead, what is estimated and what is provisional, and what is missing", async () => {
  const { user, vehicleId } = await owner();
  await runJobs(api);
  const timeline = await api.call(getMyReminderTimeline, {}, { as: user });
  const own = timeline.items.filter((item) => item.vehicleId === vehicleId);
  expect(own).toMatchObject([
    { kind: "compulsoryInsurance", dueOn: "2026-11-27", daysLeft: 5, isEstimated: false, state: "upcoming" },
    {
      kind: "inspection",
      title: "年检：上线检验",
      dueOn: "2026-11-30",
      isEstimated: true,
      state: "window",
      canMarkDone: true,
    },
  ]);
  expect(own[0]?.steps.map((step) => step.state)).toEqual([
    "passed",
    "passed",
    "passed",
    "sent",
    "planned",
    "planned",
    "planned",
  ]);
  expect(timeline.items.filter((item) => item.kind === "holiday").every((item) => item.isProvisional)).toBe(true);
  expect(timeline.notices.join()).toContain("估算");
  expect(timeline.notices.join()).toContain("2027年放假安排尚未公布");
  const one = await api.call(getMyReminderTimeline, { vehicleId }, { as: user });
  expect(one.items).toHaveLength(2);
});

test("done once is done: again answers the same, and the new date moves the vehicle on", async () => {
  const { user, vehicleId } = await owner();
  const itemId = `inspection:${vehicleId}:2026-11-30`;
  const early = api.call(markReminderDone, { itemId, nextDueOn: "2026-11-30" }, { as: user });
  expect(await refusal(early)).toBe("reminders.next-due-not-later");
  const answer = await api.call(markReminderDone, { itemId, nextDueOn: "2028-11-15" }, { as: user });
  expect(await api.call(markReminderDone, { itemId, nextDueOn: "2028-11-15" }, { as: user })).toEqual(answer);
  const vehicle = await api.call(getMyVehicle, { vehicleId }, { as: user });
  expect(vehicle.inspectionValidUntilOn).toBe("2028-11-30");
  const { items } = await api.call(getMyReminderTimeline, { vehicleId }, { as: user });
  expect(items.map((item) => item.kind)).toEqual(["compulsoryInsurance"]);
});

test("nobody can mark somebody else's item, or one that cannot be done", async () => {
  const { vehicleId } = await owner();
  const stranger = await owner();
  for (const itemId of [`inspection:${vehicleId}:2026-11-30`, "holiday:holiday:2027-01-01"])
    expect(await refusal(api.call(markReminderDone, { itemId }, { as: stranger.user }))).toBe(
      "reminders.item-not-found",
    );
});

test("the inbox counts, reads one, reads what was there, and belongs to its member", async () => {
  const { user, id } = await owner();
  const stranger = await signInMember(api);
  await runJobs(api);
  expect(await api.call(getMyUnreadCount, {}, { as: user })).toEqual({ unreadCount: 2 });
  const { items } = await api.call(listMyInbox, {}, { as: user });
  const [first] = items;
  if (!first) throw new Error("there is a message");
  expect(await refusal(api.call(readInboxMessage, { messageId: first.id }, { as: stranger }))).toBe(
    "reminders.message-not-found",
  );
  const read = await api.call(readInboxMessage, { messageId: first.id }, { as: user });
  expect(read.readAt).toBe("2026-11-22T04:00:00.000Z");
  api.clock.advance(60_000);
  expect((await api.call(readInboxMessage, { messageId: first.id }, { as: user })).readAt).toBe(read.readAt);
  expect(await api.call(readAllInbox, { until: "2026-11-22T03:00:00Z" }, { as: user })).toEqual({ readCount: 0 });
  expect(await api.call(readAllInbox, { until: "2026-11-22T04:00:00Z" }, { as: user })).toEqual({ readCount: 1 });
  expect(await api.call(getMyUnreadCount, {}, { as: user })).toEqual({ unreadCount: 0 });
  const sent = await api.call(listMyReminders, { limit: 1 }, { as: user });
  expect(sent.items).toHaveLength(1);
  const rest = await api.call(listMyReminders, { limit: 1, cursor: sent.nextCursor ?? "" }, { as: user });
  expect(rest).toMatchObject({ items: [{}], nextCursor: null });
  expect(await Reminders.countDocuments({ memberId: id })).toBe(2);
});

test("switches and city are kept; a city without data is refused", async () => {
  const { user } = await owner();
  const input = { switches: [{ kind: "holiday" as const, isOn: false }], restrictionCityCode: "370100" };
  const saved = await api.call(updateMyReminderSettings, input, { as: user });
  expect(saved.kinds.find((row) => row.kind === "holiday")?.isOn).toBe(false);
  expect(saved.restrictionCityCode).toBe("370100");
  expect(await api.call(getMyReminderSettings, {}, { as: user })).toEqual(saved);
  const back = { switches: [{ kind: "holiday" as const, isOn: true }], restrictionCityCode: null };
  const again = await api.call(updateMyReminderSettings, back, { as: user });
  expect(again.kinds.every((row) => row.isOn)).toBe(true);
  const nowhere = api.call(updateMyReminderSettings, { restrictionCityCode: "999900" }, { as: user });
  expect(await refusal(nowhere)).toBe("reminders.restriction-city-unknown");
});

test("the calendar holds what is due and on, and a link ends with the next one", async () => {
  const { user } = await owner();
  const licence = { classes: ["C1" as const], firstIssuedOn: "2020-12-15", validUntilOn: "2026-12-15" };
  await api.call(putMyLicence, licence, { as: user });
  const file = await (await api.send(downloadMyCalendar, {}, { as: user })).text();
  expect(file.match(/BEGIN:VEVENT/g)).toHaveLength(3);
  expect(file).toContain("DTSTART;VALUE=DATE:20261215");
  const first = await api.call(createMyCalendarLink, {}, { as: user });
  const tokenOf = (path: string) => path.split("/").at(-1) ?? "";
  expect(await (await api.send(getCalendarByLink, { token: tokenOf(first.path) }, {})).text()).toContain(
    "BEGIN:VEVENT",
  );
  const second = await api.call(createMyCalendarLink, {}, { as: user });
  const ended = api.send(getCalendarByLink, { token: tokenOf(first.path) }, {});
  expect(await refusal(ended)).toBe("reminders.calendar-link-expired");
  expect(await refusal(api.send(getCalendarByLink, { token: "V1.forged.token.x" }, {}))).toBe(
    "reminders.calendar-link-expired",
  );
  api.clock.set("2027-11-24T04:00:00Z");
  const old = api.send(getCalendarByLink, { token: tokenOf(second.path) }, {});
  expect(await refusal(old)).toBe("reminders.calendar-link-expired");
});

test("a copy of the data names what was sent, and closing the account takes everything away", async () => {
  const { id } = await owner();
  await runJobs(api);
  const section = await remindersDataSection(api.ctx(), id);
  expect(section.items.length).toBe(2);
  await inTransaction((session) => removeRemindersOfMember(api.ctx(), session, id));
  for (const left of [
    await ReminderPlans.countDocuments({ _id: id }),
    await Reminders.countDocuments({ memberId: id }),
    await InboxMessages.countDocuments({ memberId: id }),
  ])
    expect(left).toBe(0);
});
