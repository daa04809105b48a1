import { lastCharacters } from "@club/shared/vin";
import type { ViolationProblem } from "@club/shared/violations";
import type { ViolationProviderName } from "@club/shared/violations-admin";
import { violationPrefixOf } from "../../gateways/violation-cities";
import type {
  ProviderAnswer,
  ProviderQuery,
  ProviderRecord,
  ViolationProvider,
} from "../../gateways/violation-provider";
import { monotonicMs } from "../../platform/clock";
import type { Ctx } from "../../platform/context";
import { newId } from "../../platform/ids";
import type { VehicleIdentity } from "../vehicles/vehicles.service";
import { takeAsk } from "./violations.allowance";
import { askPermit, noteAnswer, noteFailure, noteNothing, type Permit } from "./violations.breaker";
import { type CityRule, ruleToAskBy } from "./violations.cities";
import { charge, countFailure } from "./violations.meter";
import { ProviderCalls } from "./violations.model";
import { closedBecause, getSettings } from "./violations.switch";

/** Waits before the second and the third try; only busy answers are tried again. */
const RETRIES_MS = [300, 900];
/** Nothing more is tried after this long: somebody is looking at the page. With a call's own limit it ends within ten seconds. */
const PATIENCE_MS = 4_000;
const KEEP_CALLS_MS = 35 * 86_400_000;

/** What came of asking: records, or why there are none. */
export type Asked =
  | { kind: "answered"; provider: ViolationProviderName; records: ProviderRecord[] }
  | { kind: "problem"; problem: ViolationProblem };

/**
 * Asks the providers in order about a vehicle, until one answers or says that the vehicle's data is wrong. Every call is paid for before
 * it goes out. Nothing is thrown for anything a provider does.
 */
export async function askProviders(ctx: Ctx, vehicle: VehicleIdentity): Promise<Asked> {
  const closed = await closedBecause(ctx);
  if (closed) return { kind: "problem", problem: closed };
  const prefix = violationPrefixOf(vehicle.plate);
  if (prefix === null) return { kind: "problem", problem: "city-unsupported" };
  const startedMs = monotonicMs();
  let mayAsk: Promise<boolean> | undefined;
  const isAllowed = () => {
    mayAsk ??= takeAsk(ctx, vehicle);
    return mayAsk;
  };
  let first: ViolationProblem | null = null;
  for (const provider of ctx.gateways.violations.providers) {
    const rule = await ruleToAskBy(ctx, provider, prefix);
    const asked = await askOne(ctx, { provider, rule, vehicle, isAllowed });
    if (asked.kind === "answered" || IS_FINAL.has(asked.problem)) return asked;
    first ??= asked.problem;
    if (monotonicMs() - startedMs > PATIENCE_MS) break;
  }
  return { kind: "problem", problem: first ?? "city-unsupported" };
}

/** Another provider cannot help here. */
const IS_FINAL: ReadonlySet<ViolationProblem> = new Set(["vehicle-unknown", "vehicle-wrong", "budget", "asked-today"]);

type Asking = {
  provider: ViolationProvider;
  rule: CityRule | null;
  vehicle: VehicleIdentity;
  /** Takes one of the day's asks, once for all providers. */
  isAllowed: () => Promise<boolean>;
};

async function askOne(ctx: Ctx, { provider, rule, vehicle, isAllowed }: Asking): Promise<Asked> {
  if (!rule || rule.providerCity === null) return { kind: "problem", problem: "city-unsupported" };
  if (!rule.isOpen) return { kind: "problem", problem: "city-closed" };
  const missing = missingOf(rule, vehicle);
  if (missing) return { kind: "problem", problem: missing };
  const permit = await askPermit(provider.name, ctx.now);
  if (permit === null) return { kind: "problem", problem: "provider-down" };
  if (!(await isAllowed())) {
    await noteNothing(provider.name, permit);
    return { kind: "problem", problem: "asked-today" };
  }
  const query = toQuery(vehicle, rule, rule.providerCity);
  return callWithRetries(ctx, { provider, permit, query });
}

/** What the city asks for and the member has not given; also a number shorter than it wants. */
function missingOf(rule: CityRule, vehicle: VehicleIdentity): ViolationProblem | null {
  const lacks = (value: string | null, digits: number | null) =>
    digits !== null && (value === null || value.length < digits);
  if (lacks(vehicle.vin, rule.vinDigits)) return "vin-missing";
  return lacks(vehicle.engineNo, rule.engineDigits) ? "engine-missing" : null;
}

function toQuery(vehicle: VehicleIdentity, rule: CityRule, city: string): ProviderQuery {
  const part = (value: string | null, digits: number | null) =>
    digits === null || value === null ? null : lastCharacters(value, digits);
  return {
    plate: vehicle.plate,
    plateType: vehicle.plateType,
    engineNo: part(vehicle.engineNo, rule.engineDigits),
    vin: part(vehicle.vin, rule.vinDigits),
    city,
  };
}

type Calling = { provider: ViolationProvider; permit: Permit; query: ProviderQuery };

async function callWithRetries(ctx: Ctx, calling: Calling): Promise<Asked> {
  const { provider, permit } = calling;
  const startedMs = monotonicMs();
  for (let tries = 0; ; tries += 1) {
    const answer = await payAndCall(ctx, calling);
    if (answer === null) {
      await noteNothing(provider.name, permit);
      return { kind: "problem", problem: "budget" };
    }
    const pauseMs = RETRIES_MS[tries];
    const isWorthTrying = answer.outcome === "busy" && answer.isRetryable && monotonicMs() - startedMs < PATIENCE_MS;
    if (isWorthTrying && pauseMs !== undefined) {
      await ctx.gateways.violations.wait(pauseMs);
      continue;
    }
    return conclude(ctx, calling, answer);
  }
}

type Answer = ProviderAnswer<ProviderRecord[]>;

/** One call, paid for and written down; null when the budget does not allow it. */
async function payAndCall(ctx: Ctx, { provider, query }: Calling): Promise<Answer | null> {
  const { name, priceLi } = provider;
  const { monthlyBudgetLi } = await getSettings();
  if (!(await charge(ctx.now, { provider: name, priceLi, monthlyBudgetLi }))) return null;
  const startedMs = monotonicMs();
  const answer = await provider.query(query);
  await writeCall(ctx, provider, { answer, durationMs: monotonicMs() - startedMs });
  return answer;
}

async function writeCall(
  ctx: Ctx,
  { name, priceLi }: ViolationProvider,
  { answer, durationMs }: { answer: Answer; durationMs: number },
): Promise<void> {
  if (answer.outcome !== "records" && answer.outcome !== "refused") await countFailure(ctx.now, name);
  await ProviderCalls.insertMany([
    {
      _id: newId(),
      provider: name,
      at: ctx.now,
      outcome: answer.outcome,
      providerCode: answer.providerCode,
      durationMs: Math.round(durationMs),
      costLi: priceLi,
      expiresAt: new Date(ctx.now.getTime() + KEEP_CALLS_MS),
    },
  ]);
}

async function conclude(ctx: Ctx, { provider, permit }: Calling, answer: Answer): Promise<Asked> {
  const { name } = provider;
  if (answer.outcome === "records") {
    await noteAnswer(name, permit);
    return { kind: "answered", provider: name, records: answer.value };
  }
  if (answer.outcome === "refused") {
    await noteAnswer(name, permit);
    const { refusal } = answer;
    return { kind: "problem", problem: refusal === "city" ? "city-closed" : refusal };
  }
  if (answer.outcome === "busy") {
    await noteNothing(name, permit);
    return { kind: "problem", problem: "busy" };
  }
  const isAccount = answer.outcome === "account";
  const facts = { provider: name, outcome: answer.outcome, providerCode: answer.providerCode };
  if (isAccount) ctx.log.error(facts, "the provider of violations refuses our account");
  else if (answer.outcome === "bug") ctx.log.error(facts, "the provider of violations cannot read our call");
  else ctx.log.warn(facts, "the provider of violations gave nothing usable");
  await noteFailure(name, { ...permit, isAccount }, ctx.now);
  return { kind: "problem", problem: "provider-down" };
}
