import type { BranchDto } from "@club/shared/merchant-branches";
import type { MerchantDto } from "@club/shared/merchants";
import { CITIES } from "@club/shared/regions";
import { screen, waitFor } from "@testing-library/react";
import { fakeServer, show } from "../../../test/harness";
import { fill, press, staysInSight } from "../page.testing";
import { SERVICE } from "../records.testing";
import { Branches } from "./Branches";
import { BranchMap } from "./BranchMap";
import { Clerks } from "./Clerks";
import { percentToBps, priceOf } from "./DraftAgreement";
import { degreesText, parseDegrees } from "./degrees";
import { EditBranch } from "./EditBranch";
import { CITY_POINTS, isOnMap, toPoint } from "./shandong";
import { priceText } from "./words";

const BRANCH: BranchDto = {
  id: "b1",
  merchantId: "s1",
  name: "历下店",
  address: "济南市历下区1号",
  phone: null,
  openingHours: null,
  cityCode: "370100",
  lngE6: 117_000_000,
  latE6: 36_670_000,
  serviceIds: ["car-wash"],
  isActive: true,
};
const MERCHANT = {
  id: "s1",
  name: "泉城洗车行",
  cityCode: "370100",
  status: "approved",
  branches: [BRANCH],
} as unknown as MerchantDto;

test("every city of the province is on the map, and a shop in another province is not", () => {
  expect(CITY_POINTS).toHaveLength(CITIES.length);
  expect(CITY_POINTS.filter((city) => !isOnMap(city))).toEqual([]);
  expect(isOnMap(toPoint({ lngE6: 121_470_000, latE6: 31_230_000 }))).toBe(false);
});

test("the map names each branch and says which one cannot be right", () => {
  const wrong = { ...BRANCH, id: "b2", name: "上海店", lngE6: 121_470_000, latE6: 31_230_000 };
  show(<BranchMap branches={[BRANCH, wrong]} />, { server: fakeServer({}) });
  expect(screen.getByText("1 历下店：济南市历下区1号")).toBeTruthy();
  expect(screen.getByText("上海店的坐标不在山东省内，请核对。")).toBeTruthy();
});

it("keeps a branch's button in sight", async () => {
  show(<Branches merchant={MERCHANT} />, {
    server: fakeServer({ "GET /api/services": () => ({ body: { items: [SERVICE] } }) }),
  });
  expect(await staysInSight()).toBe(true);
});

test.each([
  ["117.120128", 117_120_128],
  ["117", 117_000_000],
  ["36.65", 36_650_000],
  ["36.6500001", null],
  ["-36.65", null],
  ["北纬36", null],
])("%s degrees are %p", (text, expected) => {
  expect(parseDegrees(text)).toBe(expected);
  if (expected !== null) expect(parseDegrees(degreesText(expected))).toBe(expected);
});

test("a price has exactly the fields of its model, and reads as what it means", () => {
  const all = { serviceId: "car-wash", priceFen: 5_000, sharePercent: 60, capFen: 30_000 };
  const nothing = { priceFen: null, clubShareBps: null, capFen: null };
  const [fixed, share, cap] = (["fixed", "share", "cap"] as const).map((model) => priceOf({ ...all, model }));
  expect(fixed).toEqual({ ...nothing, serviceId: "car-wash", model: "fixed", priceFen: 5_000 });
  expect(share).toEqual({ ...nothing, serviceId: "car-wash", model: "share", priceFen: 5_000, clubShareBps: 6_000 });
  expect(cap).toEqual({ ...nothing, serviceId: "car-wash", model: "cap", capFen: 30_000 });
  expect([fixed, share, cap].map((price) => price && priceText(price))).toEqual([
    "俱乐部承担 ¥50.00",
    "¥50.00 的 60%",
    "实际消费，最多 ¥300.00",
  ]);
  expect(percentToBps(0.29)).toBe(29);
});

it("saves a branch with whole degrees and only what was filled in", async () => {
  const server = fakeServer({
    "GET /api/services": () => ({ body: { items: [SERVICE] } }),
    "PATCH /api/staff/merchants/s1/branches/b1": () => ({ body: BRANCH }),
  });
  show(<EditBranch merchant={MERCHANT} branch={BRANCH} onClose={() => undefined} />, { server });
  const lng = screen.getByLabelText("经度");
  fill(lng, "200");
  fill(screen.getByLabelText(/原因/), "地图更正");
  await press("保存修改");
  await screen.findByText("经度不正确");
  fill(lng, "117.1");
  await press("保存修改");
  await waitFor(() => expect(server.countOf("PATCH", "/api/staff/merchants/s1/branches/b1")).toBe(1));
  expect(server.asked.find((one) => one.method === "PATCH")?.body).toEqual({
    name: "历下店",
    address: "济南市历下区1号",
    serviceIds: ["car-wash"],
    lngE6: 117_100_000,
    latE6: 36_670_000,
    isActive: true,
    reason: "地图更正",
  });
});

it("shows an invitation's code once it was made", async () => {
  const server = fakeServer({
    "GET /api/staff/merchants/s1/clerks": () => ({ body: { items: [], nextCursor: null } }),
    "POST /api/staff/merchants/s1/clerk-invitations": () => ({
      body: { invitationCode: "8K6Q-5HJK", role: "owner", expiresAt: "2026-12-01T04:00:00.000Z" },
    }),
  });
  show(<Clerks merchant={MERCHANT} />, { server, role: "cityAdmin", cityCode: "370100" });
  await press("邀请人员");
  fill(await screen.findByLabelText("姓名"), "李店主");
  await press("生成邀请码");
  await screen.findByText("8K6Q-5HJK");
  expect(server.asked.find((one) => one.method === "POST")?.body).toEqual({ name: "李店主", role: "owner" });
});
