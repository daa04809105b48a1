import { fireEvent, render, screen } from "@testing-library/react";
import { onANewPhone, pass, signIn } from "../../../../test/page";
import { answer, phone, refusal } from "../../../../test/phone";
import ProductPage from "./index";

const PRODUCT = {
  id: "p1",
  kind: "bundle",
  kindName: "券包",
  category: "travel",
  categoryName: "出行服务",
  title: "出行无忧券包",
  picture: "designated-driver",
  pricePoints: 1600,
  stockLeft: 8,
  soldCount: 3,
  perMemberLimit: 2,
  opensAt: "2026-11-01T00:00:00.000Z",
  closesAt: "2026-12-31T16:00:00.000Z",
  cityCodes: ["370200"],
  whyNot: [] as unknown[],
  pictures: ["designated-driver", "car-wash"],
  description: "酒后代驾一次、标准洗车两次。",
  terms: ["未使用的券 24 小时内可取消。"],
  items: [
    {
      serviceId: "s1",
      serviceName: "酒后代驾",
      icon: "designated-driver",
      quantity: 1,
      validDays: 90,
      plateBinding: "none",
    },
    { serviceId: "s2", serviceName: "洗车", icon: "car-wash", quantity: 2, validDays: 90, plateBinding: "none" },
  ],
  needsAddress: false,
  balancePoints: 2000,
  boughtCount: 1,
  maxQuantity: 1,
};
const open = async (product: unknown) => {
  phone.network = () => answer(200, product);
  render(<ProductPage />);
  await pass();
};

onANewPhone({ id: "p1" });

test("a visitor sees all there is to know, and is led to sign in", async () => {
  await open({ ...PRODUCT, balancePoints: null, boughtCount: 0, maxQuantity: 0 });
  expect(screen.getByText("1,600 积分")).toBeTruthy();
  expect(screen.getByText("洗车兑换券")).toBeTruthy();
  expect(screen.getByText("兑换截止 2026年12月31日")).toBeTruthy();
  expect(screen.getByText("适用城市：青岛市")).toBeTruthy();
  fireEvent.click(screen.getByText("登录后兑换"));
  expect(phone.opened).toEqual(["/pages/auth/index"]);
});

test("a member goes on to the order, knowing the limit and what was bought already", async () => {
  signIn();
  await open(PRODUCT);
  expect(screen.getByText("还有 8 件 · 每人限购 2 件，您已兑换 1 件")).toBeTruthy();
  fireEvent.click(screen.getByText("立即兑换"));
  expect(phone.opened).toEqual(["/pages/orders/confirm/index?id=p1"]);
});

test.each([
  ["points.insufficient-balance", "还差 320 积分", "怎样赚积分", "/pages/points/earn/index"],
  ["mall.sold-out", "已售罄", "看看其他商品", "/pages/mall/index"],
])("%s is said in its numbers, with the way on that fits, and no way to order", async (code, title, button, route) => {
  signIn();
  await open({ ...PRODUCT, maxQuantity: 0, whyNot: [{ code, title, next: "请看下一步。" }] });
  expect(screen.getByText(`${title}。请看下一步。`)).toBeTruthy();
  expect(screen.queryByText("立即兑换")).toBeNull();
  fireEvent.click(screen.getByText(button));
  expect(phone.opened).toEqual([route]);
});

test("a product that is not there says so, with a way to try again", async () => {
  phone.network = () => refusal(404, "mall.product-not-found");
  render(<ProductPage />);
  await pass();
  expect(screen.getByText("重新加载")).toBeTruthy();
});
