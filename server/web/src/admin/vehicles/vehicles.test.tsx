import type { StaffVehicle } from "@club/shared/vehicles";
import { screen, waitFor } from "@testing-library/react";
import { fakeServer, show } from "../../../test/harness";
import { press } from "../page.testing";
import { MemberVehicles } from "./MemberVehicles";
import VehiclesSection from "./VehiclesSection";
import { dueState } from "./words";

const VEHICLE: StaffVehicle = {
  id: "car1",
  memberId: "m1",
  plateMasked: "鲁A·1**45",
  plateTypeName: "小型汽车",
  cityCode: "370100",
  brand: "大众",
  model: null,
  useName: "家用小客车（9 座及以下）",
  hasVin: true,
  hasEngineNo: false,
  inspectionValidUntilOn: null,
  compulsoryUntilOn: "2020-01-31",
  commercialUntilOn: null,
  estimatedEnds: ["compulsoryUntilOn"],
  addedAt: "2026-11-01T04:00:00.000Z",
  holderCount: 2,
  isSharedPlate: true,
};

const NOON = new Date("2026-11-22T04:00:00.000Z");

it.each([
  [null, undefined],
  ["2026-11-21", "已过期"],
  ["2026-11-22", "快到期"],
  ["2026-12-22", "快到期"],
  ["2026-12-23", undefined],
])("a last day of %s is today %s", (untilOn, text) => {
  expect(dueState(untilOn, NOON)?.text).toBe(text);
});

it("shows a member's vehicles masked, flags a plate that others have too, and says what is not filled in", async () => {
  const server = fakeServer({ "GET /api/staff/members/m1/vehicles": () => ({ body: { items: [VEHICLE] } }) });
  show(<MemberVehicles memberId="m1" />, { server });
  await screen.findByText("鲁A·1**45");
  expect(screen.getByText("2 人名下")).toBeTruthy();
  expect(screen.getByText("有车架号")).toBeTruthy();
  expect(screen.getByText("已过期")).toBeTruthy();
  expect(screen.getByText("估算")).toBeTruthy();
  expect(screen.getAllByText("未填写")).toHaveLength(2);
});

const SHARED = {
  id: "p1",
  plateMasked: "鲁A·1**45",
  cityCode: "370100",
  holderCount: 2,
  sharedSince: "2026-11-02T04:00:00.000Z",
  vehicles: [
    { vehicleId: "car1", memberId: "m1", addedAt: "2026-11-01T04:00:00.000Z" },
    { vehicleId: "car2", memberId: "m2", addedAt: "2026-11-02T04:00:00.000Z" },
  ],
};

it("leads from a shared plate to each member who has it", async () => {
  const server = fakeServer({
    "GET /api/staff/vehicles/shared-plates": () => ({ body: { items: [SHARED], nextCursor: null } }),
  });
  const shown = show(<VehiclesSection />, { server });
  await press("会员 2 · 2026年11月2日");
  await waitFor(() => expect(shown.location()).toBe("/members/m2?tab=vehicles"));
});
