import type { EarnEvent } from "@club/shared/points-rules";
import { Schema } from "mongoose";
import { model } from "../../platform/db";

const text = { type: String, required: true } as const;
const optionalText = { type: String, default: null } as const;
const whole = { type: Number, required: true } as const;
const instant = { type: Date, required: true } as const;
const optionalInstant = { type: Date, default: null } as const;

/** One earning rule per event; `_id` is the event. A handful, kept in the process. */
export type EarningRule = {
  _id: EarnEvent;
  title: string;
  intro: string;
  points: number;
  dailyCapPoints: number | null;
  monthlyCapPoints: number | null;
  totalCapPoints: number | null;
  tierMultiplierBps: { standard: number; senior: number };
  opensAt: Date | null;
  closesAt: Date | null;
  lifeMonths: number;
  streakCycleDays: number;
  streakBonuses: { day: number; points: number }[];
  isOn: boolean;
  version: number;
  updatedAt: Date;
  updatedBy: string;
};
const optionalWhole = { type: Number, default: null } as const;
const ruleFields = {
  title: text,
  intro: { type: String, default: "" },
  points: whole,
  dailyCapPoints: optionalWhole,
  monthlyCapPoints: optionalWhole,
  totalCapPoints: optionalWhole,
  tierMultiplierBps: { standard: whole, senior: whole },
  opensAt: optionalInstant,
  closesAt: optionalInstant,
  lifeMonths: whole,
  streakCycleDays: whole,
  streakBonuses: [{ _id: false, day: whole, points: whole }],
  isOn: { type: Boolean, required: true },
  version: whole,
  updatedAt: instant,
  updatedBy: text,
};
/** Shard key: _id. Read as a whole into the process's cache. */
export const EarningRules = model<EarningRule>(
  "pointsRules",
  new Schema<EarningRule>({ _id: { type: String, required: true }, ...ruleFields }),
);

/** Every version a rule ever had. `_id` = event:version. */
export type EarningRuleVersion = Omit<EarningRule, "_id"> & { _id: string; event: EarnEvent; reason: string | null };
const versionSchema = new Schema<EarningRuleVersion>({ _id: text, event: text, reason: optionalText, ...ruleFields });
versionSchema.index({ event: 1, version: -1, _id: -1 });
/** Shard key: _id. Query: the versions of an event, newest first { event, version, _id }. */
export const EarningRuleVersions = model<EarningRuleVersion>("pointsRuleVersions", versionSchema);

/** The one document of settings, `_id` "settings". */
export type PointsSettingsDoc = {
  _id: string;
  adjustmentLimitPoints: number;
  version: number;
  changedAt: Date | null;
  changedBy: string | null;
  /** The last time the limit was raised: by whom, on which day, from where. */
  raise: { by: string; day: string; fromPoints: number } | null;
};
export const PointsSettings = model<PointsSettingsDoc>(
  "pointsSettings",
  new Schema<PointsSettingsDoc>({
    _id: text,
    adjustmentLimitPoints: whole,
    version: whole,
    changedAt: optionalInstant,
    changedBy: optionalText,
    raise: { type: new Schema({ by: text, day: text, fromPoints: whole }, { _id: false }), default: null },
  }),
);
