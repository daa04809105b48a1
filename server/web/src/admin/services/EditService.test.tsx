import type { StaffServiceView } from "@club/shared/services";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { fakeServer, show } from "../../../test/harness";
import { fill, press } from "../page.testing";
import { EditService } from "./EditService";
import ServicesSection from "./ServicesSection";
import { changedFields, changeLines, ruleLines } from "./words";

const SERVICE: StaffServiceView = {
  id: "car-wash",
  name: "洗车",
  category: "wash",
  icon: "wash",
  description: "标准洗车一次",
  terms: ["请提前预约", "不兑现"],
  standardPriceFen: 2_800,
  plateBinding: "none",
  rules: {
    cityMustMatch: true,
    maxDistanceMeters: 500,
    plateConfirm: false,
    photo: false,
    oncePer: "none",
    refuseMerchantPhone: true,
  },
  isActive: true,
  sortOrder: 10,
  updatedAt: "2026-11-01T04:00:00.000Z",
};

function open() {
  const server = fakeServer({ "PATCH /api/staff/services/car-wash": () => ({ body: SERVICE }) });
  show(<EditService service={SERVICE} onClose={() => undefined} />, { server });
  return server;
}

it("lists what will change and sends only that", async () => {
  const server = open();
  expect(screen.getByText("还没有改动。")).toBeTruthy();
  const price = screen.getByLabelText("标准价（元）");
  fill(price, "30");
  await screen.findByText("标准价：¥28.00 → ¥30.00");
  fireEvent.click(screen.getByLabelText("核销时拍照"));
  await screen.findByText(/^规则：.*→.*拍照/);
  fill(screen.getByLabelText(/原因/), "成本上涨");
  await press("保存修改");
  await waitFor(() => expect(server.asked).toHaveLength(1));
  expect(server.asked[0]?.body).toEqual({
    standardPriceFen: 3_000,
    rules: { ...SERVICE.rules, photo: true },
    reason: "成本上涨",
  });
});

it("offers changes only to whom the contract lets change", async () => {
  const server = fakeServer({ "GET /api/staff/services": () => ({ body: { items: [SERVICE] } }) });
  show(<ServicesSection />, { server, role: "cityAdmin", cityCode: "370100" });
  await screen.findByText("洗车");
  expect(screen.queryByRole("button", { name: "修改洗车" })).toBeNull();
  expect(screen.getByText("省级管理员可以修改")).toBeTruthy();
});

it("says rules in words, none as none, and a stop as what it means", () => {
  expect(ruleLines(SERVICE.rules)).toEqual(["仅限本市", "距门店 500 米内", "商户人员本人的券不能核销"]);
  const { name, description, terms, standardPriceFen, plateBinding, rules } = SERVICE;
  const after = { name, description, terms, standardPriceFen, plateBinding, rules, isActive: false };
  expect(changeLines(SERVICE, changedFields(SERVICE, after))).toEqual(["状态：停用，不能再加入礼包，也不能核销"]);
});
