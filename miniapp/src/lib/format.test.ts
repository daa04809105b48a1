import { countdown, daysLeft, expiryText, greeting, lastDay } from "./format";

beforeEach(() => jest.useFakeTimers({ now: new Date("2026-11-22T06:00:00Z") }));
afterEach(() => jest.useRealTimers());

test.each([
  ["2026-11-21T16:00:00.000Z", -1, "已过期"],
  ["2026-11-22T16:00:00.000Z", 0, "今天到期"],
  ["2026-11-23T16:00:00.000Z", 1, "明天到期"],
  ["2026-12-22T16:00:00.000Z", 30, "还剩 30 天"],
  ["2026-12-23T16:00:00.000Z", 31, "有效期至 2026年12月23日"],
])("what ends at %s has %i days left: %s", (endsAt, days, text) => {
  expect(daysLeft(endsAt)).toBe(days);
  expect(expiryText(endsAt)).toBe(text);
});

test("the last valid day is the one before the exclusive end", () => {
  expect(lastDay("2026-12-31T16:00:00.000Z")).toBe("2026年12月31日");
});

test.each([
  [299_001, "05:00"],
  [59_000, "00:59"],
  [0, "00:00"],
  [-5000, "00:00"],
])("a countdown of %i ms reads %s", (ms, text) => expect(countdown(ms)).toBe(text));

test.each([
  ["2026-11-21T22:00:00Z", "早上好"],
  ["2026-11-22T04:30:00Z", "中午好"],
  ["2026-11-22T09:59:00Z", "下午好"],
  ["2026-11-22T11:00:00Z", "晚上好"],
  ["2026-11-22T17:00:00Z", "夜深了"],
])("at %s one says %s", (at, text) => {
  jest.setSystemTime(new Date(at));
  expect(greeting()).toBe(text);
});
