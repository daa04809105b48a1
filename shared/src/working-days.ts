import type { HolidayCalendar } from "./holidays";
import { shiftDay } from "./time";

/** A day counted in working days; provisional when a year on the way has not been announced. */
export type WorkdayDue = { dueOn: string; isProvisional: boolean };

/** More than any chain of holidays. */
const MAX_STEPS = 4_000;

/**
 * The day `workdays` working days after `from`: the next working day is the first. Holidays do not count, weekends on which people work do.
 * @throws RangeError for a number that is not whole or is below 1
 */
export function addWorkdays(calendar: HolidayCalendar, from: string, workdays: number): WorkdayDue {
  if (!Number.isInteger(workdays) || workdays < 1) throw new RangeError(`not a number of working days: ${workdays}`);
  let left = workdays;
  let dueOn = from;
  let isProvisional = false;
  for (let step = 0; left > 0 && step < MAX_STEPS; step += 1) {
    dueOn = shiftDay(dueOn, 1);
    isProvisional ||= !calendar.isPublished(dueOn);
    if (calendar.isWorkday(dueOn)) left -= 1;
  }
  if (left > 0) throw new RangeError(`too far: ${workdays} working days`);
  return { dueOn, isProvisional };
}

/** The clocks of a complaint that was handed on: three working days inside, 15, 30 and 60 calendar days for the regulator. */
export function complaintDeadlines(calendar: HolidayCalendar, transferredOn: string) {
  const { dueOn, isProvisional } = addWorkdays(calendar, transferredOn, 3);
  return {
    dueBy3WorkingDays: dueOn,
    isProvisional,
    calendar15: shiftDay(transferredOn, 15),
    calendar30: shiftDay(transferredOn, 30),
    calendar60: shiftDay(transferredOn, 60),
  };
}
