import type { InputOf, OutputOf } from "@club/shared/http";
import { shanghaiMonth } from "@club/shared/time";
import {
  CALL_OUTCOME_NAMES,
  type clearViolationCity,
  type overrideViolationCity,
  type ProviderHealth,
  type setViolationBudget,
  type switchViolations,
  type testViolationProvider,
  VIOLATION_PROVIDER_NAMES,
  type ViolationCity,
  type ViolationCosts,
  type ViolationProviderName,
  type ViolationSwitch,
} from "@club/shared/violations-admin";
import type { ViolationProvider } from "../../gateways/violation-provider";
import { recordAudit } from "../../platform/audit";
import { monotonicMs } from "../../platform/clock";
import type { Ctx } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { breakerState } from "./violations.breaker";
import { allRules, fetchCities, idOf, ruleOf, toCityView } from "./violations.cities";
import { setMonthBudget } from "./violations.meter";
import {
  type CityRuleDoc,
  CityRules,
  type CostDay,
  CostDays,
  type CostMonth,
  CostMonths,
  type ProviderCallDoc,
  ProviderCalls,
} from "./violations.model";
import { median } from "./violations.rules";
import { changeSettings, getSettings, switchView } from "./violations.switch";

const SHOWN_CALLS = 50;

/** The switch and every configured provider. */
export async function getHealth(ctx: Ctx): Promise<{ switch: ViolationSwitch; providers: ProviderHealth[] }> {
  const providers = [];
  for (const [index, provider] of ctx.gateways.violations.providers.entries()) {
    providers.push(await healthOf(ctx, provider, index + 1));
  }
  return { switch: await switchView(ctx), providers };
}

async function healthOf(ctx: Ctx, { name, priceLi }: ViolationProvider, rank: number): Promise<ProviderHealth> {
  const rows = await ProviderCalls.find({ provider: name })
    .sort({ at: -1, _id: -1 })
    .limit(SHOWN_CALLS)
    .lean<ProviderCallDoc[]>();
  const isFailed = ({ outcome }: ProviderCallDoc) => outcome !== "records" && outcome !== "refused";
  return {
    provider: name,
    name: VIOLATION_PROVIDER_NAMES[name],
    rank,
    priceLi,
    ...(await breakerState(name, ctx.now)),
    callCount: rows.length,
    failedCount: rows.filter(isFailed).length,
    p50Ms: median(rows.map((row) => row.durationMs)),
    lastCallAt: rows[0]?.at.toISOString() ?? null,
    calls: rows.map(({ at, outcome, providerCode, durationMs }) => ({
      at: at.toISOString(),
      outcome,
      outcomeName: CALL_OUTCOME_NAMES[outcome],
      providerCode,
      durationMs,
    })),
  };
}

/** What a month cost; this one unless told. */
export async function getCosts(ctx: Ctx, input: { month?: string | undefined }): Promise<ViolationCosts> {
  const month = input.month ?? shanghaiMonth(ctx.now);
  const found = await CostMonths.findById(month).lean<CostMonth>();
  const { monthlyBudgetLi } = await getSettings();
  const rows = await CostDays.find({ _id: { $gte: `${month}-`, $lt: `${month}-~` } })
    .sort({ _id: 1 })
    .lean<CostDay[]>();
  const days = rows.map(({ _id, callCount, failedCount, costLi }) => {
    const [day = "", provider = "juhe"] = _id.split(":") as [string, ViolationProviderName];
    return { day, provider, callCount, failedCount, costLi };
  });
  return {
    month,
    budgetLi: found?.budgetLi ?? monthlyBudgetLi,
    spentLi: found?.spentLi ?? 0,
    remainingLi: found?.remainingLi ?? monthlyBudgetLi,
    callCount: days.reduce((total, { callCount }) => total + callCount, 0),
    days,
  };
}

const SETTINGS = { type: "violation-settings", id: "club" } as const;

/** Sets the budget of this month and the next ones. */
export async function setBudget(ctx: Ctx, input: InputOf<typeof setViolationBudget>): Promise<ViolationCosts> {
  const { budgetLi, reason } = input;
  await inTransaction(async (session) => {
    const { before } = await changeSettings(session, { monthlyBudgetLi: budgetLi });
    await setMonthBudget(session, ctx.now, budgetLi);
    await recordAudit(ctx, session, {
      action: "violations.budget",
      subject: SETTINGS,
      reason,
      before: { budgetLi: before.monthlyBudgetLi },
      after: { budgetLi },
    });
  });
  return getCosts(ctx, {});
}

/** Opens or closes the feature for everybody; background checks stop with it. */
export async function setSwitch(ctx: Ctx, input: InputOf<typeof switchViolations>): Promise<ViolationSwitch> {
  const { isOn, isBackgroundOn, reason } = input;
  await inTransaction(async (session) => {
    const background = isBackgroundOn === undefined ? {} : { isBackgroundOn };
    const change = { isOn, ...background, reason, changedAt: ctx.now };
    const { before, after } = await changeSettings(session, change);
    const facts = (row: typeof before) => ({ isOn: row.isOn, isBackgroundOn: row.isBackgroundOn });
    const audit = { action: "violations.switch", subject: SETTINGS, reason };
    await recordAudit(ctx, session, { ...audit, before: facts(before), after: facts(after) });
  });
  return switchView(ctx);
}

/** What every city asks for, at every configured provider. */
export async function listCities(ctx: Ctx): Promise<{ items: ViolationCity[] }> {
  const names = ctx.gateways.violations.providers.map(({ name }) => name);
  return { items: (await allRules(names)).map(toCityView) };
}

type CityOf = { provider: ViolationProviderName; prefix: string };

/** Staff know better than the provider. @throws violations.city-not-found */
export async function overrideCity(ctx: Ctx, input: InputOf<typeof overrideViolationCity>): Promise<ViolationCity> {
  const { provider, prefix, reason, providerCity, vinDigits, engineDigits, isOpen } = input;
  const before = await mustFind(ctx, input);
  const set = { providerCity, vinDigits, engineDigits, isOpen, source: "override", asOf: ctx.now } as const;
  await inTransaction(async (session) => {
    await CityRules.updateOne({ _id: idOf(provider, prefix) }, { $set: set }, { session, upsert: true });
    await recordAudit(ctx, session, {
      action: "violations.city",
      subject: { type: "violation-city", id: idOf(provider, prefix) },
      reason,
      before: factsOf(before),
      after: factsOf(set),
    });
  });
  return mustFind(ctx, input);
}

/** Back to what the provider (or the snapshot, until its list is fetched again) asks for. */
export async function clearCity(ctx: Ctx, input: InputOf<typeof clearViolationCity>): Promise<ViolationCity> {
  const before = await mustFind(ctx, input);
  const _id = idOf(input.provider, input.prefix);
  await inTransaction(async (session) => {
    const removed = await CityRules.findOneAndDelete({ _id, source: "override" }, { session }).lean<CityRuleDoc>();
    if (!removed) throw new AppError("violations.city-not-overridden");
    const subject = { type: "violation-city", id: _id };
    await recordAudit(ctx, session, { action: "violations.city-clear", subject, before: factsOf(before) });
  });
  return mustFind(ctx, input);
}

function factsOf(rule: Pick<ViolationCity, "providerCity" | "vinDigits" | "engineDigits" | "isOpen">) {
  const { providerCity, vinDigits, engineDigits, isOpen } = rule;
  return { providerCity, vinDigits, engineDigits, isOpen };
}

async function mustFind(ctx: Ctx, { provider, prefix }: CityOf): Promise<ViolationCity> {
  const isConfigured = ctx.gateways.violations.providers.some(({ name }) => name === provider);
  const rule = isConfigured ? await ruleOf(provider, prefix) : null;
  if (!rule) throw new AppError("violations.city-not-found");
  return toCityView(rule);
}

type Tested = OutputOf<typeof testViolationProvider>;

/** Fetches the provider's list of cities once: shows that it answers, costs nothing, tells it of no vehicle. */
export async function testProvider(ctx: Ctx, input: InputOf<typeof testViolationProvider>): Promise<Tested> {
  const provider = ctx.gateways.violations.providers.find(({ name }) => name === input.provider);
  if (!provider) throw new AppError("violations.provider-not-configured");
  const startedMs = monotonicMs();
  const fetched = await fetchCities(ctx, provider);
  const durationMs = Math.round(monotonicMs() - startedMs);
  if (!fetched) return { ...NO_LIST, durationMs };
  const { outcome } = fetched.answer;
  const outcomeName = CALL_OUTCOME_NAMES[outcome];
  const sentence =
    outcome === "records"
      ? `供应商有响应，取到 ${fetched.cityCount} 个城市的规则。`
      : `供应商没有给出可用的结果（${outcomeName}）。请核对账号和网络，稍后再试。`;
  return { outcome, outcomeName, durationMs, cityCount: fetched.cityCount, sentence };
}

/** A provider that can be tried only by a query about a vehicle, which costs and needs a member's data: not done here. */
const NO_LIST: Omit<Tested, "durationMs"> = {
  outcome: "refused",
  outcomeName: "无法试用",
  cityCount: 0,
  sentence: "这个供应商没有免费的城市接口，无法在不查询车辆的情况下试用；请看最近的调用记录。",
};
