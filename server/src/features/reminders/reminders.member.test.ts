import { getMyUnreadCount, listMyInbox, readAllInbox, readInboxMessage } from "@club/shared/inbox";
import { getMyLicence, putMyLicence } from "@club/shared/licences";
import {
  getMyReminderSettings,
  getMyReminderTimeline,
  listMyReminders,
  markReminderDone,
  updateMyReminderSettings,
} from "@club/shared/reminders";
import { createMyCalendarLink, downloadMyCalendar, getCalendarByLink } from "@club/shared/reminders-calendar";
import { addVehicle, getMyVehicle } from "@club/shared/vehicles";
import type { TestApi } from "../../../test/kit";
import { refusal } from "../../../test/kit";
import { inTransaction } from "../../platform/db";
import { enqueue, Outbox } from "../../platform/outbox";
import { givePoints } from "../mall/mall.test-kit";
import { signInMember } from "../members/members.testing";
import { seedServices } from "../services/services.service";
import { newPlate } from "../vehicles/vehicles.testing";
import { issueCard } from "../vouchers/vouchers.test-kit";
import { tellExpiries } from "./feeds.service";
import { remindersDataSection, removeRemindersOfMember } from "./reminders.closing";
import { InboxMessages, ReminderPlans, Reminders } from "./reminders.model";
import { runJobs, startRemindersApi } from "./reminders.testing";

let api: TestApi;
beforeAll(async () => {
  api = await startRemindersApi();
  await seedServices(api.clock.now());
});
afterAll(() => api.stop());
beforeEach(() => api.clock.set("2026-11-22T04:00:00Z"));
afterEach(() => Outbox.deleteMany({}));

type Vehicle = {
  registeredOn?: string;
  inspectionValidUntilOn?: string;
  compulsoryUntilOn?: string;
  commercialUntilOn?: string;
};

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

test("vouchers and points that end stand in the timeline and the calendar, a day each, and are not told of twice", async () => {
  const { user, id } = await owner({});
  const lastOfNovember = new Date("2026-11-30T16:00:00Z");
  await issueCard(api, user, { quantity: 3, expiresAt: lastOfNovember });
  await issueCard(api, user, { quantity: 1, expiresAt: lastOfNovember, serviceId: "designated-driver" });
  await issueCard(api, user, { quantity: 2, expiresAt: new Date("2027-12-31T16:00:00Z") });
  await givePoints(api, id, 1_200, new Date("2027-02-28T16:00:00Z"));
  await givePoints(api, id, 34, new Date("2027-02-28T16:00:00Z"));
  api.clock.set("2026-11-23T02:00:00Z");
  await tellExpiries(api.ctx());
  await runJobs(api);
  const { items } = await api.call(getMyReminderTimeline, {}, { as: user });
  const expiring = items.filter(({ kind }) => kind === "voucherExpiry" || kind === "pointsExpiry");
  expect(expiring).toMatchObject([
    { id: "voucherExpiry:vouchers:2026-11-30", title: "4 张兑换券到期", daysLeft: 7, canMarkDone: false },
    { id: "pointsExpiry:points:2027-02-28", title: "1,234 积分到期", state: "upcoming" },
  ]);
  expect(expiring[0]?.advice).toBe("还有 7 天：洗车 3 张、酒后代驾 1 张，请及时到店使用。");
  expect(expiring[0]?.steps.map(({ step, state }) => `${step} ${state}`)).toEqual(["d7 sent", "d1 planned"]);
  expect(await Reminders.countDocuments({ memberId: id, kind: "voucherExpiry" })).toBe(1);
  const file = (await (await api.send(downloadMyCalendar, {}, { as: user })).text()).replaceAll("\r\n ", "");
  expect(file).toContain("SUMMARY:4 张兑换券到期\r\n");
  expect(file).toContain("SUMMARY:1\\,234 积分到期\r\n");
  // Used up, or the day is over: gone.
  api.clock.set("2026-11-30T16:00:00Z");
  const later = await api.call(getMyReminderTimeline, {}, { as: user });
  expect(later.items.filter(({ kind }) => kind === "voucherExpiry")).toEqual([]);
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

test("done without a date, nothing goes on looking overdue: the vehicle has an estimate, and says so everywhere", async () => {
  const printed = { registeredOn: "2020-11-15", inspectionValidUntilOn: "2026-10", commercialUntilOn: "2025-11-20" };
  const { user, vehicleId } = await owner({ ...printed, compulsoryUntilOn: "2026-11-20" });
  const own = async () => (await api.call(getMyReminderTimeline, { vehicleId }, { as: user })).items;
  const overdue = (await own()).filter(({ state }) => state === "overdue");
  expect(overdue.map(({ kind, nextDue }) => [kind, nextDue?.on])).toEqual([
    ["commercialInsurance", "2027-11-20"],
    ["inspection", "2026-11-30"],
    ["compulsoryInsurance", "2027-11-20"],
  ]);
  for (const { id: itemId } of overdue) await api.call(markReminderDone, { itemId }, { as: user });
  expect(await api.call(getMyVehicle, { vehicleId }, { as: user })).toMatchObject({
    inspectionValidUntilOn: "2026-11-30",
    compulsoryUntilOn: "2027-11-20",
    commercialUntilOn: "2027-11-20",
    estimatedEnds: expect.arrayContaining(["inspectionValidUntilOn", "compulsoryUntilOn", "commercialUntilOn"]),
  });
  expect((await own()).map(({ state, isEstimated }) => [state, isEstimated])).toEqual([
    ["window", true],
    ["upcoming", true],
    ["upcoming", true],
  ]);
  const { notices } = await api.call(getMyReminderTimeline, {}, { as: user });
  expect(notices.filter((sentence) => sentence.includes("估算"))).toHaveLength(3);
});

test("what follows is not known without the registration: the old date goes, and the notice asks for the new one", async () => {
  const { user, vehicleId } = await owner({ inspectionValidUntilOn: "2026-10" });
  await api.call(markReminderDone, { itemId: `inspection:${vehicleId}:2026-10-31` }, { as: user });
  expect(await api.call(getMyVehicle, { vehicleId }, { as: user })).toMatchObject({
    inspectionValidUntilOn: null,
    estimatedEnds: [],
  });
  const { items, notices } = await api.call(getMyReminderTimeline, {}, { as: user });
  expect(items.filter((item) => item.vehicleId === vehicleId)).toEqual([]);
  expect(notices.join()).toContain("无法提醒年检");
});

test("a renewed licence has its new end at once, or none, and is not done without either", async () => {
  const user = await signInMember(api);
  const licence = { classes: ["C1" as const], firstIssuedOn: "2020-12-15", validUntilOn: "2026-12-15" };
  const renewal = async () => {
    const { items } = await api.call(getMyReminderTimeline, {}, { as: user });
    return items.find(({ kind }) => kind === "licence");
  };
  await api.call(putMyLicence, licence, { as: user });
  expect(await renewal()).toMatchObject({ canMarkDone: true, nextDue: { on: "2036-12-15" } });
  const itemId = "licence:licence:2026-12-15";
  const done = (input: { nextDueOn?: string; isLongTerm?: true }) =>
    api.call(markReminderDone, { itemId, ...input }, { as: user });
  expect(await refusal(done({}))).toBe("reminders.licence-end-needed");
  expect(await renewal()).toMatchObject({ state: "window" });
  await done({ nextDueOn: "2036-12-15" });
  expect((await api.call(getMyLicence, {}, { as: user })).licence).toMatchObject({ validUntilOn: "2036-12-15" });
  expect(await renewal()).toBeUndefined();
  const again = { ...licence, firstIssuedOn: "2010-12-16", validUntilOn: "2026-12-16" };
  await api.call(putMyLicence, again, { as: user });
  expect(await renewal()).toMatchObject({ nextDue: { on: null } });
  await api.call(markReminderDone, { itemId: "licence:licence:2026-12-16", isLongTerm: true }, { as: user });
  expect((await api.call(getMyLicence, {}, { as: user })).licence).toMatchObject({ isLongTerm: true });
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
  const stranger = await owner();
  // A message that waits, one that was given up, and one of somebody else.
  const outside = (kind: "sms" | "wechat", memberId: string) => ({
    kind: `reminder.${kind}`,
    dedupeKey: `${memberId}:compulsoryInsurance:v:2026-11-27:d7`,
    payload: { plate: "鲁A·12345" },
  });
  await inTransaction(async (session) => {
    await enqueue(api.ctx(), session, outside("sms", id));
    await enqueue(api.ctx(), session, outside("wechat", id));
    await enqueue(api.ctx(), session, outside("sms", stranger.id));
  });
  await Outbox.updateOne({ _id: { $regex: `^reminder.wechat:${id}` } }, { $set: { status: "dead" } });
  await inTransaction((session) => removeRemindersOfMember(api.ctx(), session, id));
  const left = await Outbox.find({}, { _id: 1 }).lean();
  expect(left.filter(({ _id }) => _id.includes(id))).toEqual([]);
  expect(left.filter(({ _id }) => _id.includes(stranger.id))).toHaveLength(1);
  for (const count of [
    await ReminderPlans.countDocuments({ _id: id }),
    await Reminders.countDocuments({ memberId: id }),
    await InboxMessages.countDocuments({ memberId: id }),
  ])
    expect(count).toBe(0);
});
