import type { Actor, StaffRole } from "../../platform/context";
import { fitsCity, mayManage } from "./staff.rules";

const staff = (role: StaffRole, cityCode: string | null): Actor => ({
  kind: "staff",
  id: "s1",
  role,
  cityCode,
  sessionId: "x",
});

test.each<[StaffRole, string | null, boolean]>([
  ["provinceAdmin", null, true],
  ["provinceAdmin", "370100", false],
  ["cityAdmin", "370100", true],
  ["cityAdmin", null, false],
  ["counterClerk", "370200", true],
  ["counterClerk", null, false],
  ["finance", null, true],
  ["finance", "370100", true],
  ["auditor", null, true],
  ["auditor", "370100", true],
])("%s in %s fits: %s", (role, cityCode, fits) => {
  expect(fitsCity({ role, cityCode })).toBe(fits);
});

test("the province administrator manages every role", () => {
  for (const role of ["provinceAdmin", "cityAdmin", "finance", "auditor", "counterClerk"] as const) {
    expect(mayManage(staff("provinceAdmin", null), { role, cityCode: "370100" })).toBe(true);
  }
});

test.each<[StaffRole, string | null, boolean]>([
  ["counterClerk", "370100", true],
  ["counterClerk", "370200", false],
  ["counterClerk", null, false],
  ["cityAdmin", "370100", false],
  ["finance", "370100", false],
  ["auditor", "370100", false],
  ["provinceAdmin", null, false],
])("a city administrator of 370100 manages %s of %s: %s", (role, cityCode, may) => {
  expect(mayManage(staff("cityAdmin", "370100"), { role, cityCode })).toBe(may);
});

test.each<Actor>([
  staff("finance", null),
  staff("auditor", null),
  staff("counterClerk", "370100"),
  { kind: "member", id: "m", role: "member", cityCode: "370100", sessionId: "x" },
  { kind: "anonymous" },
])("%p manages nobody", (actor) => {
  expect(mayManage(actor, { role: "counterClerk", cityCode: "370100" })).toBe(false);
});
