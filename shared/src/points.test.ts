import { formatPoints, points, pointsExpireAt, signedPoints } from "./points";

test.each([
  ["2026-11-22T04:00:00Z", 24, "2028-11-30T16:00:00.000Z"],
  ["2026-01-31T15:59:59.999Z", 24, "2028-01-31T16:00:00.000Z"],
  ["2026-01-31T16:00:00Z", 24, "2028-02-29T16:00:00.000Z"],
  ["2026-12-31T16:00:00Z", 1, "2027-02-28T16:00:00.000Z"],
])("points earned at %s live %i months, to the end of that month in Shanghai: %s", (earnedAt, months, gone) => {
  expect(pointsExpireAt(new Date(earnedAt), months).toISOString()).toBe(gone);
});

test("points live 24 months unless told", () => {
  const earnedAt = new Date("2026-11-22T04:00:00Z");
  expect(pointsExpireAt(earnedAt)).toEqual(pointsExpireAt(earnedAt, 24));
});

test("points are whole and bounded", () => {
  expect(points.safeParse(1.5).success).toBe(false);
  expect(points.safeParse(-1).success).toBe(false);
  expect(points.parse(100)).toBe(100);
  expect(signedPoints.parse(-100)).toBe(-100);
  expect(signedPoints.safeParse(100_000_001).success).toBe(false);
});

test("points are shown with groups of thousands", () => {
  expect(formatPoints(0)).toBe("0 积分");
  expect(formatPoints(12_345)).toBe("12,345 积分");
  expect(formatPoints(-1_000)).toBe("-1,000 积分");
  expect(() => formatPoints(0.5)).toThrow(RangeError);
});
