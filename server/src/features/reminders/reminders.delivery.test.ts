import { reportReminderConsents, updateMyReminderSettings } from "@club/shared/reminders";
import { listReminderDeliveries, saveReminderTemplate } from "@club/shared/reminders-admin";
import { addVehicle, removeVehicle, updateVehicle } from "@club/shared/vehicles";
import type { TestApi } from "../../../test/kit";
import { backOffMs, Outbox } from "../../platform/outbox";
import { deliverDue } from "../../platform/outbox.testing";
import { getMemberContact } from "../members/members.service";
import { signInMember } from "../members/members.testing";
import { newPlate } from "../vehicles/vehicles.testing";
import { planDue } from "./planner.service";
import { remindersOutbox } from "./reminders.jobs";
import { InboxMessages, ReminderPlans, Reminders, SmsQuotas, SubscribeCredits } from "./reminders.model";
import { letPass, remindersOf, runJobs, startRemindersApi } from "./reminders.testing";

/*
 * What becomes of a message outside of the inbox.
 */

const TEMPLATE = "tmpl-inspection";
const SEND = "/cgi-bin/message/subscribe/send";
let api: TestApi;

beforeAll(async () => {
  api = await startRemindersApi("2026-11-24T04:00:00Z");
  for (const phase of ["before", "after"] as const) {
    const text = { title: "{车牌} 年检", body: "{到期日}", wechatTemplateId: TEMPLATE, smsTemplate: "reminder-due" };
    const fields = { wechatFields: { car_number1: "{车牌}", date2: "{到期日}" }, smsParams: { item: "年检" } };
    const input = { kind: "inspection" as const, phase, ...text, ...fields, baseVersion: 0, reason: "测试" };
    await api.call(saveReminderTemplate, input, { as: api.as.staff("provinceAdmin") });
  }
});
afterAll(() => api.stop());
// Six days before the end of November: the step that may go by SMS has come.
beforeEach(() => api.clock.set("2026-11-24T04:00:00Z"));
// Plans of earlier tests would be due again when the clock goes back and forth.
afterEach(async () => {
  await ReminderPlans.updateMany({}, { $set: { nextAt: new Date("2200-01-01T00:00:00Z") } });
  await Outbox.deleteMany({});
});

async function inspected() {
  const user = await signInMember(api);
  const vehicle = { plate: newPlate(), inspectionValidUntilOn: "2026-11" };
  const added = await api.call(addVehicle, vehicle, { as: user });
  return { user, id: user.actor.id, vehicleId: added.vehicle.id };
}
type User = Awaited<ReturnType<typeof inspected>>["user"];

const agree = (user: User) => {
  const results = [{ templateId: TEMPLATE, result: "accept" as const }];
  return api.call(reportReminderConsents, { results }, { as: user });
};

async function acceptAtWechat(memberId: string): Promise<void> {
  const contact = await getMemberContact(api.ctx(), memberId);
  if (contact?.openid) api.wechat.accept(contact.openid, TEMPLATE);
}

/** A member whose message goes by WeChat, on both sides. */
async function agreed() {
  const member = await inspected();
  await agree(member.user);
  await acceptAtWechat(member.id);
  return member;
}

const stateOf = async (id: string) => {
  const rows = await remindersOf(id);
  return rows.filter((row) => row.kind === "inspection").map((row) => `${row.channel} ${row.state}`);
};

const send = () => deliverDue(api.ctx(), remindersOutbox);

/** All the attempts the outbox would make, each when its time has come. */
async function sendUntilGivenUp(): Promise<void> {
  for (let attempt = 1; attempt <= 9; attempt += 1) {
    await send();
    api.clock.advance(backOffMs(attempt));
  }
}

test("a message goes by WeChat while the member has agreed to one more; a repeated report counts once", async () => {
  const { user, id } = await inspected();
  const key = { as: user, idempotencyKey: "consent-report-1" };
  const results = [{ templateId: TEMPLATE, result: "accept" as const }];
  await api.call(reportReminderConsents, { results }, key);
  const settings = await api.call(reportReminderConsents, { results }, key);
  expect(settings.kinds.find((row) => row.kind === "inspection")?.wechatCredits).toBe(1);
  expect(settings.templateGroups).toEqual([[TEMPLATE]]);
  await acceptAtWechat(id);
  const before = api.wechat.sent.length;
  await runJobs(api);
  expect(await stateOf(id)).toEqual(["wechat sent"]);
  expect(api.wechat.sent.length).toBe(before + 1);
  expect(api.wechat.sent.at(-1)?.data.car_number1?.value).toMatch(/^鲁/);
  expect((await SubscribeCredits.findById(`${id}:${TEMPLATE}`).lean())?.credits).toBe(0);
});

test("when WeChat says 43101 the count goes to nothing and what is important goes by SMS", async () => {
  const { user, id } = await inspected();
  await agree(user);
  await agree(user);
  await planDue(api.ctx());
  await send();
  expect(await stateOf(id)).toEqual(["sms sent"]);
  expect((await SubscribeCredits.findById(`${id}:${TEMPLATE}`).lean())?.credits).toBe(0);
  expect((await SmsQuotas.findById(`${id}:2026-11`).lean())?.used).toBe(1);
});

test("a member without WeChat credits gets an SMS of an important step, and no more than the limit of a month", async () => {
  const { id } = await inspected();
  await SmsQuotas.insertMany([{ _id: `${id}:2026-11`, used: 4, expiresAt: new Date("2027-03-01") }]);
  await runJobs(api);
  expect(await stateOf(id)).toEqual(["inbox sent"]);
  const other = await inspected();
  await runJobs(api);
  expect(await stateOf(other.id)).toEqual(["sms sent"]);
});

test("in quiet hours the inbox has it at once and the telephone stays silent until half past eight", async () => {
  api.clock.set("2026-11-24T13:30:00Z");
  const { id } = await inspected();
  await runJobs(api);
  expect(await stateOf(id)).toEqual(["sms queued"]);
  expect(await InboxMessages.countDocuments({ memberId: id })).toBe(1);
  api.clock.set("2026-11-25T00:29:59Z");
  await runJobs(api);
  expect(await stateOf(id)).toEqual(["sms queued"]);
  api.clock.set("2026-11-25T00:30:00Z");
  await runJobs(api);
  expect(await stateOf(id)).toEqual(["sms sent"]);
});

describe("at most once", () => {
  test.each([
    ["answers too late", { kind: "lostAnswer", how: "silence" }],
    ["cuts the connection", { kind: "lostAnswer", how: "cut" }],
    ["answers garbage", { kind: "garbage" }],
    ["answers 502", { kind: "status", status: 502 }],
  ] as const)("a WeChat that %s has perhaps sent it: no second time, and no SMS besides", async (_what, fault) => {
    const { id } = await agreed();
    await planDue(api.ctx());
    api.wechat.faults.add({ ...fault, path: SEND, times: 1 });
    const [byWechat, bySms] = [api.wechat.sent.length, api.sms.sent.length];
    await sendUntilGivenUp();
    expect(await stateOf(id)).toEqual(["wechat unknown"]);
    expect(api.wechat.sent.length).toBe(byWechat + (fault.kind === "lostAnswer" ? 1 : 0));
    expect(api.sms.sent.length).toBe(bySms);
    const seen = await api.call(listReminderDeliveries, { memberId: id }, { as: api.as.staff("provinceAdmin") });
    expect(seen.items[0]).toMatchObject({ stateName: "结果未知，不再重发" });
    expect(seen.items[0]?.lastError).toContain("gateway.unavailable");
  });

  test("an SMS that was accepted and never answered is not sent again", async () => {
    const { id } = await inspected();
    await planDue(api.ctx());
    api.sms.faults.add({ kind: "lostAnswer", how: "cut", path: "/", times: 1 });
    const before = api.sms.sent.length;
    await sendUntilGivenUp();
    expect(await stateOf(id)).toEqual(["sms unknown"]);
    expect(api.sms.sent.length).toBe(before + 1);
  });

  test("when the database fails after the message has gone out, it stays taken and is not sent again", async () => {
    const { id } = await inspected();
    await planDue(api.ctx());
    const before = api.sms.sent.length;
    const real = Reminders.updateOne.bind(Reminders);
    const broken = jest
      .spyOn(Reminders, "updateOne")
      .mockImplementation(((filter: never, change: never, ...rest: []) =>
        JSON.stringify(change).includes('"sent"')
          ? Promise.reject(new Error("connection to the database lost"))
          : real(filter, change, ...rest)) as never);
    await send();
    broken.mockRestore();
    await sendUntilGivenUp();
    expect(await stateOf(id)).toEqual(["sms unknown"]);
    expect(api.sms.sent.length).toBe(before + 1);
  });

  test("a server that stopped while sending does not send again", async () => {
    const { id } = await inspected();
    await planDue(api.ctx());
    await Reminders.updateMany({ memberId: id }, { $set: { state: "sending" } });
    const before = api.sms.sent.length;
    await send();
    expect(await stateOf(id)).toEqual(["sms unknown"]);
    expect(api.sms.sent.length).toBe(before);
  });

  test("what WeChat is too busy for, or cannot get a token for, is sent when it can, once", async () => {
    const { id } = await agreed();
    await planDue(api.ctx());
    api.wechat.expireToken();
    api.wechat.faults.add({ kind: "errcode", errcode: -1, path: SEND, times: 3 });
    const before = api.wechat.sent.length;
    await send();
    expect(await stateOf(id)).toEqual(["wechat queued"]);
    api.clock.advance(backOffMs(1));
    await send();
    expect(await stateOf(id)).toEqual(["wechat sent"]);
    expect(api.wechat.sent.length).toBe(before + 1);
  });
});

describe("when WeChat will not take it for good", () => {
  test.each([
    ["a template that does not exist", { errcode: 40037, times: 1 }],
    ["too many calls until the last attempt", { errcode: 45009, times: 8 }],
  ])("%s: what is important goes by SMS instead, once", async (_what, fault) => {
    const { id } = await agreed();
    await planDue(api.ctx());
    api.wechat.faults.add({ kind: "errcode", path: SEND, ...fault });
    const [byWechat, bySms] = [api.wechat.sent.length, api.sms.sent.length];
    await sendUntilGivenUp();
    expect(await stateOf(id)).toEqual(["sms sent"]);
    expect(api.wechat.sent.length).toBe(byWechat);
    expect(api.sms.sent.length).toBe(bySms + 1);
    expect(await Outbox.countDocuments({ status: "dead" })).toBe(0);
  });

  test("without an SMS that may go out it is a dead letter", async () => {
    const { id } = await agreed();
    await SmsQuotas.insertMany([{ _id: `${id}:2026-11`, used: 4, expiresAt: new Date("2027-03-01") }]);
    await planDue(api.ctx());
    api.wechat.faults.add({ kind: "errcode", errcode: 40037, path: SEND, times: 1 });
    await sendUntilGivenUp();
    expect(await stateOf(id)).toEqual(["wechat failed"]);
    expect(await Outbox.countDocuments({ status: "dead" })).toBe(1);
  });
});

describe("what is no longer true when it is to go out is not sent", () => {
  const changes: [string, (of: Awaited<ReturnType<typeof inspected>>) => Promise<unknown>][] = [
    [
      "the kind is switched off",
      ({ user }) =>
        api.call(updateMyReminderSettings, { switches: [{ kind: "inspection", isOn: false }] }, { as: user }),
    ],
    [
      "the date is corrected",
      ({ user, vehicleId }) => api.call(updateVehicle, { vehicleId, inspectionValidUntilOn: "2027-05" }, { as: user }),
    ],
    ["the vehicle is removed", ({ user, vehicleId }) => api.call(removeVehicle, { vehicleId }, { as: user })],
  ];
  test.each(changes)("%s", async (_what, change) => {
    const member = await inspected();
    await planDue(api.ctx());
    await change(member);
    const before = api.sms.sent.length;
    await send();
    expect(await stateOf(member.id)).toEqual(["sms cancelled"]);
    expect(api.sms.sent.length).toBe(before);
  });

  test("a restriction of tomorrow that met trouble in the evening does not say 明日 the next morning", async () => {
    const kind = "drivingRestriction" as const;
    const text = { title: "{城市}明日限行", body: "{限行日}", wechatTemplateId: "tmpl-limit", smsTemplate: null };
    const fields = { wechatFields: { date1: "{限行日}" }, smsParams: {} };
    const template = { kind, phase: "before" as const, ...text, ...fields, baseVersion: 0, reason: "测试" };
    await api.call(saveReminderTemplate, template, { as: api.as.staff("provinceAdmin") });
    const { user, id } = await inspected();
    await api.call(updateMyReminderSettings, { restrictionCityCode: "110000" }, { as: user });
    const results = [{ templateId: "tmpl-limit", result: "accept" as const }];
    await api.call(reportReminderConsents, { results }, { as: user });
    const contact = await getMemberContact(api.ctx(), id);
    if (contact?.openid) api.wechat.accept(contact.openid, "tmpl-limit");
    api.clock.set("2026-11-24T11:30:00Z");
    await planDue(api.ctx());
    const limited = async () => (await remindersOf(id)).find((row) => row.kind === kind);
    expect(await limited()).toMatchObject({ dueOn: "2026-11-25", channel: "wechat", state: "queued" });
    const before = api.wechat.sent.length;
    api.clock.set("2026-11-25T01:00:00Z");
    await send();
    expect(await limited()).toMatchObject({ state: "cancelled" });
    expect(api.wechat.sent.length).toBe(before);
  });

  test("a message that waited until the next step has come leaves the word to it", async () => {
    const { id } = await inspected();
    await planDue(api.ctx());
    const before = api.sms.sent.length;
    api.clock.set("2026-12-01T01:00:00Z");
    await letPass(api, "2026-12-01T01:00:00Z");
    expect(await stateOf(id)).toEqual(["sms cancelled", "sms sent"]);
    expect(api.sms.sent.length).toBe(before + 1);
  });
});
