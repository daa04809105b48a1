import * as inbox from "@club/shared/inbox";
import { putMyLicence } from "@club/shared/licences";
import * as mine from "@club/shared/reminders";
import * as admin from "@club/shared/reminders-admin";
import * as calendar from "@club/shared/reminders-calendar";
import * as imports from "@club/shared/reminders-data";
import { InboxMessages, Reminders } from "../src/features/reminders/reminders.model";
import { encryptWords } from "../src/features/reminders/words";
import { newId } from "../src/platform/ids";
import { aCase, type Case, narrow } from "./cases";
import { HOME, NOW, type World } from "./world";

const reason = "测试需要";
const caller = { concerns: "caller" } as const;
const everyone = { concerns: "everyone" } as const;
const ofMember = { concerns: "member" } as const;
const memberList = { concerns: "member", outsider: "list" } as const;

function someWords({ api }: World): { wordsEnc: string } {
  return { wordsEnc: encryptWords(api.deps.keys, { title: "年检提醒", body: "请按时办理" }) };
}

async function aMessage(world: World): Promise<string> {
  const _id = newId();
  const text = { kind: "inspection", ...someWords(world), target: "vehicle", vehicleId: null } as const;
  const { id: memberId } = world.member;
  const at = new Date(NOW);
  const expiresAt = new Date("2027-11-22T04:00:00Z");
  await InboxMessages.insertMany([{ _id, memberId, ...text, at, isRead: false, readAt: null, expiresAt }]);
  return _id;
}

async function aReminder(world: World): Promise<void> {
  const { id: memberId } = world.member;
  const what = { kind: "inspection", step: "d30", subject: newId(), vehicleId: null, dueOn: "2026-12-22" } as const;
  const sent = { channel: "inbox", state: "sent", lastError: null, day: "2026-11-22", at: new Date(NOW) } as const;
  await Reminders.insertMany([
    {
      _id: `${memberId}:inspection:${what.subject}:2026-12-22:d30`,
      memberId,
      cityCode: HOME,
      ...what,
      ...sent,
      ...someWords(world),
    },
  ]);
}

const text = {
  title: "{车牌} 年检",
  body: "请按时办理",
  wechatTemplateId: null,
  wechatFields: {},
  smsTemplate: null,
  smsParams: {},
};
const ofKind = { kind: "inspection", phase: "before" } as const;
const restriction = {
  cityCode: "370200",
  cityName: "青岛",
  rules: [],
  validThrough: "2027-06-30",
  source: "测试数据",
  isVerified: false,
};
const year = { year: 2028, isPublished: false, holidays: [], makeupWorkdays: [], source: "测试数据" };

/** Versions move on with every save, so each call looks first. */
async function versionOf(world: World, what: "template" | "rules" | "restriction" | "year"): Promise<number> {
  const as = { as: world.people.provinceAdmin };
  const { api } = world;
  if (what === "rules") return (await api.call(admin.getReminderRules, {}, as)).version;
  if (what === "template")
    return (
      (await api.call(admin.listReminderTemplates, {}, as)).items.find((row) => row.kind === "inspection")?.version ?? 0
    );
  if (what === "restriction") {
    const { items } = await api.call(imports.listDrivingRestrictions, {}, as);
    return items.find((row) => row.cityCode === restriction.cityCode)?.version ?? 0;
  }
  return (await api.call(imports.listHolidayYears, {}, as)).items.find((row) => row.year === year.year)?.version ?? 0;
}

export const reminderCases: Case[] = [
  aCase(
    inbox.listMyInbox,
    memberList,
  )(async (world) => {
    await aMessage(world);
    return { input: {} };
  }),
  aCase(inbox.getMyUnreadCount, caller)(() => ({ input: {} })),
  aCase(inbox.readInboxMessage, ofMember)(async (world) => ({ input: { messageId: await aMessage(world) } })),
  aCase(inbox.readAllInbox, caller)(() => ({ input: { until: NOW } })),
  aCase(mine.getMyReminderTimeline, caller)(() => ({ input: {} })),
  aCase(
    mine.listMyReminders,
    memberList,
  )(async (world) => {
    await aReminder(world);
    return { input: {} };
  }),
  aCase(mine.getMyReminderSettings, caller)(() => ({ input: {} })),
  aCase(mine.updateMyReminderSettings, caller)(() => ({ input: { switches: [{ kind: "holiday", isOn: false }] } })),
  aCase(mine.reportReminderConsents, caller)(() => ({ input: { results: [{ templateId: "t1", result: "accept" }] } })),
  aCase(mine.markReminderDone, { concerns: "member", outsider: "reminders.item-not-found" })(async (world) => {
    const licence = { classes: ["C1" as const], firstIssuedOn: "2020-12-22", validUntilOn: "2026-12-22" };
    await world.api.call(putMyLicence, licence, { as: world.member });
    return { input: { itemId: "licence:licence:2026-12-22", nextDueOn: "2036-12-22" } };
  }),
  aCase(calendar.downloadMyCalendar, caller)(() => ({ input: {} })),
  aCase(calendar.createMyCalendarLink, caller)(() => ({ input: {} })),
  aCase(
    calendar.getCalendarByLink,
    everyone,
  )(async ({ api, member }) => {
    const { path } = await api.call(calendar.createMyCalendarLink, {}, { as: member });
    return { input: { token: path.split("/").at(-1) ?? "" } };
  }),
  aCase(admin.listReminderTemplates, everyone)(() => ({ input: {} })),
  aCase(admin.previewReminderTemplate, everyone)(() => ({ input: { ...ofKind, ...text } })),
  aCase(
    admin.saveReminderTemplate,
    everyone,
  )(async (world) => ({
    input: { ...ofKind, ...text, baseVersion: await versionOf(world, "template"), reason },
  })),
  aCase(admin.listReminderDeliveries, { concerns: "city", outsider: "list" })(async (world) => {
    await aReminder(world);
    const { id: memberId } = world.member;
    const [kind, state, channel] = ["inspection", "sent", "inbox"] as const;
    for (const about of [{ memberId }, { day: "2026-11-22" }, { memberId, day: "2026-11-22" }])
      await narrow(world, admin.listReminderDeliveries, [
        ...[about, { ...about, kind }, { ...about, state }, { ...about, channel }],
        { ...about, kind, state, channel },
      ]);
    return { input: { memberId, limit: 100 } };
  }),
  aCase(admin.listReminderDeadLetters, everyone)(() => ({ input: {} })),
  aCase(admin.replayReminderDeadLetters, everyone)(() => ({ input: { messageIds: ["reminder.sms:none"], reason } })),
  aCase(admin.getReminderFigures, everyone)(() => ({ input: { from: "2026-11-01", to: "2026-11-22" } })),
  aCase(admin.getReminderRules, everyone)(() => ({ input: {} })),
  aCase(
    admin.saveReminderRules,
    everyone,
  )(async (world) => ({
    input: {
      quietFrom: "21:00",
      quietTo: "08:30",
      smsPerMemberMonth: 4,
      smsPerDay: 1_000,
      baseVersion: await versionOf(world, "rules"),
      reason,
    },
  })),
  aCase(imports.listDrivingRestrictions, everyone)(() => ({ input: {} })),
  aCase(
    imports.importDrivingRestriction,
    everyone,
  )(async (world) => ({
    input: { restriction, baseVersion: await versionOf(world, "restriction"), reason },
  })),
  aCase(imports.listHolidayYears, everyone)(() => ({ input: {} })),
  aCase(
    imports.importHolidayYear,
    everyone,
  )(async (world) => ({
    input: { year, baseVersion: await versionOf(world, "year"), reason },
  })),
];
