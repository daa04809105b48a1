import { distanceText } from "./distance";
import { plot } from "./map-rules";

test.each([
  [0, "10 米"],
  [4, "10 米"],
  [383, "380 米"],
  [999, "1000 米"],
  [1000, "1.0 公里"],
  [1240, "1.2 公里"],
  [9960, "10.0 公里"],
  [10_499, "10 公里"],
  [26_500, "27 公里"],
])("%i metres are written %s", (meters, text) => {
  expect(distanceText(meters)).toBe(text);
});

test("north is above, east is right, and every dot lies on the plot", () => {
  const dots = plot([
    { id: "south-west", lngE6: 117_000_000, latE6: 36_600_000 },
    { id: "north-east", lngE6: 117_100_000, latE6: 36_700_000 },
  ]);
  const [southWest, northEast] = dots;
  expect(southWest?.y).toBeGreaterThan(northEast?.y ?? 0);
  expect(northEast?.x).toBeGreaterThan(southWest?.x ?? 0);
  for (const { x, y } of dots) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x).toBeLessThanOrEqual(1000);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y).toBeLessThanOrEqual(1000);
  }
});

test("one shop alone lies in the middle, and none is an empty plot", () => {
  expect(plot([{ id: "one", lngE6: 117_000_000, latE6: 36_600_000 }])).toEqual([{ id: "one", x: 500, y: 500 }]);
  expect(plot([])).toEqual([]);
});

test("shops in the same street are not torn apart to the edges", () => {
  const [a, b] = plot([
    { id: "a", lngE6: 117_000_000, latE6: 36_600_000 },
    { id: "b", lngE6: 117_000_100, latE6: 36_600_000 },
  ]);
  expect((b?.x ?? 0) - (a?.x ?? 0)).toBeLessThan(30);
});
