import type { InputOf, OutputOf } from "@club/shared/http";
import type * as contract from "@club/shared/inbox";
import { INBOX_UNREAD_MAX } from "@club/shared/inbox";
import { REMINDER_KIND_NAMES } from "@club/shared/reminders";
import { type Ctx, memberActor } from "../../platform/context";
import type { Keys } from "../../platform/crypto";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { type InboxMessage, InboxMessages } from "./reminders.model";
import { readWords } from "./words";

/** The caller's messages, newest first. Index: { memberId, at, _id }. */
export async function listOwnInbox(
  ctx: Ctx,
  input: InputOf<typeof contract.listMyInbox>,
): Promise<OutputOf<typeof contract.listMyInbox>> {
  const { rows, nextCursor } = await findPage<InboxMessage>(InboxMessages, {
    filter: { memberId: memberActor(ctx).id },
    sort: { at: -1, _id: -1 },
    cursor: input.cursor,
    limit: input.limit,
  });
  return { items: rows.map((row) => toView(ctx.keys, row)), nextCursor };
}

/** How many messages the caller has not read, up to a hundred. Index: { memberId, isRead, at }. */
export async function countOwnUnread(ctx: Ctx): Promise<OutputOf<typeof contract.getMyUnreadCount>> {
  const filter = { memberId: memberActor(ctx).id, isRead: false };
  return { unreadCount: await InboxMessages.countDocuments(filter, { limit: INBOX_UNREAD_MAX }) };
}

/** Marks a message as read; again changes nothing. @throws reminders.message-not-found */
export async function readOne(
  ctx: Ctx,
  { messageId }: InputOf<typeof contract.readInboxMessage>,
): Promise<OutputOf<typeof contract.readInboxMessage>> {
  const mine = { _id: messageId, memberId: memberActor(ctx).id };
  await InboxMessages.updateOne({ ...mine, isRead: false }, { $set: { isRead: true, readAt: ctx.now } });
  const message = await InboxMessages.findOne(mine).lean<InboxMessage>();
  if (!message) throw new AppError("reminders.message-not-found");
  return toView(ctx.keys, message);
}

/** Marks everything up to an instant as read, so that what has come since stays unread. */
export async function readAll(
  ctx: Ctx,
  { until }: InputOf<typeof contract.readAllInbox>,
): Promise<OutputOf<typeof contract.readAllInbox>> {
  const { modifiedCount } = await InboxMessages.updateMany(
    { memberId: memberActor(ctx).id, isRead: false, at: { $lte: new Date(until) } },
    { $set: { isRead: true, readAt: ctx.now } },
  );
  return { readCount: modifiedCount };
}

function toView(keys: Keys, row: InboxMessage): contract.InboxMessageView {
  return {
    id: row._id,
    kind: row.kind,
    kindName: REMINDER_KIND_NAMES[row.kind],
    ...readWords(keys, row),
    target: row.target,
    vehicleId: row.vehicleId,
    at: row.at.toISOString(),
    readAt: row.readAt?.toISOString() ?? null,
  };
}
