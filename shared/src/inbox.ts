import * as z from "zod/mini";
import { id, instant, page, pageQuery } from "./fields";
import { endpoint } from "./http";
import { REMINDER_KINDS } from "./reminders";

/** Most that the unread badge counts to; more is shown as 99+. */
export const INBOX_UNREAD_MAX = 100;

/** What a message is about, so that a tap leads there. */
export const INBOX_TARGETS = ["vehicle", "violations", "licence", "vouchers", "points", "reminders", "none"] as const;
export type InboxTarget = (typeof INBOX_TARGETS)[number];

export const inboxMessage = z.object({
  id,
  kind: z.enum(REMINDER_KINDS),
  kindName: z.string(),
  title: z.string(),
  body: z.string(),
  target: z.enum(INBOX_TARGETS),
  /** The vehicle of targets "vehicle" and "violations". */
  vehicleId: z.nullable(id),
  at: instant,
  readAt: z.nullable(instant),
});
export type InboxMessageView = z.output<typeof inboxMessage>;

const TAG = "消息";
const member = ["member"] as const;

export const listMyInbox = endpoint({
  name: "listMyInbox",
  method: "GET",
  path: "/me/inbox",
  auth: member,
  summary: "我的消息，新的在前",
  tag: TAG,
  query: z.object({ ...pageQuery }),
  response: page(inboxMessage),
  errors: [],
});

export const getMyUnreadCount = endpoint({
  name: "getMyUnreadCount",
  method: "GET",
  path: "/me/inbox/unread",
  auth: member,
  summary: "未读消息数（最多数到 100）",
  tag: TAG,
  response: z.object({ unreadCount: z.int() }),
  errors: [],
});

export const readInboxMessage = endpoint({
  name: "readInboxMessage",
  method: "POST",
  path: "/me/inbox/:messageId/read",
  auth: member,
  summary: "把一条消息标为已读",
  tag: TAG,
  params: z.object({ messageId: id }),
  response: inboxMessage,
  errors: ["reminders.message-not-found"],
});

export const readAllInbox = endpoint({
  name: "readAllInbox",
  method: "POST",
  path: "/me/inbox/read",
  auth: member,
  summary: "把这个时间及以前的消息全部标为已读",
  tag: TAG,
  body: z.object({ until: instant }),
  response: z.object({ readCount: z.int() }),
  errors: [],
});
