// What is coming, as a calendar: a file, or a link that a calendar reads again and again.
import * as z from "zod/mini";
import { instant } from "./fields";
import { endpoint } from "./http";

const MINE = "车主秘书";
const member = ["member"] as const;

export const downloadMyCalendar = endpoint({
  name: "downloadMyCalendar",
  method: "GET",
  path: "/me/reminders/calendar.ics",
  auth: member,
  summary: "把 12 个月的待办导出为日历文件",
  tag: MINE,
  response: "file",
  errors: [],
  rateLimit: { limit: 60, windowSeconds: 3600, by: "actor" },
});

export const createMyCalendarLink = endpoint({
  name: "createMyCalendarLink",
  method: "POST",
  path: "/me/reminders/calendar-link",
  auth: member,
  summary: "生成日历订阅链接；以前的链接随即失效",
  tag: MINE,
  /** `path` is under the server's address, e.g. /api/reminders/calendars/….ics */
  response: z.object({ path: z.string(), expiresAt: instant }),
  errors: [],
  rateLimit: { limit: 20, windowSeconds: 3600, by: "actor" },
});

export const getCalendarByLink = endpoint({
  name: "getCalendarByLink",
  method: "GET",
  path: "/reminders/calendars/:token",
  auth: "public",
  summary: "按订阅链接下载日历文件",
  tag: MINE,
  params: z.object({
    token: z.string("链接不完整").check(z.minLength(10, "链接不完整"), z.maxLength(300, "链接不正确")),
  }),
  response: "file",
  errors: ["reminders.calendar-link-expired"],
  rateLimit: { limit: 120, windowSeconds: 3600, by: "address" },
});
