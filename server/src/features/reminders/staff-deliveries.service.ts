import type { InputOf, OutputOf } from "@club/shared/http";
import { maskPlatesIn } from "@club/shared/mask";
import { REMINDER_CHANNEL_NAMES, REMINDER_KIND_NAMES, REMINDER_STATE_NAMES } from "@club/shared/reminders";
import type * as contract from "@club/shared/reminders-admin";
import { daysBetween } from "@club/shared/time";
import { recordAudit } from "../../platform/audit";
import { type Ctx, cityFilter } from "../../platform/context";
import type { Keys } from "../../platform/crypto";
import { inTransaction } from "../../platform/db";
import { findDeadLetters, type OutboxMessage, replayDeadLetter } from "../../platform/outbox";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { REMINDER_OUTBOX_KINDS } from "./deliver.service";
import { stepLabel } from "./kinds.rules";
import { type Reminder, type ReminderFigure, ReminderFigures, ReminderPlans, Reminders } from "./reminders.model";
import { readWords } from "./words";

const MAX_FIGURE_DAYS = 31;

/**
 * What was sent on a day or to a member, newest first; city staff see their city's. Indexes: { memberId | day | day, kind | day, state |
 * cityCode, day, at, _id }; what is left of the filter is tested within the day. @throws reminders.filter-needed
 */
export async function listDeliveries(
  ctx: Ctx,
  input: InputOf<typeof contract.listReminderDeliveries>,
): Promise<OutputOf<typeof contract.listReminderDeliveries>> {
  const { day, memberId, kind, channel, state } = input;
  if (day === undefined && memberId === undefined) throw new AppError("reminders.filter-needed");
  const { rows, nextCursor } = await findPage<Reminder>(Reminders, {
    filter: {
      ...cityFilter(ctx),
      ...(memberId !== undefined && { memberId }),
      ...(day !== undefined && { day }),
      ...(kind !== undefined && { kind }),
      ...(channel !== undefined && { channel }),
      ...(state !== undefined && { state }),
    },
    sort: { at: -1, _id: -1 },
    cursor: input.cursor,
    limit: input.limit,
  });
  return { items: rows.map((row) => toDelivery(ctx.keys, row)), nextCursor };
}

function toDelivery(keys: Keys, row: Reminder): OutputOf<typeof contract.listReminderDeliveries>["items"][number] {
  return {
    id: row._id,
    memberId: row.memberId,
    cityCode: row.cityCode,
    kind: row.kind,
    kindName: REMINDER_KIND_NAMES[row.kind],
    title: maskPlatesIn(readWords(keys, row).title),
    dueOn: row.dueOn,
    stepLabel: stepLabel(row.kind, row.step),
    at: row.at.toISOString(),
    channel: row.channel,
    channelName: REMINDER_CHANNEL_NAMES[row.channel],
    state: row.state,
    stateName: REMINDER_STATE_NAMES[row.state],
    lastError: row.lastError,
  };
}

/** Messages that are not tried again by themselves, newest first. */
export async function listDeadLetters(
  ctx: Ctx,
  input: InputOf<typeof contract.listReminderDeadLetters>,
): Promise<OutputOf<typeof contract.listReminderDeadLetters>> {
  const { cursor, limit } = input;
  const { rows, nextCursor } = await findDeadLetters({ kinds: REMINDER_OUTBOX_KINDS, cursor, limit });
  const ids = rows.map((row) => reminderIdOf(row._id));
  const reminders = await Reminders.find({ _id: { $in: ids } }).lean<Reminder[]>();
  const byId = new Map(reminders.map((reminder) => [reminder._id, reminder]));
  return { items: rows.map((row) => toDeadLetter(ctx.keys, row, byId.get(reminderIdOf(row._id)))), nextCursor };
}

type DeadLetter = OutputOf<typeof contract.listReminderDeadLetters>["items"][number];

function toDeadLetter(keys: Keys, row: OutboxMessage, reminder: Reminder | undefined): DeadLetter {
  const channel = row.kind === "reminder.sms" ? "sms" : "wechat";
  return {
    messageId: row._id,
    reminderId: reminderIdOf(row._id),
    reminder: reminder ? factsOf(keys, reminder) : null,
    channel,
    channelName: REMINDER_CHANNEL_NAMES[channel],
    attempts: row.attempts,
    createdAt: row.createdAt.toISOString(),
    lastError: row.lastError,
  };
}

function factsOf(keys: Keys, reminder: Reminder): DeadLetter["reminder"] {
  const { memberId, kind, dueOn } = reminder;
  const { title } = readWords(keys, reminder);
  return { memberId, kindName: REMINDER_KIND_NAMES[kind], title: maskPlatesIn(title), dueOn };
}

/** A message's id is its kind, a colon and the reminder's id. */
function reminderIdOf(messageId: string): string {
  return messageId.slice(messageId.indexOf(":") + 1);
}

/** Puts dead letters back into the queue; those that are none (any more) are passed over. */
export async function replayDeadLetters(
  ctx: Ctx,
  { messageIds, reason }: InputOf<typeof contract.replayReminderDeadLetters>,
): Promise<OutputOf<typeof contract.replayReminderDeadLetters>> {
  const ours = [...new Set(messageIds)].filter((id) => REMINDER_OUTBOX_KINDS.some((kind) => id.startsWith(`${kind}:`)));
  return inTransaction(async (session) => {
    const replayed: string[] = [];
    for (const id of ours) {
      const filter = { _id: reminderIdOf(id), state: "failed" as const };
      const change = { $set: { state: "queued" as const, lastError: null } };
      const { matchedCount } = await Reminders.updateOne(filter, change, { session });
      if (matchedCount === 0) continue;
      await replayDeadLetter(ctx, session, id);
      replayed.push(id);
    }
    if (replayed.length > 0) {
      await recordAudit(ctx, session, {
        action: "reminders.replay",
        subject: { type: "reminders", id: "dead-letters" },
        reason,
        after: { reminderIds: replayed.map(reminderIdOf) },
      });
    }
    return { replayedCount: replayed.length };
  });
}

/** Counts of some days by kind and channel, and how many plans wait. @throws reminders.filter-needed for more than 31 days */
export async function getFigures(
  ctx: Ctx,
  { from, to }: InputOf<typeof contract.getReminderFigures>,
): Promise<OutputOf<typeof contract.getReminderFigures>> {
  const days = daysBetween(from, to);
  if (days < 0 || days >= MAX_FIGURE_DAYS) throw new AppError("reminders.filter-needed");
  const rows = await ReminderFigures.find({ day: { $gte: from, $lte: to } })
    .sort({ day: 1, _id: 1 })
    .lean<ReminderFigure[]>();
  const due = { nextAt: { $lte: ctx.now } };
  const oldest = await ReminderPlans.find(due, { nextAt: 1 }).sort({ nextAt: 1, _id: 1 }).limit(1).lean();
  return {
    rows: rows.map((row) => ({
      day: row.day,
      kind: row.kind,
      kindName: REMINDER_KIND_NAMES[row.kind],
      channel: row.channel,
      plannedCount: row.planned,
      sentCount: row.sent ?? 0,
      refusedCount: row.refused ?? 0,
      failedCount: row.failed ?? 0,
    })),
    dueCount: await ReminderPlans.countDocuments(due, { limit: 100_000 }),
    oldestDueAt: oldest[0]?.nextAt.toISOString() ?? null,
  };
}
