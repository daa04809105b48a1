import type { InputOf } from "@club/shared/http";
import {
  DEFAULT_ADJUSTMENT_LIMIT_POINTS,
  type PointsSettings as PointsSettingsView,
  type updatePointsSettings,
} from "@club/shared/points-rules";
import { DAY_MS, shanghaiDay } from "@club/shared/time";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import { type Ctx, staffActor } from "../../platform/context";
import { inContestedTransaction } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { staffNames } from "../staff/staff.service";
import { PointsSettings, type PointsSettingsDoc } from "./earning-rules.model";
import { type AdjustedDay, AdjustedDays } from "./points.model";
import { limitFor, needsApproval, raiseAfter } from "./points.rules";

/*
 * How much one person may give and take on a day without a second pair of eyes: a limit of the settings, and a count per person and day
 * over all members and both directions, so that many small adjustments are no way around it. Whoever raises the limit goes on with the
 * old one until the next day; every change is audited, and the last one shown.
 */

const SETTINGS = "settings";
const KEEP_MS = 2 * DAY_MS;
const DEFAULTS: PointsSettingsDoc = {
  _id: SETTINGS,
  adjustmentLimitPoints: DEFAULT_ADJUSTMENT_LIMIT_POINTS,
  version: 0,
  changedAt: null,
  changedBy: null,
  raise: null,
};

async function findSettings(session: ClientSession | null = null): Promise<PointsSettingsDoc> {
  const found = await PointsSettings.findById(SETTINGS, null, { session }).lean<PointsSettingsDoc>();
  // Documents of before have no more than limit and version.
  return { ...DEFAULTS, ...found };
}

/** The settings, and what the caller may still do alone today. */
export async function getSettings(ctx: Ctx): Promise<PointsSettingsView> {
  const settings = await findSettings();
  const { id } = staffActor(ctx);
  const { adjustmentLimitPoints, version, changedAt, changedBy } = settings;
  const limitPoints = limitFor(settings, id, shanghaiDay(ctx.now));
  const moved = await AdjustedDays.findById(dayIdOf(ctx, id)).lean<AdjustedDay>();
  const names = await staffNames(changedBy === null ? [] : [changedBy]);
  return {
    adjustmentLimitPoints,
    version,
    changedAt: changedAt?.toISOString() ?? null,
    changedBy: changedBy === null ? null : { id: changedBy, name: names.get(changedBy) ?? null },
    ownLimitPoints: limitPoints,
    ownLeftPoints: Math.max(limitPoints - (moved?.points ?? 0), 0),
  };
}

/** @throws points.rule-conflict */
export async function updateSettings(
  ctx: Ctx,
  input: InputOf<typeof updatePointsSettings>,
): Promise<PointsSettingsView> {
  const { adjustmentLimitPoints, baseVersion, reason } = input;
  const by = staffActor(ctx).id;
  await inContestedTransaction(async (session) => {
    const before = await findSettings(session);
    if (before.version !== baseVersion) throw new AppError("points.rule-conflict");
    const raise = raiseAfter(before, { limitPoints: adjustmentLimitPoints, by, day: shanghaiDay(ctx.now) });
    const after = { adjustmentLimitPoints, version: baseVersion + 1, changedAt: ctx.now, changedBy: by, raise };
    await PointsSettings.updateOne({ _id: SETTINGS }, { $set: after }, { session, upsert: true });
    await recordAudit(ctx, session, {
      action: "points.settings-update",
      subject: { type: "pointsSettings", id: SETTINGS },
      reason,
      before: { adjustmentLimitPoints: before.adjustmentLimitPoints },
      after: { adjustmentLimitPoints },
    });
  });
  return getSettings(ctx);
}

/** Counts an adjustment of the caller's for today, in its transaction. False when it needs a second person; then nothing is counted. */
export async function mayAdjustAlone(session: ClientSession, ctx: Ctx, points: number): Promise<boolean> {
  const { id } = staffActor(ctx);
  const limitPoints = limitFor(await findSettings(session), id, shanghaiDay(ctx.now));
  const _id = dayIdOf(ctx, id);
  const moved = await AdjustedDays.findById(_id, null, { session }).lean<AdjustedDay>();
  if (needsApproval(points, { limitPoints, movedPoints: moved?.points ?? 0 })) return false;
  const expiresAt = new Date(ctx.now.getTime() + KEEP_MS);
  const count = { $inc: { points: Math.abs(points) }, $set: { expiresAt } };
  await AdjustedDays.updateOne({ _id }, count, { session, upsert: true });
  return true;
}

function dayIdOf(ctx: Ctx, staffId: string): string {
  return `${staffId}:${shanghaiDay(ctx.now)}`;
}
