import type { LicenceView } from "@club/shared/licences";
import { render, screen } from "@testing-library/react";
import { onAMembersPhone } from "../../../../test/page";
import { LicenceStanding } from "./licence-standing";

const LICENCE: LicenceView = {
  classes: ["C1"],
  firstIssuedOn: "2026-03-10",
  validUntilOn: "2032-03-10",
  isLongTerm: false,
  numberMasked: null,
  birthdayOn: null,
  updatedAt: "2026-11-20T06:00:00.000Z",
};
const show = (changes: Partial<LicenceView>) => render(<LicenceStanding licence={{ ...LICENCE, ...changes }} />);

onAMembersPhone();

test("the year of probation says until when, and what is not allowed", () => {
  show({});
  expect(screen.getByText("到 2027年3月9日为止；不得独自上高速，须有 3 年以上驾龄的驾驶人陪同")).toBeTruthy();
});

test("a licence that ended more than three years ago promises no restoration", () => {
  show({ firstIssuedOn: "2013-11-21", validUntilOn: "2023-11-21" });
  expect(screen.getByText(/重新报考/)).toBeTruthy();
  expect(screen.queryByText(/可以恢复/)).toBeNull();
  expect(screen.queryByText("实习期")).toBeNull();
});

test("the yearly certificate stands here too when only the ID card tells the age", () => {
  show({ firstIssuedOn: "1980-12-15", validUntilOn: null, isLongTerm: true, birthdayOn: "1951-03-08" });
  expect(screen.getByText(/^70周岁以上/)).toBeTruthy();
});
