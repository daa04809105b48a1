import * as z from "zod/mini";
import { licenceInput } from "./licences";
import { plateTypeFault, plateTypeName, plateTypesFor } from "./plate-types";
import { inspectionUntilField } from "./vehicle-fields";
import { vehicleInput } from "./vehicles";

const issues = (schema: z.ZodMiniType, value: unknown) =>
  (z.safeParse(schema, value).error?.issues ?? []).map(({ path, message }) => [path.join("."), message]);

describe("the type of a plate", () => {
  test.each([
    ["鲁A12345", "02"],
    ["鲁AD12345", "52"],
    ["鲁A12345D", "51"],
    ["鲁A1234挂", "15"],
    ["鲁A1234学", "16"],
    ["粤Z1234澳", "27"],
  ])("%s is %s unless told", (plate, code) => {
    expect(plateTypesFor(plate)[0]).toBe(code);
  });

  test.each([
    ["鲁AD12345", "51", "小型新能源汽车"],
    ["鲁A12345D", "52", "大型新能源汽车"],
    ["鲁AD12345", "02", "小型新能源汽车"],
  ])("%s cannot be %s", (plate, code, name) => {
    expect(plateTypeFault(plate, code)).toBe(`${plate} 的号牌种类应为${name}，请对照行驶证重新选择`);
  });

  test("a plain plate may be yellow or a motorcycle's", () => {
    for (const code of ["01", "02", "07"]) expect(plateTypeFault("鲁A12345", code)).toBeNull();
    expect(plateTypeFault("鲁A12345", "52")).not.toBeNull();
    expect(plateTypeName("52")).toBe("小型新能源汽车");
  });
});

test.each([
  ["2027-03", "2027-03-31"],
  ["2028-02-01", "2028-02-29"],
  ["2026-11-30", "2026-11-30"],
])("the printed end of an inspection %s means %s", (typed, day) => {
  expect(z.parse(inspectionUntilField, typed)).toBe(day);
});

test("a form's plate and type that contradict each other are refused at the type", () => {
  expect(issues(vehicleInput, { plate: "鲁AD12345", plateType: "02" })).toEqual([
    ["plateType", "鲁AD12345 的号牌种类应为小型新能源汽车，请对照行驶证重新选择"],
  ]);
  expect(issues(vehicleInput, { plate: "鲁AI2345" })).toHaveLength(1);
});

test("days of the last century are taken, days that never were are not", () => {
  expect(issues(vehicleInput, { plate: "鲁A12345", registeredOn: "1998-06-18" })).toEqual([]);
  expect(issues(vehicleInput, { plate: "鲁A12345", registeredOn: "2026-02-30" })).toEqual([
    ["registeredOn", "注册日期没有这一天，请重新选择"],
  ]);
});

test("a licence has at least one class, none twice", () => {
  const licence = { firstIssuedOn: "2020-12-15", validUntilOn: null };
  expect(issues(licenceInput, { ...licence, classes: ["C1", "D"] })).toEqual([]);
  expect(issues(licenceInput, { ...licence, classes: [] })).toEqual([["classes", "请至少选择一个准驾车型"]]);
  expect(issues(licenceInput, { ...licence, classes: ["C1", "C1"] })).toEqual([["classes", "准驾车型不要重复"]]);
});
