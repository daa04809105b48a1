import { updateMyReminderSettings } from "@club/shared/reminders";
import { addVehicle } from "@club/shared/vehicles";
import type { TestApi } from "../../../test/kit";
import { encrypt } from "../../platform/crypto";
import { givePoints } from "../mall/mall.test-kit";
import { signInMember } from "../members/members.testing";
import { newPlate } from "../vehicles/vehicles.testing";
import { Violations } from "../violations/violations.model";
import { issueCard } from "../vouchers/vouchers.test-kit";
import { tellExpiries, tellViolations } from "./feeds.service";
import { membersWanting } from "./my-settings.service";
import { remindersOf, startRemindersApi, wordsOf } from "./reminders.testing";

let api: TestApi;
beforeAll(async () => {
  api = await startRemindersApi();
});
afterAll(() => api.stop());

const told = async (memberId: string) =>
  (await remindersOf(memberId)).map((row) => `${row.kind} ${row.dueOn} ${row.step}`);

test("vouchers are told of 7 days and 1 day before their last day, one message for all of a day", async () => {
  api.clock.set("2026-11-22T04:00:00Z");
  const user = await signInMember(api);
  await issueCard(api, user, { quantity: 3, expiresAt: new Date("2026-12-01T16:00:00Z") });
  await issueCard(api, user, { quantity: 2, expiresAt: new Date("2026-12-01T16:00:00Z") });
  await tellExpiries(api.ctx());
  expect(await told(user.actor.id)).toEqual([]);
  api.clock.set("2026-11-24T02:00:00Z");
  await tellExpiries(api.ctx());
  await tellExpiries(api.ctx());
  expect(await told(user.actor.id)).toEqual(["voucherExpiry 2026-12-01 d7"]);
  expect(wordsOf(api, (await remindersOf(user.actor.id))[0]).title).toBe("5 张兑换券快到期");
  // The server was away for days: what was missed is told of once, late.
  api.clock.set("2026-12-01T02:00:00Z");
  await tellExpiries(api.ctx());
  expect(await told(user.actor.id)).toEqual(["voucherExpiry 2026-12-01 d7", "voucherExpiry 2026-12-01 d1"]);
});

test("after days away a voucher is told of once: by tomorrow as ending, later as a week ahead", async () => {
  api.clock.set("2026-12-02T02:00:00Z");
  await tellExpiries(api.ctx());
  const [soon, later] = [await signInMember(api), await signInMember(api)];
  await issueCard(api, soon, { expiresAt: new Date("2026-12-20T16:00:00Z") });
  await issueCard(api, later, { expiresAt: new Date("2026-12-21T16:00:00Z") });
  api.clock.set("2026-12-19T02:00:00Z");
  await tellExpiries(api.ctx());
  expect(await told(soon.actor.id)).toEqual(["voucherExpiry 2026-12-20 d1"]);
  expect(await told(later.actor.id)).toEqual(["voucherExpiry 2026-12-21 d7"]);
});

test("points are told of 30 days before they lapse, the sum of the day; who has switched it off hears nothing", async () => {
  api.clock.set("2027-01-02T02:00:00Z");
  const user = await signInMember(api);
  const quiet = await signInMember(api);
  await api.call(updateMyReminderSettings, { switches: [{ kind: "pointsExpiry", isOn: false }] }, { as: quiet });
  const lapse = new Date("2027-02-28T16:00:00Z");
  for (const { actor } of [user, quiet]) await givePoints(api, actor.id, 1_200, lapse);
  await givePoints(api, user.actor.id, 34, lapse);
  await tellExpiries(api.ctx());
  expect(await told(user.actor.id)).toEqual([]);
  api.clock.set("2027-01-29T02:00:00Z");
  await tellExpiries(api.ctx());
  expect(await told(user.actor.id)).toEqual(["pointsExpiry 2027-02-28 d30"]);
  expect(wordsOf(api, (await remindersOf(user.actor.id))[0]).title).toBe("1,234 积分快到期");
  expect(await told(quiet.actor.id)).toEqual([]);
});

test("new violations of a day are one message for each vehicle, and none is told of twice", async () => {
  api.clock.set("2027-03-10T04:00:00Z");
  const user = await signInMember(api);
  const { vehicle } = await api.call(addVehicle, { plate: newPlate(), nickname: "小白" }, { as: user });
  await found(user.actor.id, vehicle.id, ["2027-03-10T03:00:00Z", "2027-03-10T03:00:00Z"]);
  await Promise.all([tellViolations(api.ctx()), tellViolations(api.ctx())]);
  expect(await told(user.actor.id)).toEqual(["violation 2027-03-10 new"]);
  const [reminder] = await remindersOf(user.actor.id);
  const { body } = wordsOf(api, reminder);
  expect(body).toContain("2 条新的违章记录");
  expect(body).toContain("交管12123");
  await tellViolations(api.ctx());
  expect(await told(user.actor.id)).toHaveLength(1);
});

async function found(memberId: string, vehicleId: string, instants: readonly string[]): Promise<void> {
  const facts = JSON.stringify({ area: null, act: null, archiveNo: null, city: null });
  const rows = instants.map((at, index) => ({
    _id: `${vehicleId}:record-${index}`,
    vehicleId,
    memberId,
    occurredAt: null,
    code: null,
    points: null,
    fineFen: null,
    handled: null,
    factsEnc: encrypt(api.deps.keys, facts, "violations.facts"),
    isListed: true,
    isBaseline: false,
    foundAt: new Date(at),
  }));
  await Violations.insertMany(rows);
}

test("only members with a plan who have not switched violations off are asked about in the background", async () => {
  const [wanting, quiet, without] = [await signInMember(api), await signInMember(api), await signInMember(api)];
  await api.call(updateMyReminderSettings, { switches: [{ kind: "violation", isOn: true }] }, { as: wanting });
  await api.call(updateMyReminderSettings, { switches: [{ kind: "violation", isOn: false }] }, { as: quiet });
  const ids = [wanting, quiet, without].map(({ actor }) => actor.id);
  expect([...(await membersWanting("violation", ids))]).toEqual([wanting.actor.id]);
});
