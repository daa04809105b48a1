import type { InputOf, OutputOf } from "@club/shared/http";
import type * as contract from "@club/shared/points-rules";
import { EARN_EVENT_NAMES, EARN_EVENTS, type EarnEvent, type EarningRuleView } from "@club/shared/points-rules";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import { bumpVersion, versionedCache } from "../../platform/cache";
import type { Ctx } from "../../platform/context";
import { inContestedTransaction } from "../../platform/db";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { type EarningRule, EarningRules, type EarningRuleVersion, EarningRuleVersions } from "./earning-rules.model";

const CACHE = "points-rules";

const rules = versionedCache<ReadonlyMap<EarnEvent, EarningRule>>({
  name: CACHE,
  maxAgeMs: 300_000,
  load: async () => {
    const rows = await EarningRules.find({ _id: { $in: [...EARN_EVENTS] } }).lean<EarningRule[]>();
    return new Map(rows.map((row) => [row._id, row]));
  },
});

/** All rules by event, from the process's cache; on and off. Callers must not change them. */
export function getEarningRules(): Promise<ReadonlyMap<EarnEvent, EarningRule>> {
  return rules.get();
}

/** Every rule, and the events that have none yet. */
export async function listStaffRules(): Promise<OutputOf<typeof contract.listStaffEarningRules>> {
  const known = await rules.get();
  return {
    items: EARN_EVENTS.flatMap((event) => known.get(event) ?? []).map(toRuleView),
    missing: EARN_EVENTS.filter((event) => !known.has(event)).map((event) => {
      return { event, eventName: EARN_EVENT_NAMES[event] };
    }),
  };
}

/** A new rule, switched off. @throws points.rule-exists */
export async function createRule(
  ctx: Ctx,
  input: InputOf<typeof contract.createEarningRule>,
): Promise<EarningRuleView> {
  const { event, ...facts } = input;
  return inContestedTransaction(async (session) => {
    if (await EarningRules.exists({ _id: event }).session(session)) throw new AppError("points.rule-exists");
    const rule = { ...storedFacts(facts), ...stamp(ctx), _id: event, isOn: false, version: 1 };
    await EarningRules.insertMany([rule], { session });
    await keep(ctx, session, { rule, action: "points.rule-create", reason: null });
    return toRuleView(rule);
  });
}

/** A new version of a rule. @throws points.rule-not-found, points.rule-conflict */
export function updateRule(ctx: Ctx, input: InputOf<typeof contract.updateEarningRule>): Promise<EarningRuleView> {
  const { event, baseVersion, reason, ...facts } = input;
  return change(ctx, { event, baseVersion, reason, set: storedFacts(facts), action: "points.rule-update" });
}

/** Switches a rule on or off. @throws points.rule-not-found, points.rule-conflict */
export function switchRule(ctx: Ctx, input: InputOf<typeof contract.switchEarningRule>): Promise<EarningRuleView> {
  const { isOn, ...rest } = input;
  return change(ctx, { ...rest, set: { isOn }, action: isOn ? "points.rule-on" : "points.rule-off" });
}

type RuleChange = {
  event: EarnEvent;
  baseVersion: number;
  reason: string;
  set: Partial<EarningRule>;
  action: string;
};

async function change(ctx: Ctx, input: RuleChange): Promise<EarningRuleView> {
  const { event, baseVersion, reason, set, action } = input;
  return inContestedTransaction(async (session) => {
    const before = await EarningRules.findById(event, null, { session }).lean<EarningRule>();
    if (!before) throw new AppError("points.rule-not-found");
    if (before.version !== baseVersion) throw new AppError("points.rule-conflict");
    const rule: EarningRule = { ...before, ...set, ...stamp(ctx), version: baseVersion + 1 };
    await EarningRules.replaceOne({ _id: event, version: baseVersion }, rule, { session });
    await keep(ctx, session, { rule, action, reason, before });
    return toRuleView(rule);
  });
}

type Kept = { rule: EarningRule; action: string; reason: string | null; before?: EarningRule };

/** The version and the audit row of a change, and word to every process. */
async function keep(ctx: Ctx, session: ClientSession, { rule, action, reason, before }: Kept): Promise<void> {
  const { _id: event, ...facts } = rule;
  await EarningRuleVersions.insertMany([{ ...facts, _id: `${event}:${rule.version}`, event, reason }], { session });
  await recordAudit(ctx, session, {
    action,
    subject: { type: "pointsRule", id: event },
    ...(reason !== null && { reason }),
    ...(before && { before: { ...toRuleView(before) } }),
    after: { ...toRuleView(rule) },
  });
  await bumpVersion(session, CACHE);
}

function stamp(ctx: Ctx): Pick<EarningRule, "updatedAt" | "updatedBy"> {
  return { updatedAt: ctx.now, updatedBy: "id" in ctx.actor ? ctx.actor.id : ctx.actor.kind };
}

type Facts = Omit<InputOf<typeof contract.createEarningRule>, "event">;

function storedFacts(facts: Facts) {
  const { opensAt, closesAt, ...rest } = facts;
  return {
    ...rest,
    opensAt: opensAt === null ? null : new Date(opensAt),
    closesAt: closesAt === null ? null : new Date(closesAt),
  };
}

/** The versions of a rule, newest first. @throws points.rule-not-found */
export async function listRuleVersions(
  _ctx: Ctx,
  input: InputOf<typeof contract.listEarningRuleVersions>,
): Promise<OutputOf<typeof contract.listEarningRuleVersions>> {
  const { event, cursor, limit } = input;
  if (!(await rules.get()).has(event)) throw new AppError("points.rule-not-found");
  const sort = { version: -1, _id: -1 } as const;
  const page = await findPage<EarningRuleVersion>(EarningRuleVersions, { filter: { event }, sort, cursor, limit });
  const items = page.rows.map((row) => ({
    ...toRuleView({ ...row, _id: row.event }),
    id: row._id,
    reason: row.reason,
  }));
  return { items, nextCursor: page.nextCursor };
}

function toRuleView(rule: EarningRule): EarningRuleView {
  const { _id: event, opensAt, closesAt, updatedAt } = rule;
  return {
    event,
    eventName: EARN_EVENT_NAMES[event],
    title: rule.title,
    intro: rule.intro,
    points: rule.points,
    dailyCapPoints: rule.dailyCapPoints,
    monthlyCapPoints: rule.monthlyCapPoints,
    totalCapPoints: rule.totalCapPoints,
    tierMultiplierBps: { standard: rule.tierMultiplierBps.standard, senior: rule.tierMultiplierBps.senior },
    opensAt: opensAt?.toISOString() ?? null,
    closesAt: closesAt?.toISOString() ?? null,
    lifeMonths: rule.lifeMonths,
    streakCycleDays: rule.streakCycleDays,
    streakBonuses: rule.streakBonuses.map(({ day, points }) => ({ day, points })),
    isOn: rule.isOn,
    version: rule.version,
    updatedAt: updatedAt.toISOString(),
    updatedBy: rule.updatedBy,
  };
}
