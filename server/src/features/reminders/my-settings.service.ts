import type { InputOf, OutputOf } from "@club/shared/http";
import type * as contract from "@club/shared/reminders";
import { REMINDER_KIND_NAMES, REMINDER_KINDS, type ReminderKind } from "@club/shared/reminders";
import { shanghaiDay } from "@club/shared/time";
import { type Ctx, memberActor } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { isSmsReady } from "./issue.service";
import { phasesOf, ruleOf } from "./kinds.rules";
import { newPlan, touchPlan } from "./planner.service";
import { type ReminderData, reminderData, templateOf } from "./reminder-data.service";
import { type ReminderPlan, ReminderPlans, type SubscribeCredit, SubscribeCredits } from "./reminders.model";

type Settings = OutputOf<typeof contract.getMyReminderSettings>;

/** WeChat asks for three templates in one tap at most. */
const TEMPLATES_PER_TAP = 3;
/** Nobody needs more; a client that goes wild cannot make the count absurd. */
const MAX_CREDITS = 50;

/** A member's plan; one that is not stored yet is as it will be. */
export async function getPlan(ctx: Ctx, memberId: string): Promise<ReminderPlan> {
  const plan = await ReminderPlans.findById(memberId).lean<ReminderPlan>();
  return plan ?? { _id: memberId, ...newPlan(ctx.now), nextAt: ctx.now, revision: 0 };
}

/** The caller's switches, city and templates. */
export async function getOwnSettings(ctx: Ctx): Promise<Settings> {
  const memberId = memberActor(ctx).id;
  const data = await reminderData.get();
  const plan = await getPlan(ctx, memberId);
  const credits = await SubscribeCredits.find({ memberId }).lean<SubscribeCredit[]>();
  const left = new Map(credits.map((credit) => [credit.templateId, credit.credits]));
  return {
    kinds: REMINDER_KINDS.map((kind) => toSwitch(ctx, data, { kind, plan, left })),
    restrictionCityCode: plan.restrictionCityCode,
    restrictionCities: toCities(ctx, data),
    quietFrom: data.rules.quietFrom,
    quietTo: data.rules.quietTo,
    templateGroups: groupsOf(data, plan),
  };
}

type SwitchOf = { kind: ReminderKind; plan: ReminderPlan; left: ReadonlyMap<string, number> };

function toSwitch(ctx: Ctx, data: ReminderData, { kind, plan, left }: SwitchOf): Settings["kinds"][number] {
  const texts = phasesOf(kind).map((phase) => templateOf(data, kind, phase));
  const wechatTemplateId = texts.find((text) => text.wechatTemplateId !== null)?.wechatTemplateId ?? null;
  const mayUseSms = ruleOf(kind).isImportant && texts.some((text) => isSmsReady(ctx, text));
  return {
    kind,
    name: REMINDER_KIND_NAMES[kind],
    explanation: ruleOf(kind).explanation,
    isOn: !plan.off.includes(kind),
    channels: ["inbox", ...(wechatTemplateId ? (["wechat"] as const) : []), ...(mayUseSms ? (["sms"] as const) : [])],
    wechatCredits: wechatTemplateId === null ? null : (left.get(wechatTemplateId) ?? 0),
    wechatTemplateId,
  };
}

function toCities(ctx: Ctx, data: ReminderData): Settings["restrictionCities"] {
  const today = shanghaiDay(ctx.now);
  return [...data.restrictions.values()].map((city) => ({
    cityCode: city.cityCode,
    name: city.cityName,
    summary: city.rules
      .map((rule) => `${rule.area}：${rule.kind === "tailDigit" ? "按尾号限行" : "限制外地号牌"}`)
      .join("；"),
    validThrough: city.validThrough,
    isExpired: city.validThrough < today,
    isVerified: city.isVerified,
    source: city.source,
  }));
}

/** Templates of the kinds that are on, in the order of the kinds, three in a group. */
function groupsOf(data: ReminderData, plan: ReminderPlan): string[][] {
  const ids = REMINDER_KINDS.filter((kind) => !plan.off.includes(kind)).flatMap((kind) =>
    phasesOf(kind).flatMap((phase) => templateOf(data, kind, phase).wechatTemplateId ?? []),
  );
  const unique = [...new Set(ids)];
  const groups: string[][] = [];
  for (let at = 0; at < unique.length; at += TEMPLATES_PER_TAP) groups.push(unique.slice(at, at + TEMPLATES_PER_TAP));
  return groups;
}

/** Changes switches and the city of restrictions. @throws reminders.restriction-city-unknown */
export async function updateOwnSettings(
  ctx: Ctx,
  input: InputOf<typeof contract.updateMyReminderSettings>,
): Promise<Settings> {
  const memberId = memberActor(ctx).id;
  const data = await reminderData.get();
  const { restrictionCityCode } = input;
  if (restrictionCityCode && !data.restrictions.has(restrictionCityCode))
    throw new AppError("reminders.restriction-city-unknown");
  await inTransaction(async (session) => {
    await touchPlan(ctx, session, memberId);
    for (const { kind, isOn } of input.switches) {
      const change = isOn ? { $pull: { off: kind } } : { $addToSet: { off: kind } };
      await ReminderPlans.updateOne({ _id: memberId }, change, { session });
    }
    if (restrictionCityCode !== undefined)
      await ReminderPlans.updateOne({ _id: memberId }, { $set: { restrictionCityCode } }, { session });
  });
  return getOwnSettings(ctx);
}

/** Counts what the member answered to WeChat: an accept is worth one message, a ban ends those that are left. */
export async function recordConsents(
  ctx: Ctx,
  input: InputOf<typeof contract.reportReminderConsents>,
): Promise<Settings> {
  const memberId = memberActor(ctx).id;
  const data = await reminderData.get();
  const known = new Set([...data.templates.values()].flatMap((text) => text.wechatTemplateId ?? []));
  const results = input.results.filter(({ templateId }) => known.has(templateId));
  await inTransaction(async (session) => {
    for (const { templateId, result } of results) {
      const filter = { _id: `${memberId}:${templateId}` };
      const isAccept = result.startsWith("accept");
      if (!isAccept && result !== "ban") continue;
      const credit = await SubscribeCredits.findById(filter._id, null, { session }).lean<SubscribeCredit>();
      const credits = isAccept ? Math.min((credit?.credits ?? 0) + 1, MAX_CREDITS) : 0;
      const change = { $set: { credits }, $setOnInsert: { memberId, templateId } };
      await SubscribeCredits.updateOne(filter, change, { session, upsert: true });
    }
  });
  return getOwnSettings(ctx);
}

/** Those of some members who have a plan and want to hear of a kind. For work that costs money and only they need. */
export async function membersWanting(kind: ReminderKind, memberIds: readonly string[]): Promise<ReadonlySet<string>> {
  const filter = { _id: { $in: [...new Set(memberIds)] }, off: { $ne: kind } };
  const plans = await ReminderPlans.find(filter, { _id: 1 }).lean();
  return new Set(plans.map(({ _id }) => _id));
}
