import { CITY_RESTRICTIONS } from "@club/shared/data/driving-restrictions";
import { markReminderDone, updateMyReminderSettings } from "@club/shared/reminders";
import { importDrivingRestriction } from "@club/shared/reminders-data";
import { shanghaiDay } from "@club/shared/time";
import { addVehicle } from "@club/shared/vehicles";
import type { TestApi } from "../../../test/kit";
import { Outbox } from "../../platform/outbox";
import { newIdCard, signInMember } from "../members/members.testing";
import { planDue } from "./planner.service";
import { InboxMessages, ReminderPlans } from "./reminders.model";
import { letPass, remindersOf, runJobs, startRemindersApi, wordsOf } from "./reminders.testing";

const NOW = "2026-11-22T04:00:00Z";
let api: TestApi;
let plates = 10_000;

beforeAll(async () => {
  api = await startRemindersApi(NOW);
});
afterAll(() => api.stop());
beforeEach(() => api.clock.set(NOW));
// Plans of earlier tests would be due again when the clock goes back and forth.
afterEach(async () => {
  await ReminderPlans.updateMany({}, { $set: { nextAt: new Date("2200-01-01T00:00:00Z") } });
  await Outbox.deleteMany({});
});

function newPlate(): string {
  plates += 1;
  return `鲁A${plates}`;
}

type Vehicle = Partial<Parameters<typeof api.call<typeof addVehicle>>[1]>;

async function memberWith(vehicle: Vehicle, given: Parameters<typeof signInMember>[1] = {}) {
  const user = await signInMember(api, given);
  const { vehicle: added } = await api.call(addVehicle, { plate: newPlate(), ...vehicle }, { as: user });
  return { user, id: user.actor.id, vehicleId: added.id };
}

async function withoutGreetings(user: Awaited<ReturnType<typeof memberWith>>["user"]): Promise<void> {
  const switches = (["holiday", "birthday"] as const).map((kind) => ({ kind, isOn: false }));
  await api.call(updateMyReminderSettings, { switches }, { as: user });
}

const stepsOf = async (memberId: string) =>
  (await remindersOf(memberId)).map((row) => `${row.day} ${row.kind} ${row.step}`);

test("over a year every step comes on its day, once", async () => {
  const given = { name: "王小明", idCard: newIdCard("19900315") };
  const { id } = await memberWith({ inspectionValidUntilOn: "2027-03", compulsoryUntilOn: "2027-02-10" }, given);
  await letPass(api, "2027-11-22T04:00:00Z");
  expect(await stepsOf(id)).toEqual([
    "2026-12-12 compulsoryInsurance d60",
    "2027-01-01 holiday d0",
    "2027-01-01 inspection w",
    "2027-01-11 compulsoryInsurance d30",
    "2027-01-26 compulsoryInsurance d15",
    "2027-02-03 compulsoryInsurance d7",
    "2027-02-05 holiday d0",
    "2027-02-07 compulsoryInsurance d3",
    "2027-02-10 compulsoryInsurance d0",
    "2027-02-11 compulsoryInsurance a1",
    "2027-03-01 inspection d30",
    "2027-03-15 birthday d0",
    "2027-03-24 inspection d7",
    "2027-04-01 inspection a1",
    "2027-04-05 holiday d0",
    "2027-05-01 holiday d0",
    "2027-06-09 holiday d0",
    "2027-09-15 holiday d0",
    "2027-10-01 holiday d0",
  ]);
  expect(await InboxMessages.countDocuments({ memberId: id })).toBeGreaterThan(0);
});

test("a vehicle that is added late gets one message, of the last step that has come", async () => {
  const { id, user } = await memberWith({ compulsoryUntilOn: "2026-11-27", registeredOn: "2020-11-15" });
  await withoutGreetings(user);
  await runJobs(api);
  expect((await stepsOf(id)).sort()).toEqual(["2026-11-22 compulsoryInsurance d7", "2026-11-22 inspection d30"]);
  const [message] = await InboxMessages.find({ memberId: id, kind: "inspection" }).lean();
  const { body } = wordsOf(api, message);
  expect(body).toContain("（估算）");
  expect(body).toContain("上线检验");
  await runJobs(api);
  expect(await remindersOf(id)).toHaveLength(2);
});

test("eight planners at once make every reminder once, and one inbox message each", async () => {
  const members = [];
  for (let count = 0; count < 25; count += 1) members.push(await memberWith({ compulsoryUntilOn: "2026-11-25" }));
  await Promise.all(Array.from({ length: 8 }, () => planDue(api.ctx())));
  await planDue(api.ctx());
  for (const { id } of members) {
    expect(await stepsOf(id)).toEqual(["2026-11-22 compulsoryInsurance d3"]);
    expect(await InboxMessages.countDocuments({ memberId: id })).toBe(1);
  }
});

test("a kind that is switched off and an item that is done are not told of any more", async () => {
  const off = await memberWith({ compulsoryUntilOn: "2026-11-27" });
  const switches = [{ kind: "compulsoryInsurance" as const, isOn: false }];
  await api.call(updateMyReminderSettings, { switches }, { as: off.user });
  const done = await memberWith({ compulsoryUntilOn: "2026-11-29" });
  await runJobs(api);
  expect(await stepsOf(off.id)).toEqual([]);
  expect(await stepsOf(done.id)).toEqual(["2026-11-22 compulsoryInsurance d7"]);
  const itemId = `compulsoryInsurance:${done.vehicleId}:2026-11-29`;
  await api.call(markReminderDone, { itemId, nextDueOn: "2027-11-29" }, { as: done.user });
  await letPass(api, "2026-12-10T04:00:00Z");
  expect(await stepsOf(done.id)).toEqual(["2026-11-22 compulsoryInsurance d7"]);
  await letPass(api, "2027-10-01T04:00:00Z");
  expect(await stepsOf(done.id)).toContain("2027-09-30 compulsoryInsurance d60");
});

test("driving restrictions come the evening before, for the city the member chose, and only while they are known", async () => {
  const { id, user } = await memberWith({});
  await withoutGreetings(user);
  await api.call(updateMyReminderSettings, { restrictionCityCode: "110000" }, { as: user });
  await letPass(api, "2026-11-27T16:00:00Z");
  const rows = (await remindersOf(id)).filter((row) => row.kind === "drivingRestriction");
  expect(rows.map((row) => `${shanghaiDay(row.at)} → ${row.dueOn}`)).toEqual([
    "2026-11-22 → 2026-11-23",
    "2026-11-23 → 2026-11-24",
    "2026-11-24 → 2026-11-25",
    "2026-11-25 → 2026-11-26",
    "2026-11-26 → 2026-11-27",
  ]);
  api.clock.set("2027-03-28T04:00:00Z");
  await letPass(api, "2027-04-20T04:00:00Z");
  const later = (await remindersOf(id)).filter((row) => row.kind === "drivingRestriction" && row.dueOn > "2027-03-28");
  expect(later).toEqual([]);
});

test("a rotation that is imported during the day holds the same evening, for plans that were looked at before", async () => {
  const [beijing] = CITY_RESTRICTIONS.filter(({ cityCode }) => cityCode === "110000");
  if (!beijing) throw new Error("Beijing is known");
  const save = (restriction: typeof beijing, baseVersion: number) =>
    api.call(
      importDrivingRestriction,
      { restriction, baseVersion, reason: "测试" },
      { as: api.as.staff("provinceAdmin") },
    );
  await save({ ...beijing, validThrough: "2026-11-21" }, 0);
  const { id, user } = await memberWith({});
  await withoutGreetings(user);
  await api.call(updateMyReminderSettings, { restrictionCityCode: "110000" }, { as: user });
  await runJobs(api);
  // Nothing is known: the plan is looked at again at half past seven all the same.
  expect((await ReminderPlans.findById(id).lean())?.nextAt).toEqual(new Date("2026-11-22T11:30:00Z"));
  api.clock.set("2026-11-22T11:00:00Z");
  await save(beijing, 1);
  await letPass(api, "2026-11-22T11:30:00Z");
  const told = (await remindersOf(id)).filter((row) => row.kind === "drivingRestriction");
  expect(told.map((row) => row.dueOn)).toEqual(["2026-11-23"]);
  const off = [{ kind: "drivingRestriction" as const, isOn: false }];
  await api.call(updateMyReminderSettings, { switches: off }, { as: user });
  await runJobs(api);
  expect((await ReminderPlans.findById(id).lean())?.nextAt).toEqual(new Date("2026-12-22T11:30:00Z"));
});

test("nothing is sent to an account that is closing", async () => {
  const { id } = await memberWith({ compulsoryUntilOn: "2026-11-27" });
  const { Members } = await import("../members/members.model");
  await Members.updateOne({ _id: id }, { $set: { status: "closing", closesAt: new Date("2026-11-29T04:00:00Z") } });
  await runJobs(api);
  expect(await stepsOf(id)).toEqual([]);
});
