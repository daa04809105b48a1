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
import { DraftAgreement, percentToBps, priceOf } from "./DraftAgreement";
import { degreesText, parseDegrees } from "./degrees";
import { EditBranch } from "./EditBranch";
import { citiesIn, frameOf, freeCorner, isOnMap, MAP_HEIGHT, MAP_WIDTH, PROVINCE, scaleBar, toPoint } from "./shandong";
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
  expect(citiesIn(PROVINCE)).toHaveLength(CITIES.length);
  expect(isOnMap(toPoint({ lngE6: 121_470_000, latE6: 31_230_000 }))).toBe(false);
});

const at = (lngE6: number, latE6: number) => ({ lngE6, latE6 });

test("branches of one city are drawn apart, on a map of their part of the city", () => {
  const places = [at(117_000_000, 36_650_000), at(117_060_000, 36_670_000), at(117_020_000, 36_700_000)];
  const points = places.map((place) => toPoint(place, frameOf(places)));
  expect(points.every(isOnMap)).toBe(true);
  for (const [index, one] of points.entries()) {
    for (const other of points.slice(index + 1)) {
      expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(100);
    }
  }
});

test("a frame is never less than a tenth of a degree high, and the whole province when it has to be or nothing is known", () => {
  const frame = frameOf([at(117_000_000, 36_650_000), at(117_000_010, 36_650_000)]);
  expect(frame.north - frame.south).toBe(100_000);
  expect(toPoint(at(117_000_005, 36_650_000), frame)).toEqual({ x: MAP_WIDTH / 2, y: MAP_HEIGHT / 2 });
  expect(frameOf([at(114_700_000, 36_000_000), at(122_700_000, 37_000_000)])).toBe(PROVINCE);
  expect(frameOf([])).toBe(PROVINCE);
  const corner = frameOf([at(122_990_000, 34_210_000)]);
  expect([corner.east, corner.south]).toEqual([PROVINCE.east, PROVINCE.south]);
});

test("only the cities in the frame are named", () => {
  expect(citiesIn(frameOf([at(117_100_000, 36_640_000)])).map(({ name }) => name)).toEqual(["济南"]);
});

test("the bar tells a round number of kilometres", () => {
  expect(scaleBar(PROVINCE)).toEqual({ km: 100, width: 74 });
  expect(scaleBar(frameOf([at(117_000_000, 36_650_000)])).km).toBe(2);
});

test("the small map of the province hides no pin while a corner is free", () => {
  expect(freeCorner([], 100, 70)).toEqual({ x: MAP_WIDTH - 108, y: MAP_HEIGHT - 78 });
  const low = { x: MAP_WIDTH - 50, y: MAP_HEIGHT - 50 };
  expect(freeCorner([low], 100, 70)).toEqual({ x: MAP_WIDTH - 108, y: 8 });
  expect(freeCorner([low, { x: MAP_WIDTH - 50, y: 50 }], 100, 70)).toEqual({ x: 8, y: 8 });
});

test("the map names each branch, opens it, and says which one cannot be right", async () => {
  const wrong = { ...BRANCH, id: "b2", name: "上海店", lngE6: 121_470_000, latE6: 31_230_000 };
  const shut = { ...BRANCH, id: "b3", name: "市中店", lngE6: 117_010_000, isActive: false };
  const opened: string[] = [];
  show(<BranchMap branches={[BRANCH, wrong, shut]} onOpen={({ id }) => opened.push(id)} />, { server: fakeServer({}) });
  expect(screen.getByRole("img", { name: "2 家门店在山东省的位置" })).toBeTruthy();
  await press("1 历下店：济南市历下区1号");
  await press("3 市中店：济南市历下区1号（停业）");
  expect(opened).toEqual(["b1", "b3"]);
  expect(screen.queryByRole("button", { name: /上海店/ })).toBeNull();
  expect(screen.getByText("上海店的坐标不在山东省内，请核对。")).toBeTruthy();
});

test("while a branch is typed the map shows where it will be, or what is missing", async () => {
  const server = fakeServer({ "GET /api/services": () => ({ body: { items: [SERVICE] } }) });
  show(<EditBranch merchant={MERCHANT} branch={null} onClose={() => undefined} />, { server });
  const pin = () => screen.queryByRole("img", { name: /^2 .*：/, hidden: true });
  expect(pin()?.getAttribute("aria-label")).toBe("2 这家门店：地址还没有填写");
  const before = pin()?.style.left;
  fill(screen.getByLabelText("经度"), "117.2");
  fill(screen.getByLabelText("门店名称"), "新店");
  await waitFor(() => expect(pin()?.getAttribute("aria-label")).toBe("2 新店：地址还没有填写"));
  expect(pin()?.style.left).not.toBe(before);
  fill(screen.getByLabelText("经度"), "121.47");
  fill(screen.getByLabelText("纬度"), "31.23");
  await screen.findByText("新店的坐标不在山东省内，请核对。");
  fill(screen.getByLabelText("经度"), "121.");
  await screen.findByText("填好经度和纬度后，这里显示门店的位置。");
  expect(pin()).toBeNull();
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

it("every field of a price has a name, also without a label beside it", async () => {
  const server = fakeServer({ "GET /api/services": () => ({ body: { items: [] } }) });
  show(<DraftAgreement merchant={MERCHANT} onClose={() => undefined} />, { server });
  await screen.findByRole("textbox", { name: "价格（元）" });
  expect(screen.queryAllByRole("textbox", { name: "" })).toEqual([]);
});
