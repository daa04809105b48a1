import type { ViolationProblem } from "@club/shared/violations";
import type { ViolationSwitch, ViolationSwitchState } from "@club/shared/violations-admin";
import type { ClientSession } from "mongoose";
import { bumpVersion, versionedCache } from "../../platform/cache";
import type { Ctx } from "../../platform/context";
import { remainingLi } from "./violations.meter";
import { ViolationSettings, type ViolationSettingsDoc } from "./violations.model";

const CACHE = "violation-settings";
const ID = "club";
/** 200 yuan a month until the province decides otherwise. */
const DEFAULTS: ViolationSettingsDoc = {
  _id: ID,
  isOn: true,
  isBackgroundOn: false,
  monthlyBudgetLi: 200_000,
  reason: null,
  changedAt: null,
};
const STATE_NAMES: Record<ViolationSwitchState, string> = {
  on: "开放",
  "switched-off": "已关闭",
  budget: "本月预算已用完，自动停止",
  "not-configured": "没有配置供应商",
};

const settings = versionedCache<ViolationSettingsDoc>({
  name: CACHE,
  maxAgeMs: 60_000,
  load: async () => (await ViolationSettings.findById(ID).lean<ViolationSettingsDoc>()) ?? DEFAULTS,
});

/** The switch and the monthly budget, from the process's cache; other processes follow within a second. */
export function getSettings(): Promise<ViolationSettingsDoc> {
  return settings.get();
}

/** Changes them in the caller's transaction; answers what stood before and what stands now. */
export async function changeSettings(
  session: ClientSession,
  change: Partial<Omit<ViolationSettingsDoc, "_id">>,
): Promise<{ before: ViolationSettingsDoc; after: ViolationSettingsDoc }> {
  const before = (await ViolationSettings.findById(ID, null, { session }).lean<ViolationSettingsDoc>()) ?? DEFAULTS;
  const after = { ...before, ...change };
  const { _id, ...set } = after;
  await ViolationSettings.updateOne({ _id }, { $set: set }, { session, upsert: true });
  await bumpVersion(session, CACHE);
  return { before, after };
}

/** Why nobody is asked at all now; null when providers are asked. */
export async function closedBecause(ctx: Ctx): Promise<ViolationProblem | null> {
  const state = await switchState(ctx);
  if (state === "on") return null;
  return state === "budget" ? "budget" : "switched-off";
}

/** The switch as staff see it. */
export async function switchView(ctx: Ctx): Promise<ViolationSwitch> {
  const { isBackgroundOn, reason, changedAt } = await getSettings();
  const state = await switchState(ctx);
  return {
    state,
    stateName: STATE_NAMES[state],
    isOn: state === "on",
    isBackgroundOn,
    reason,
    changedAt: changedAt?.toISOString() ?? null,
  };
}

async function switchState(ctx: Ctx): Promise<ViolationSwitchState> {
  const { providers } = ctx.gateways.violations;
  if (providers.length === 0) return "not-configured";
  const { isOn, monthlyBudgetLi } = await getSettings();
  if (!isOn) return "switched-off";
  const cheapestLi = Math.min(...providers.map(({ priceLi }) => priceLi));
  return (await remainingLi(ctx.now, monthlyBudgetLi)) < cheapestLi ? "budget" : "on";
}
