import { typedWindow, windowOf } from "./window";

test("days become half-open instants of Shanghai, and come back as the same days", () => {
  const instants = windowOf({ opensOn: "2026-11-23", closesOn: "2026-12-31" });
  expect(instants).toEqual({ opensAt: "2026-11-22T16:00:00.000Z", closesAt: "2026-12-31T16:00:00.000Z" });
  expect(typedWindow(instants)).toEqual({ opensOn: "2026-11-23", closesOn: "2026-12-31" });
});

test("a side that was emptied is open", () => {
  const kept = { opensAt: "2026-11-22T16:00:00.000Z", closesAt: "2026-12-31T16:00:00.000Z" };
  expect(windowOf({}, kept)).toEqual({ opensAt: null, closesAt: null });
  expect(typedWindow({ opensAt: null, closesAt: null })).toEqual({});
});

test("an instant in the middle of a day stays as it is until its day is changed", () => {
  const kept = { opensAt: "2026-11-23T02:30:00.000Z", closesAt: "2026-12-31T04:00:00.000Z" };
  const typed = typedWindow(kept);
  expect(windowOf(typed, kept)).toEqual(kept);
  expect(windowOf({ ...typed, closesOn: "2027-01-01" }, kept)).toEqual({
    opensAt: kept.opensAt,
    closesAt: "2027-01-01T16:00:00.000Z",
  });
});
