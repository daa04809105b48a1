import { fixedClock, monotonicMs, systemClock } from "./clock";

test("a fixed clock stands still until it is set or advanced, and hands out copies", () => {
  const clock = fixedClock("2026-11-22T04:00:00Z");
  clock.now().setFullYear(1999);
  expect(clock.now().toISOString()).toBe("2026-11-22T04:00:00.000Z");
  clock.advance(1500);
  expect(clock.now().toISOString()).toBe("2026-11-22T04:00:01.500Z");
  clock.set("2027-01-01T00:00:00Z");
  expect(clock.now().getTime()).toBe(Date.UTC(2027, 0, 1));
});

test("the system clock is a real date and the monotonic one never goes back", () => {
  const first = monotonicMs();
  expect(systemClock.now().getTime()).toBeGreaterThan(Date.UTC(2026, 0, 1));
  expect(monotonicMs()).toBeGreaterThanOrEqual(first);
});
