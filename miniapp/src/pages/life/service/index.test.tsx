import type { ServiceView } from "@club/shared/services";
import { fireEvent, render, screen } from "@testing-library/react";
import { coverPage, onANewPhone, pass, press, uncoverPage } from "../../../../test/page";
import { answer, phone } from "../../../../test/phone";
import type { NearbyBranch } from "../branch-line";
import ServicePage from "./index";

const SERVICE: ServiceView = {
  id: "wash",
  name: "洗车",
  category: "wash",
  icon: "wash",
  description: "标准洗车一次",
  terms: [],
  standardPriceFen: 2_800,
  plateBinding: "none",
};
const place = (number: number): NearbyBranch => ({
  merchantId: "m1",
  merchantName: "启达",
  branch: {
    id: `b${number}`,
    merchantId: "m1",
    name: `启达${number}店`,
    address: "经十路 1 号",
    phone: null,
    openingHours: null,
    cityCode: "370100",
    lngE6: 117_000_000 + number * 1_000,
    latE6: 36_650_000,
    serviceIds: ["wash"],
    isActive: true,
  },
  distanceMeters: null,
});
const shops = (count: number, nextCursor: string | null) => ({
  items: Array.from({ length: count }, (_, number) => place(number)),
  nextCursor,
});

onANewPhone({ id: "wash" });

async function open(list: object) {
  phone.network = ({ url }) => answer(200, url.includes("/merchants/nearby") ? list : { items: [SERVICE] });
  render(<ServicePage />);
  await pass();
}

test("remembered shops are marked as such, also when the service itself was answered just now", async () => {
  await open(shops(1, null));
  expect(screen.queryByText(/没有取到最新内容/)).toBeNull();
  phone.network = ({ url }) => {
    if (url.includes("/merchants/nearby")) throw new Error("request:fail");
    return answer(200, { items: [SERVICE] });
  };
  await coverPage();
  await uncoverPage();
  await pass(5_000);
  expect(screen.getByText("启达0店")).toBeTruthy();
  expect(screen.getByText("没有取到最新内容，显示的是 今天 14:00 的内容")).toBeTruthy();
  phone.network = ({ url }) => answer(200, url.includes("nearby") ? shops(1, null) : { items: [SERVICE] });
  await coverPage();
  await uncoverPage();
  expect(screen.queryByText(/没有取到最新内容/)).toBeNull();
});

test("a remembered service is marked too", async () => {
  await open(shops(1, null));
  phone.network = ({ url }) => {
    if (url.includes("/merchants/nearby")) return answer(200, shops(1, null));
    throw new Error("request:fail");
  };
  await coverPage();
  await uncoverPage();
  await pass(5_000);
  expect(screen.getByText(/没有取到最新内容/)).toBeTruthy();
});

test("a map that lacks shops says how many it shows", async () => {
  await open(shops(15, "more"));
  await press("地图");
  expect(screen.getByText("地图显示前 15 家，加载更多后全部显示")).toBeTruthy();
  await press("按距离排序");
  expect(screen.getByText("地图显示最近的 15 家，加载更多后全部显示")).toBeTruthy();
});

test("a map with all shops says nothing of the kind", async () => {
  await open(shops(15, null));
  await press("地图");
  expect(screen.queryByText(/地图显示/)).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "启达3店" }));
  expect(screen.getByText("启达3店")).toBeTruthy();
});

test("without a service all shops are shown, each with what it does", async () => {
  phone.params = {};
  await open(shops(2, null));
  expect(screen.getByText("签约门店")).toBeTruthy();
  expect(screen.getAllByText("洗车")).toHaveLength(2);
  fireEvent.click(screen.getByText("地图"));
  expect(screen.getAllByText("洗车")).toHaveLength(1);
  expect(phone.sent.map(({ url }) => url).filter((url) => url.includes("/nearby"))).toEqual([
    expect.not.stringContaining("serviceId"),
  ]);
});
