import { CITY_RESTRICTIONS } from "@club/shared/data/driving-restrictions";
import {
  getReminderFigures,
  getReminderRules,
  listReminderDeadLetters,
  listReminderDeliveries,
  listReminderTemplates,
  previewReminderTemplate,
  replayReminderDeadLetters,
  saveReminderRules,
  saveReminderTemplate,
} from "@club/shared/reminders-admin";
import {
  importDrivingRestriction,
  importHolidayYear,
  listDrivingRestrictions,
  listHolidayYears,
} from "@club/shared/reminders-data";
import { addVehicle } from "@club/shared/vehicles";
import type { TestApi } from "../../../test/kit";
import { refusal } from "../../../test/kit";
import { GatewayUnavailable } from "../../gateways/http";
import { findAuditEntries } from "../../platform/audit";
import { backOffMs } from "../../platform/outbox";
import { deliverDue } from "../../platform/outbox.testing";
import { signInMember } from "../members/members.testing";
import { newPlate } from "../vehicles/vehicles.testing";
import { planDue } from "./planner.service";
import { remindersOutbox } from "./reminders.jobs";
import { remindersOf, startRemindersApi } from "./reminders.testing";

let api: TestApi;
beforeAll(async () => {
  api = await startRemindersApi("2026-11-24T04:00:00Z");
});
afterAll(() => api.stop());

const province = () => ({ as: api.as.staff("provinceAdmin") });
const reason = "测试需要";
const text = {
  title: "{车牌} 年检",
  body: "{到期日} 到期",
  wechatTemplateId: null,
  wechatFields: {},
  smsTemplate: "reminder-due",
  smsParams: { item: "{车牌}" },
};
const ofKind = { kind: "inspection", phase: "before" } as const;

test("a text is saved with its version; unknown placeholders, wrong field names and a second editor are refused", async () => {
  const save = (change: object, baseVersion = 0) =>
    api.call(saveReminderTemplate, { ...ofKind, ...text, ...change, baseVersion, reason }, province());
  expect(await refusal(save({ title: "{生日}" }))).toBe("reminders.placeholder-unknown");
  expect(await refusal(save({ wechatFields: { title1: "x" } }))).toBe("reminders.wechat-key-invalid");
  expect((await save({})).version).toBe(1);
  expect(await refusal(save({}))).toBe("reminders.version-conflict");
  expect(await refusal(save({}, 7))).toBe("reminders.version-conflict");
  expect((await save({ body: "{剩余}" }, 1)).version).toBe(2);
  const { items } = await api.call(listReminderTemplates, {}, province());
  const saved = items.find((row) => row.kind === "inspection" && row.phase === "before");
  expect(saved).toMatchObject({ body: "{剩余}", version: 2, isSmsReady: true });
  const log = await findAuditEntries({ filter: { action: "reminders.save-template" }, cursor: undefined, limit: 10 });
  expect(log.rows).toHaveLength(2);
  await save(text, 2);
});

test("a preview saves nothing and names what is wrong", async () => {
  const preview = await api.call(previewReminderTemplate, { ...ofKind, ...text, body: "{啊}" }, province());
  expect(preview.title).toBe("鲁A·12345 年检");
  expect(preview.problems).toEqual(["不认识的占位符：{啊}"]);
  const birthday = api.call(previewReminderTemplate, { ...text, kind: "birthday", phase: "after" }, province());
  expect(await refusal(birthday)).toBe("reminders.template-not-found");
});

test("quiet hours and limits are kept with their version", async () => {
  const before = await api.call(getReminderRules, {}, province());
  expect(before).toMatchObject({ quietFrom: "21:00", quietTo: "08:30", version: 0 });
  const rules = { quietFrom: "22:00", quietTo: "07:00", smsPerMemberMonth: 3, smsPerDay: 10 };
  await api.call(saveReminderRules, { ...rules, baseVersion: 0, reason }, province());
  expect(await api.call(getReminderRules, {}, province())).toMatchObject({ ...rules, version: 1 });
  const late = api.call(saveReminderRules, { ...rules, baseVersion: 0, reason }, province());
  expect(await refusal(late)).toBe("reminders.version-conflict");
});

test("restrictions and holidays are imported whole, checked, and known by their source", async () => {
  const [beijing] = CITY_RESTRICTIONS;
  if (!beijing) throw new Error("Beijing is known");
  const bad = { ...beijing, validThrough: "2028-01-01" };
  const refused = api.call(importDrivingRestriction, { restriction: bad, baseVersion: 0, reason }, province());
  expect(await refusal(refused)).toBe("reminders.restriction-invalid");
  const good = { ...beijing, source: "北京市公安局公安交通管理局通告" };
  await api.call(importDrivingRestriction, { restriction: good, baseVersion: 0, reason }, province());
  const { items } = await api.call(listDrivingRestrictions, {}, province());
  expect(items.find((row) => row.cityCode === "110000")).toMatchObject({
    source: good.source,
    version: 1,
    isExpired: false,
  });
  const years = await api.call(listHolidayYears, {}, province());
  expect(years.warning).toContain("2027 年放假通知尚未导入");
  const known = years.items.find((row) => row.year === 2027);
  if (!known) throw new Error("2027 is known by the law");
  const year = { year: 2027, isPublished: true, holidays: known.holidays, makeupWorkdays: [], source: "测试通知" };
  const short = { ...year, holidays: year.holidays.slice(0, 5) };
  expect(await refusal(api.call(importHolidayYear, { year: short, baseVersion: 0, reason }, province()))).toBe(
    "reminders.holiday-year-invalid",
  );
  const saved = await api.call(importHolidayYear, { year, baseVersion: 0, reason }, province());
  expect(saved).toMatchObject({ isPublished: true, version: 1 });
  expect((await api.call(listHolidayYears, {}, province())).warning).toBeNull();
});

test("a message that the provider refuses to the last attempt is a dead letter; replayed it arrives, once", async () => {
  const user = await signInMember(api, { cityCode: "370200" });
  await api.call(addVehicle, { plate: newPlate(), inspectionValidUntilOn: "2026-11" }, { as: user });
  await planDue(api.ctx());
  const noMoney = new GatewayUnavailable("no", new Error("sms isv.AMOUNT_NOT_ENOUGH"));
  const provider = jest.spyOn(api.deps.gateways.sms, "send").mockRejectedValue(noMoney);
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    await deliverDue(api.ctx(), remindersOutbox);
    api.clock.advance(backOffMs(attempt));
  }
  provider.mockRestore();
  const [failed] = await remindersOf(user.actor.id);
  expect(failed).toMatchObject({ channel: "sms", state: "failed" });
  expect(failed?.lastError).not.toBe("");
  const { items } = await api.call(listReminderDeadLetters, {}, province());
  expect(items).toMatchObject([{ reminderId: failed?._id, channel: "sms", attempts: 8 }]);
  expect(items[0]?.reminder).toMatchObject({ memberId: user.actor.id, kindName: "年检", dueOn: "2026-11-30" });
  expect(items[0]?.reminder?.title).toContain("鲁A·***");
  const messageIds = [items[0]?.messageId ?? ""];
  const replay = () => api.call(replayReminderDeadLetters, { messageIds, reason }, province());
  expect(await replay()).toEqual({ replayedCount: 1 });
  expect(await replay()).toEqual({ replayedCount: 0 });
  const before = api.sms.sent.length;
  await deliverDue(api.ctx(), remindersOutbox);
  await deliverDue(api.ctx(), remindersOutbox);
  expect(api.sms.sent.length).toBe(before + 1);
  expect((await remindersOf(user.actor.id))[0]?.state).toBe("sent");
});

test("deliveries are found by day, kind and state or by member; city staff see their city's; figures count them", async () => {
  const list = (query: object, as = province()) => api.call(listReminderDeliveries, query, as);
  expect(await refusal(list({}))).toBe("reminders.filter-needed");
  const today = await list({ day: "2026-11-24", kind: "inspection", state: "sent" });
  expect(today.items).toMatchObject([
    { kindName: "年检", stepLabel: "到期前 7 天", cityCode: "370200", stateName: "已发送" },
  ]);
  expect(today.items[0]?.title).toMatch(/^鲁A·\*{3}\w\w 年检$/);
  expect((await list({ day: "2026-11-24" }, { as: api.as.staff("cityAdmin", "370100") })).items).toEqual([]);
  expect((await list({ day: "2026-11-24" }, { as: api.as.staff("cityAdmin", "370200") })).items).toHaveLength(1);
  const memberId = today.items[0]?.memberId ?? "";
  expect((await list({ memberId })).items).toHaveLength(1);
  const figures = await api.call(getReminderFigures, { from: "2026-11-20", to: "2026-11-24" }, province());
  expect(figures.rows).toMatchObject([
    { kind: "inspection", channel: "sms", plannedCount: 1, sentCount: 1, failedCount: 1 },
  ]);
  const long = api.call(getReminderFigures, { from: "2026-10-01", to: "2026-11-24" }, province());
  expect(await refusal(long)).toBe("reminders.filter-needed");
});
