import type { ViolationProblem } from "@club/shared/violations";
import type { CallOutcome, ViolationProviderName } from "@club/shared/violations-admin";
import { Schema } from "mongoose";
import { model } from "../../platform/db";

const text = { type: String, required: true } as const;
const optionalText = { type: String, default: null } as const;
const instant = { type: Date, required: true } as const;
const optionalInstant = { type: Date, default: null } as const;
const number = { type: Number, required: true } as const;
const optionalNumber = { type: Number, default: null } as const;
const yesNo = { type: Boolean, required: true } as const;

/**
 * What is known about a vehicle's violations as a whole, and the lease of the one who asks the provider now. `_id` is the vehicle's.
 * Shard key: _id. Queries: by _id; of a member when the account closes { memberId }; whom the background looks at next
 * { nextCheckAt, _id }.
 */
export type ViolationReportDoc = {
  _id: string;
  memberId: string;
  /** When the provider last gave an answer; null = never. */
  asOf: Date | null;
  provider: ViolationProviderName | null;
  triedAt: Date | null;
  /** Why the last try gave nothing; null when it did. */
  problem: ViolationProblem | null;
  leaseId: string | null;
  leaseUntil: Date;
  /** When the background looks at the vehicle again, if its owner wants that. */
  nextCheckAt: Date;
};
export const ViolationReports = model<ViolationReportDoc>(
  "violationReports",
  new Schema<ViolationReportDoc>({
    _id: text,
    memberId: text,
    asOf: optionalInstant,
    provider: optionalText,
    triedAt: optionalInstant,
    problem: optionalText,
    leaseId: optionalText,
    leaseUntil: instant,
    nextCheckAt: instant,
  })
    .index({ memberId: 1 })
    .index({ nextCheckAt: 1, _id: 1 }),
);

/**
 * One record of a vehicle; `_id` = vehicle : blind index of time and place, because providers' codes change. Time and place show
 * where somebody was, so what people read is encrypted. Shard key: vehicleId.
 * Queries: what a vehicle has now { vehicleId, isListed }; of a member { memberId }; found after an instant, for reminders
 * { isBaseline: false, foundAt, _id }.
 */
export type ViolationDoc = {
  _id: string;
  vehicleId: string;
  memberId: string;
  occurredAt: Date | null;
  code: string | null;
  points: number | null;
  fineFen: number | null;
  handled: boolean | null;
  /** JSON of ViolationFacts. */
  factsEnc: string;
  foundAt: Date;
  /** Whether the provider's last answer had it. */
  isListed: boolean;
  /** Found by the first answer about the vehicle: nothing new for its owner. */
  isBaseline: boolean;
};
export type ViolationFacts = { area: string | null; act: string | null; archiveNo: string | null; city: string | null };
const violationSchema = new Schema<ViolationDoc>({
  _id: text,
  vehicleId: text,
  memberId: text,
  occurredAt: optionalInstant,
  code: optionalText,
  points: optionalNumber,
  fineFen: optionalNumber,
  handled: { type: Boolean, default: null },
  factsEnc: text,
  foundAt: instant,
  isListed: yesNo,
  isBaseline: yesNo,
});
violationSchema.index({ vehicleId: 1, isListed: 1 });
violationSchema.index({ memberId: 1 });
violationSchema.index({ isBaseline: 1, foundAt: 1, _id: 1 }, { partialFilterExpression: { isBaseline: false } });
export const Violations = model<ViolationDoc>("violations", violationSchema);

/** Manual refreshes of a vehicle on a day; `_id` = vehicle : day. Shard key: _id; removed by TTL after two days. */
export type RefreshQuota = { _id: string; count: number; lastAt: Date; isRunning: boolean; expiresAt: Date };
export const RefreshQuotas = model<RefreshQuota>(
  "violationRefreshQuotas",
  new Schema<RefreshQuota>({
    _id: text,
    count: number,
    lastAt: instant,
    isRunning: yesNo,
    expiresAt: instant,
  }).index({ expiresAt: 1 }, { expireAfterSeconds: 0 }),
);

/**
 * How often providers were asked for a member on a day; `_id` = member : blind index of the plate : day, and member : day. Shard key:
 * _id; removed by TTL after two days.
 */
export type AskCount = { _id: string; count: number; expiresAt: Date };
export const AskCounts = model<AskCount>(
  "violationAskCounts",
  new Schema<AskCount>({ _id: text, count: number, expiresAt: instant }).index(
    { expiresAt: 1 },
    { expireAfterSeconds: 0 },
  ),
);

/** One call to a provider, without the vehicle. Shard key: _id. Query: the last of a provider { provider, at, _id }; kept 35 days. */
export type ProviderCallDoc = {
  _id: string;
  provider: ViolationProviderName;
  at: Date;
  outcome: CallOutcome;
  providerCode: string | null;
  durationMs: number;
  costLi: number;
  expiresAt: Date;
};
const callSchema = new Schema<ProviderCallDoc>({
  _id: text,
  provider: text,
  at: instant,
  outcome: text,
  providerCode: optionalText,
  durationMs: number,
  costLi: number,
  expiresAt: instant,
});
callSchema.index({ provider: 1, at: -1, _id: -1 });
callSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const ProviderCalls = model<ProviderCallDoc>("violationCalls", callSchema);

/** The budget of a month and what is left of it, in 厘; `_id` is the month. Shard key: _id. */
export type CostMonth = { _id: string; budgetLi: number; spentLi: number; remainingLi: number };
export const CostMonths = model<CostMonth>(
  "violationCostMonths",
  new Schema<CostMonth>({ _id: text, budgetLi: number, spentLi: number, remainingLi: number }),
);

/** Calls and cost of a provider on a day; `_id` = day : provider, read by ranges of _id. Shard key: _id. */
export type CostDay = { _id: string; callCount: number; failedCount: number; costLi: number };
export const CostDays = model<CostDay>(
  "violationCostDays",
  new Schema<CostDay>({ _id: text, callCount: number, failedCount: number, costLi: number }),
);

/** The one document of the switch and the monthly budget; `_id` "club". */
export type ViolationSettingsDoc = {
  _id: string;
  isOn: boolean;
  isBackgroundOn: boolean;
  monthlyBudgetLi: number;
  reason: string | null;
  changedAt: Date | null;
};
export const ViolationSettings = model<ViolationSettingsDoc>(
  "violationSettings",
  new Schema<ViolationSettingsDoc>({
    _id: text,
    isOn: yesNo,
    isBackgroundOn: yesNo,
    monthlyBudgetLi: number,
    reason: optionalText,
    changedAt: optionalInstant,
  }),
);

/** The circuit breaker of a provider, shared by all processes; `_id` is the provider's name. `openUntil` null = closed. */
export type BreakerDoc = {
  _id: string;
  failures: number;
  windowStartedAt: Date;
  openUntil: Date | null;
  probeUntil: Date;
};
export const Breakers = model<BreakerDoc>(
  "violationBreakers",
  new Schema<BreakerDoc>({
    _id: text,
    failures: number,
    windowStartedAt: instant,
    openUntil: optionalInstant,
    probeUntil: instant,
  }),
);

/** What a provider, or staff in its stead, asks for at a city; `_id` = provider : what its plates begin with ("juhe:鲁A"). Shard key: _id. */
export type CityRuleDoc = {
  _id: string;
  providerCity: string | null;
  vinDigits: number | null;
  engineDigits: number | null;
  isOpen: boolean;
  source: "provider" | "override";
  asOf: Date;
};
export const CityRules = model<CityRuleDoc>(
  "violationCityRules",
  new Schema<CityRuleDoc>({
    _id: text,
    providerCity: optionalText,
    vinDigits: optionalNumber,
    engineDigits: optionalNumber,
    isOpen: yesNo,
    source: text,
    asOf: instant,
  }),
);
