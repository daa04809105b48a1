import type { DataSection } from "@club/shared/members";
import { REMINDER_CHANNEL_NAMES, REMINDER_KIND_NAMES, REMINDER_STATE_NAMES } from "@club/shared/reminders";
import { formatInstant } from "@club/shared/time";
import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { discardMessages } from "../../platform/outbox";
import { REMINDER_OUTBOX_KINDS } from "./deliver.service";
import { InboxMessages, type Reminder, ReminderPlans, Reminders, SubscribeCredits } from "./reminders.model";
import { readWords } from "./words";

/** Everything about a closed account goes, in the transaction that closes it. */
export async function removeRemindersOfMember(_ctx: Ctx, session: ClientSession, memberId: string): Promise<void> {
  await ReminderPlans.deleteOne({ _id: memberId }, { session });
  await Reminders.deleteMany({ memberId }, { session });
  await InboxMessages.deleteMany({ memberId }, { session });
  await SubscribeCredits.deleteMany({ memberId }, { session });
  // Messages that wait or were given up name the plate; their ids begin with the reminder's, and that with the member's.
  for (const kind of REMINDER_OUTBOX_KINDS) await discardMessages(session, `${kind}:${memberId}:`);
}

/** What was sent to a member, newest first, for the copy of their data. Index: { memberId, at, _id }. */
export async function remindersDataSection(ctx: Ctx, memberId: string): Promise<DataSection> {
  const rows = await Reminders.find({ memberId }).sort({ at: -1, _id: -1 }).lean<Reminder[]>();
  const items = rows.map((row) => {
    const { title, body } = readWords(ctx.keys, row);
    const facts = [
      { label: "类型", value: REMINDER_KIND_NAMES[row.kind] },
      { label: "时间", value: formatInstant(row.at) },
      { label: "内容", value: body },
      { label: "渠道", value: `${REMINDER_CHANNEL_NAMES[row.channel]}（${REMINDER_STATE_NAMES[row.state]}）` },
    ];
    return { id: row._id, title, facts };
  });
  return { key: "reminders", title: "提醒", items };
}
