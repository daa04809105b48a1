import { shiftDay } from "@club/shared/time";

/*
 * iCalendar (RFC 5545): lines end in CRLF and are folded at 75 octets, text values are escaped, events last whole days, alarms ring before.
 */

export type CalendarEvent = {
  /** Stable, so that importing again replaces and never doubles. */
  uid: string;
  /** A day, "2026-12-31"; the event lasts this whole day. */
  on: string;
  title: string;
  description: string;
  /** Days before at which the calendar rings, at nine in the morning. */
  alarmDays: readonly number[];
};

const MAX_OCTETS = 75;

/** A whole calendar file. `madeAt` stamps every event. */
export function calendarFile(name: string, events: readonly CalendarEvent[], madeAt: Date): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Car Owners Club//Reminders//ZH",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${escapeText(name)}`,
    "X-WR-TIMEZONE:Asia/Shanghai",
    ...events.flatMap((event) => eventLines(event, madeAt)),
    "END:VCALENDAR",
  ];
  return `${lines.map(fold).join("\r\n")}\r\n`;
}

function eventLines(event: CalendarEvent, madeAt: Date): string[] {
  const stamp = madeAt.toISOString().replace(/[-:]|\.\d{3}/g, "");
  return [
    "BEGIN:VEVENT",
    `UID:${escapeText(event.uid)}`,
    `DTSTAMP:${stamp}`,
    `DTSTART;VALUE=DATE:${compact(event.on)}`,
    `DTEND;VALUE=DATE:${compact(shiftDay(event.on, 1))}`,
    `SUMMARY:${escapeText(event.title)}`,
    `DESCRIPTION:${escapeText(event.description)}`,
    "TRANSP:TRANSPARENT",
    ...event.alarmDays.flatMap((days) => alarmLines(event, days)),
    "END:VEVENT",
  ];
}

/** Counted from midnight at the start of the day: nine in the morning, some days before. */
function alarmLines(event: CalendarEvent, days: number): string[] {
  const trigger = days === 0 ? "PT9H" : `-P${days - 1}DT15H`;
  return [
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `TRIGGER:${trigger}`,
    `DESCRIPTION:${escapeText(event.title)}`,
    "END:VALARM",
  ];
}

function compact(day: string): string {
  return day.replaceAll("-", "");
}

/** A text value: backslash, semicolon, comma and line breaks are escaped, other control characters dropped. */
export function escapeText(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll(";", "\\;")
    .replaceAll(",", "\\,")
    .replace(/\r\n|\r|\n/g, "\\n")
    .replace(/\p{Cc}/gu, "");
}

/** One content line in pieces of at most 75 octets; never within a character. */
export function fold(line: string): string {
  const pieces: string[] = [];
  let piece = "";
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    // A continuation begins with a blank, which counts.
    if (octets + size > MAX_OCTETS) {
      pieces.push(piece);
      piece = "";
      octets = 1;
    }
    piece += character;
    octets += size;
  }
  return [...pieces, piece].join("\r\n ");
}
