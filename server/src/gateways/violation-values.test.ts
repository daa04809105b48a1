import { readCode, readFineFen, readHandled, readOccurredAt, readPoints, readText } from "./violation-values";

describe("what a provider does not know is never a number", () => {
  test.each(["", " ", "-1", -1, null, undefined, "未知", "六分", "NaN", "1e1", "99", 99, 1.5])("points %p", (value) => {
    expect(readPoints(value)).toBeNull();
  });
  test.each(["", "-1", -1, null, undefined, "一百", "1e3", "-100", "1000000", "9999999", "100.005"])(
    "fine %p",
    (value) => {
      expect(readFineFen(value)).toBeNull();
    },
  );
  test.each(["", "2", null, undefined, "处理中", -1])("handled %p", (value) => {
    expect(readHandled(value)).toBeNull();
  });
});

test("what it knows is read exactly, text or number", () => {
  expect([readPoints("0"), readPoints(6), readPoints("12")]).toEqual([0, 6, 12]);
  expect([readFineFen("0"), readFineFen(200), readFineFen("100.5"), readFineFen("0.29")]).toEqual([
    0, 20_000, 10_050, 29,
  ]);
  expect(["0", "1", 0, "N", "y", "未处理", "已处理"].map(readHandled)).toEqual([
    false,
    true,
    false,
    false,
    true,
    false,
    true,
  ]);
});

test("its times are Shanghai's; what is no time is null", () => {
  expect(readOccurredAt("2026-09-12 08:31:00")?.toISOString()).toBe("2026-09-12T00:31:00.000Z");
  expect(readOccurredAt("2026-09-12 08:31")?.toISOString()).toBe("2026-09-12T00:31:00.000Z");
  for (const value of ["", "昨天", "2026-02-30 08:00:00", "2026-13-01 08:00:00", "0000-00-00 00:00:00", 1757637060])
    expect(readOccurredAt(value)).toBeNull();
});

test("texts are trimmed, bounded and without control characters; a document's number is no code", () => {
  expect(readText(" 济南市\u0007 ")).toBe("济南市");
  expect(readText("长".repeat(500))).toHaveLength(200);
  expect([readCode("1117"), readCode("16251"), readCode("1039a")]).toEqual(["1117", "16251", "1039A"]);
  expect([readCode("370102190012345"), readCode("117"), readCode("")]).toEqual([null, null, null]);
});
