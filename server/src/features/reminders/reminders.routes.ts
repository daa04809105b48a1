import * as inbox from "@club/shared/inbox";
import * as mine from "@club/shared/reminders";
import * as admin from "@club/shared/reminders-admin";
import * as calendar from "@club/shared/reminders-calendar";
import * as imports from "@club/shared/reminders-data";
import { fileRoute, type Route, route } from "../../platform/route";
import { createOwnLink, downloadOwnCalendar, readLink } from "./calendar.service";
import { countOwnUnread, listOwnInbox, readAll, readOne } from "./inbox.service";
import { getOwnTimeline, listOwnReminders, markOwnDone } from "./my-reminders.service";
import { getOwnSettings, recordConsents, updateOwnSettings } from "./my-settings.service";
import { importRestriction, importYear, listRestrictions, listYears } from "./staff-data.service";
import { getFigures, listDeadLetters, listDeliveries, replayDeadLetters } from "./staff-deliveries.service";
import { getRules, listTemplates, previewTemplate, saveRules, saveTemplate } from "./staff-templates.service";

export const remindersRoutes: Route[] = [
  route(inbox.getMyUnreadCount, countOwnUnread),
  route(inbox.listMyInbox, listOwnInbox),
  route(inbox.readAllInbox, readAll),
  route(inbox.readInboxMessage, readOne),
  route(mine.getMyReminderTimeline, getOwnTimeline),
  route(mine.listMyReminders, listOwnReminders),
  route(mine.getMyReminderSettings, getOwnSettings),
  route(mine.updateMyReminderSettings, updateOwnSettings),
  route(mine.reportReminderConsents, recordConsents),
  route(mine.markReminderDone, markOwnDone),
  fileRoute(calendar.downloadMyCalendar, downloadOwnCalendar),
  route(calendar.createMyCalendarLink, createOwnLink),
  fileRoute(calendar.getCalendarByLink, readLink),
  route(admin.listReminderTemplates, listTemplates),
  route(admin.previewReminderTemplate, previewTemplate),
  route(admin.saveReminderTemplate, saveTemplate),
  route(admin.listReminderDeliveries, listDeliveries),
  route(admin.listReminderDeadLetters, listDeadLetters),
  route(admin.replayReminderDeadLetters, replayDeadLetters),
  route(admin.getReminderFigures, getFigures),
  route(admin.getReminderRules, getRules),
  route(admin.saveReminderRules, saveRules),
  route(imports.listDrivingRestrictions, listRestrictions),
  route(imports.importDrivingRestriction, importRestriction),
  route(imports.listHolidayYears, listYears),
  route(imports.importHolidayYear, importYear),
];
