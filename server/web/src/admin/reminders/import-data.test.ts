import { dryRun, type ImportKind, type Known } from "./import-data";
import { BEIJING, YEAR_2027 } from "./reminders.testing";

const NOTHING: Known = new Map();

function look(data: unknown, { kind = "restrictions" as ImportKind, known = NOTHING, today = "2026-11-22" } = {}) {
  return dryRun(typeof data === "string" ? data : JSON.stringify(data), { kind, known, today });
}

it.each([
  ["{", "不是完整的 JSON"],
  ["[]", "文件里没有数据"],
  [JSON.stringify(Array.from({ length: 51 }, () => BEIJING)), "一次最多 50 条"],
])("refuses a text that is no list of data as a whole: %#", (text, sentence) => {
  expect(() => look(text)).toThrow(sentence);
});

it("takes one city, a list of cities, and what the export wrote", () => {
  const exported = { ...BEIJING, isExpired: false, version: 2, updatedAt: null };
  for (const data of [BEIJING, [BEIJING], { items: [exported] }]) {
    const [row] = look(data);
    expect(row).toMatchObject({ title: "北京市", faults: [], baseVersion: 0, value: { restriction: BEIJING } });
  }
});

it("replaces exactly the version that was looked at, and warns of older data than there is", () => {
  const known: Known = new Map([["110000", { version: 4, until: "2027-06-27", isVerified: true }]]);
  const [row] = look(BEIJING, { known });
  expect(row?.baseVersion).toBe(4);
  expect(row?.notes.join()).toContain("比现有数据更早失效");
});

it("lets expired data in, but says that nothing will be said from it", () => {
  const [row] = look(BEIJING, { today: "2027-03-29" });
  expect(row?.faults).toEqual([]);
  expect(row?.notes).toContain("已过有效期：导入后不会据此提醒");
  expect(look(BEIJING, { today: "2027-03-28" })[0]?.notes.join()).not.toContain("已过有效期");
});

it("says for which kinds of vehicle a rule holds otherwise, and refuses one that is both held and exempt", () => {
  const [rule] = BEIJING.rules;
  const [row] = look({ ...BEIJING, rules: [{ ...rule, exemptUses: ["op_passenger"], alsoUses: ["truck"] }] });
  expect(row?.faults).toEqual([]);
  expect(row?.notes).toContain("第 1 条规则豁免：营运客车（含出租、网约）");
  expect(row?.notes).toContain("第 1 条规则不分本地外地都限：货车");
  const [both] = look({ ...BEIJING, rules: [{ ...rule, exemptUses: ["truck"], alsoUses: ["truck"] }] });
  expect(both?.faults).toEqual(["第 1 条规则里有的车辆类型既限行又豁免，请只留一处"]);
});

it("names the field that is wrong, and keeps the other rows", () => {
  const rows = look([{ ...BEIJING, cityCode: "1100" }, { ...BEIJING, cityCode: "120000", cityName: "天津市" }, 7]);
  expect(rows.map((row) => row.value === null)).toEqual([true, false, true]);
  expect(rows[0]?.faults).toEqual(["cityCode：城市代码应为六位数字，例如 110000"]);
});

it("applies the rules that the server applies", () => {
  const gapless = { ...BEIJING, validThrough: "2027-12-31" };
  expect(look(gapless)[0]?.faults).toEqual(["第 1 条规则的轮换期到 2027-03-28 为止，有效期不能更晚"]);
  const weekday = { ...YEAR_2027, makeupWorkdays: [{ on: "2027-09-24", name: "调休" }] };
  expect(look(weekday, { kind: "holidays" })[0]?.faults).toEqual(["调休上班日应为周六或周日：2027-09-24"]);
});

it("does not choose between two of the same in one file", () => {
  expect(look([BEIJING, BEIJING]).map((row) => row.faults)).toEqual([
    ["文件里出现了两次，请只留一份"],
    ["文件里出现了两次，请只留一份"],
  ]);
});

it("warns when a year that was announced would become provisional again", () => {
  const known: Known = new Map([["2027", { version: 1, until: "2027-12-31", isVerified: true }]]);
  const [row] = look({ ...YEAR_2027, isPublished: false }, { kind: "holidays", known });
  expect(row?.faults).toEqual([]);
  expect(row?.notes).toContain("现有安排是已公布的，请确认不是旧文件");
});
