import { CITY_RESTRICTIONS } from "@club/shared/data/driving-restrictions";
import { HOLIDAY_YEARS } from "@club/shared/data/holidays";
import { holidayCalendar } from "@club/shared/holidays";
import { REMINDER_KINDS } from "@club/shared/reminders";
import { shanghaiDay, shanghaiTime, shiftDay } from "@club/shared/time";
import fc from "fast-check";
import { calendarFile, escapeText, fold } from "./calendar.rules";
import { dueItems, type MemberDueFacts } from "./due.rules";
import { itemKey } from "./due-items.rules";
import type { VehicleFacts } from "./due-vehicles.rules";
import { phasesOf, ruleOf } from "./kinds.rules";
import { afterQuiet, dueStep, leftInWords, nextStepAt, stepsOf, varsOn } from "./steps.rules";
import {
  badWechatKeys,
  defaultTemplate,
  exampleVars,
  fillIn,
  previewWechat,
  templateProblems,
  unknownPlaceholders,
} from "./template.rules";
import { adviceOf, canMarkDone } from "./timeline.rules";

const TODAY = "2026-11-22";
const calendar = holidayCalendar(HOLIDAY_YEARS);
const vehicle: VehicleFacts = {
  id: "v1",
  name: "小白",
  plate: "鲁A12345",
  use: "small_nonop",
  registeredOn: "2020-11-15",
  manufacturedOn: null,
  hadInjuryAccident: false,
  wasIllegallyModified: false,
  inspectionValidUntil: null,
  compulsoryUntil: null,
  commercialUntil: null,
  estimatedEnds: [],
};
const car = (firstIssuedOn: string, validUntil: string | null) => ({ classes: ["C1"], firstIssuedOn, validUntil });
const facts = (more: Partial<MemberDueFacts>): MemberDueFacts => ({
  vehicles: [],
  licence: null,
  birthday: null,
  city: null,
  calendar: holidayCalendar([]),
  ...more,
});
const keys = (more: Partial<MemberDueFacts>, today = TODAY) =>
  dueItems(facts(more), today, shiftDay(today, 366)).map(itemKey);

describe("what falls due", () => {
  test("a computed inspection, its successor within the year, and a missed one that is asked about", () => {
    expect(keys({ vehicles: [vehicle] })).toEqual(["inspection:v1:2026-11-30"]);
    expect(keys({ vehicles: [{ ...vehicle, use: "truck" }] })).toEqual(["inspection:v1:2026-11-30"]);
    expect(keys({ vehicles: [vehicle] }, "2026-12-10")).toEqual(["inspection:v1:2026-11-30"]);
    expect(keys({ vehicles: [vehicle] }, "2027-02-10")).toEqual([]);
  });

  test("the printed date wins, stays when it has passed, and what follows it is computed", () => {
    const printed = {
      ...vehicle,
      use: "truck" as const,
      registeredOn: "2014-12-10",
      inspectionValidUntil: "2026-12-31",
    };
    const items = dueItems(facts({ vehicles: [printed] }), TODAY, shiftDay(TODAY, 366));
    expect(items.map((item) => `${item.dueOn} ${item.isEstimated}`)).toEqual(["2026-12-31 false", "2027-06-30 true"]);
    expect(keys({ vehicles: [{ ...vehicle, inspectionValidUntil: "2026-10-31" }] })).toContain(
      "inspection:v1:2026-10-31",
    );
  });

  test("both insurances apart, the licence, a birthday on 29 February, and an unpublished year that says so", () => {
    const insured = { ...vehicle, registeredOn: null, compulsoryUntil: "2027-01-05", commercialUntil: "2027-03-05" };
    const items = dueItems(
      facts({ vehicles: [insured], licence: car("2021-06-01", "2027-06-01"), birthday: "2000-02-29", calendar }),
      TODAY,
      shiftDay(TODAY, 366),
    );
    expect(items.filter((item) => item.kind !== "holiday").map(itemKey)).toEqual([
      "compulsoryInsurance:v1:2027-01-05",
      "birthday:birthday:2027-02-28",
      "commercialInsurance:v1:2027-03-05",
      "licence:licence:2027-06-01",
    ]);
    expect(items.filter((item) => item.kind === "holiday").every((item) => item.isProvisional)).toBe(true);
    expect(keys({ licence: car("1998-06-18", null) })).toEqual([]);
  });

  test("what can be done from a day on is not marked as done before it; a policy can be renewed at any time", () => {
    const truck = { ...vehicle, use: "truck" as const, registeredOn: "2014-12-10", compulsoryUntil: "2027-10-01" };
    const items = dueItems(facts({ vehicles: [truck] }), TODAY, "2027-11-22");
    expect(items.map((item) => [item.dueOn, canMarkDone(item, TODAY)])).toEqual([
      ["2026-12-31", true],
      ["2027-06-30", false],
      ["2027-10-01", true],
    ]);
  });

  test.each([
    ["2026-10-30", "超过一年将被注销"],
    ["2025-10-30", "两年内科目一考试合格可以恢复"],
    ["2023-10-30", "不能再恢复"],
  ])("a licence that ended on %s says %s", (validUntil, said) => {
    const [item] = dueItems(facts({ licence: car("2013-10-30", validUntil) }), TODAY, "2027-11-22");
    expect(item && adviceOf(item, TODAY)).toContain(said);
  });

  test("at 75 a licence without an end brings a certificate after every cycle, and says what happens without it", () => {
    const old = { licence: car("1980-12-15", null), birthday: "1951-03-08" };
    const [item, ...more] = dueItems(facts(old), TODAY, shiftDay(TODAY, 366)).filter(
      ({ kind }) => kind === "licenceDuty",
    );
    if (!item) throw new Error("there is an item");
    expect([item.windowFrom, item.dueOn, more.length]).toEqual(["2026-12-15", "2027-01-13", 0]);
    expect(stepsOf(item).map(({ at, step }) => `${shanghaiDay(at)} ${step.step}`)).toEqual([
      "2026-12-15 w",
      "2027-01-06 d7",
      "2027-01-14 a1",
    ]);
    const text = defaultTemplate("licenceDuty", "before");
    const said = fillIn(text?.body ?? "", varsOn(item, "2026-12-15"));
    expect(said).toBe(
      "驾驶证年度体检的截止日是 2027年1月13日，还有 29 天。70周岁以上每年体检，记分周期结束后30日内提交身体条件证明；满一年未提交的，驾驶证将被注销。",
    );
    expect(keys({ ...old, birthday: null })).toEqual([]);
    // What may have been missed is asked about for five weeks.
    expect(keys(old, "2027-02-17")).toContain("licenceDuty:age70:2027-01-13");
    expect(keys(old, "2027-02-18")).not.toContain("licenceDuty:age70:2027-01-13");
  });

  test("the greeting of a holiday whose year is not announced says 暂定, that of an announced year does not", () => {
    const text = defaultTemplate("holiday", "before");
    const greeting = (today: string) => {
      const [item] = dueItems(facts({ calendar }), today, shiftDay(today, 1));
      if (!item) throw new Error("there is a holiday");
      return fillIn(text?.body ?? "", varsOn(item, today));
    };
    expect(greeting("2027-01-01")).toContain("祝您元旦快乐（放假安排尚未公布，日期暂定）。");
    expect(greeting("2026-10-01")).toContain("祝您国庆节快乐。");
  });

  test("restrictions of two weeks for the chosen city, none without one", () => {
    const city = CITY_RESTRICTIONS.find((row) => row.cityCode === "110000") ?? null;
    const days = keys({ vehicles: [{ ...vehicle, registeredOn: null }], city, calendar }).filter((key) =>
      key.startsWith("drivingRestriction"),
    );
    expect(days).toHaveLength(10);
    expect(days[0]).toBe("drivingRestriction:v1:2026-11-23");
  });
});

test("a truck of Jinan is told that trucks are held, not plates from elsewhere", () => {
  const city = CITY_RESTRICTIONS.find((row) => row.cityCode === "370100") ?? null;
  const told = (use: VehicleFacts["use"], plate: string) =>
    dueItems(facts({ vehicles: [{ ...vehicle, use, plate, registeredOn: null }], city, calendar }), TODAY, "2026-11-25")
      .map(({ vars }) => vars.限行说明)
      .filter((words) => words !== undefined);
  expect(told("truck", "鲁A12345")).toEqual(["限制载货汽车", "限制载货汽车"]);
  expect(told("small_nonop", "鲁B12345")).toEqual(["限制外地号牌", "限制外地号牌"]);
  expect(told("small_nonop", "鲁A12345")).toEqual([]);
});

describe("steps", () => {
  const insured = { ...vehicle, registeredOn: null, compulsoryUntil: "2026-12-31" };
  const [item] = dueItems(facts({ vehicles: [insured] }), TODAY, "2027-12-31");
  if (!item) throw new Error("there is an item");

  test("insurance: 60, 30, 15, 7, 3 days before, the day itself and the day after, each at nine", () => {
    expect(stepsOf(item).map(({ at }) => shanghaiDay(at))).toEqual([
      "2026-11-01",
      "2026-12-01",
      "2026-12-16",
      "2026-12-24",
      "2026-12-28",
      "2026-12-31",
      "2027-01-01",
    ]);
    for (const { at, dayMs } of stepsOf(item))
      expect([shanghaiTime(at), shanghaiDay(at)]).toEqual(["09:00", shanghaiDay(new Date(dayMs))]);
  });

  test("property: the step to send is the last that has come, and the next one lies ahead", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 * 1440 }), (minutes) => {
        const now = new Date(Date.parse("2026-10-15T00:00:00Z") + minutes * 60_000);
        const due = dueStep(item, now);
        const next = nextStepAt(stepsOf(item), now);
        const come = stepsOf(item).filter(({ at }) => at <= now);
        expect(due?.at).toEqual(come.at(-1)?.at);
        expect(next === null ? 7 : come.length).toBe(come.length);
        if (next) expect(next > now).toBe(true);
      }),
    );
  });

  test("greetings and restrictions are not sent late", () => {
    const [birthday] = dueItems(facts({ birthday: "1990-12-01" }), TODAY, "2027-01-01");
    if (!birthday) throw new Error("there is a birthday");
    expect(dueStep(birthday, new Date("2026-12-01T01:00:00Z"))?.step.step).toBe("d0");
    expect(dueStep(birthday, new Date("2026-12-01T00:59:59Z"))).toBeNull();
    expect(dueStep(birthday, new Date("2026-12-02T01:00:00Z"))).toBeNull();
  });

  test.each([
    ["2026-11-22T12:59:59Z", "2026-11-22T12:59:59.000Z"],
    ["2026-11-22T13:00:00Z", "2026-11-23T00:30:00.000Z"],
    ["2026-11-22T16:30:00Z", "2026-11-23T00:30:00.000Z"],
    ["2026-11-23T00:29:00Z", "2026-11-23T00:30:00.000Z"],
    ["2026-11-23T00:30:00Z", "2026-11-23T00:30:00.000Z"],
  ])("quiet from 21:00 to 08:30: at %s the telephone may ring at %s", (at, allowed) => {
    expect(afterQuiet(new Date(at), { quietFrom: "21:00", quietTo: "08:30" }).toISOString()).toBe(allowed);
  });

  test("quiet hours within a day, and none at all", () => {
    const at = new Date("2026-11-22T05:00:00Z");
    expect(afterQuiet(at, { quietFrom: "12:00", quietTo: "14:00" }).toISOString()).toBe("2026-11-22T06:00:00.000Z");
    expect(afterQuiet(at, { quietFrom: "00:00", quietTo: "00:00" })).toBe(at);
    expect(leftInWords("2026-11-25", TODAY)).toBe("还有 3 天");
    expect(leftInWords(TODAY, TODAY)).toBe("今天到期");
    expect(leftInWords("2026-11-20", TODAY)).toBe("已过 2 天");
  });
});

describe("texts", () => {
  test("every kind and phase has a text whose placeholders are known, and no braces are left", () => {
    for (const kind of REMINDER_KINDS) {
      expect(ruleOf(kind).explanation).not.toBe("");
      for (const phase of phasesOf(kind)) {
        const text = defaultTemplate(kind, phase);
        if (!text) throw new Error(`${kind} ${phase} has no text`);
        expect(templateProblems(kind, text)).toEqual([]);
        expect(fillIn(text.title + text.body, exampleVars(kind))).not.toMatch(/[{}]/);
      }
    }
  });

  test("unknown placeholders and field names are named; what WeChat would cut is shown", () => {
    const text = {
      title: "{车牌} {生日}",
      body: "x",
      wechatTemplateId: "t",
      wechatFields: { thing1: "{车辆}的检验有效期到了，请您尽快安排时间办理", title: "x" },
      smsTemplate: null,
      smsParams: { a: "{积分}" },
    };
    expect(unknownPlaceholders("inspection", text)).toEqual(["生日", "积分"]);
    expect(badWechatKeys(text)).toEqual(["title"]);
    expect(templateProblems("inspection", text)).toHaveLength(2);
    expect(previewWechat(text, exampleVars("inspection"))[0]).toMatchObject({ key: "thing1", isCut: true });
  });
});

describe("calendar file", () => {
  const event = {
    uid: "a:b:2026-12-31@x",
    on: "2026-12-31",
    title: "鲁A·12345 年检",
    description: "a;b,c\\d\ne",
    alarmDays: [7, 0],
  };

  test("events last a whole day, values are escaped, alarms ring at nine", () => {
    const text = calendarFile("车主秘书", [event], new Date("2026-11-22T04:00:00Z"));
    expect(text).toContain("DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n");
    expect(text).toContain("DESCRIPTION:a\\;b\\,c\\\\d\\ne\r\n");
    expect(text).toContain("DTSTAMP:20261122T040000Z\r\n");
    expect(text).toContain("TRIGGER:-P6DT15H\r\n");
    expect(text).toContain("TRIGGER:PT9H\r\n");
    expect(text.startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")).toBe(true);
    expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
  });

  test("property: no folded line is longer than 75 octets, and unfolding gives the line back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (value) => {
        const line = `SUMMARY:${escapeText(value)}`;
        const folded = fold(line);
        for (const part of folded.split("\r\n")) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(75);
        expect(folded.replaceAll("\r\n ", "")).toBe(line);
      }),
    );
  });
});
