import { fireEvent, render, screen } from "@testing-library/react";
import { onAMembersPhone, pass } from "../../../../test/page";
import { answer, phone, refusal } from "../../../../test/phone";
import OrderPage from "./index";

const ORDER = {
  id: "o1",
  orderNo: "2026112200001",
  status: "fulfilled",
  statusName: "已到账",
  kind: "voucher",
  productId: "p1",
  title: "标准洗车一次",
  picture: "car-wash",
  quantity: 2,
  unitPoints: 480,
  totalPoints: 960,
  placedAt: "2026-11-22T05:00:00.000Z",
  fulfilledAt: "2026-11-22T05:00:00.000Z",
  closedAt: null,
  cancelledAt: null,
  cancelReason: null,
  refund: null,
  shipping: null,
  vouchers: [
    {
      cardId: "c1",
      serviceId: "s1",
      serviceName: "洗车",
      icon: "car-wash",
      quantity: 2,
      usableCount: 2,
      voucherId: "v1",
      expiresAt: "2027-05-22T16:00:00.000Z",
    },
  ],
  timeline: [{ at: "2026-11-22T05:00:00.000Z", kind: "placed", title: "下单", note: null }],
  address: null,
  whyNotCancel: null,
  cancelUntil: "2026-11-23T05:00:00.000Z",
  canConfirmReceipt: false,
  closesItselfAt: "2026-12-07T05:00:00.000Z",
};
const CANCELLED = {
  ...ORDER,
  status: "cancelled",
  statusName: "已取消",
  cancelledAt: "2026-11-22T06:00:00.000Z",
  refund: { returnedPoints: 900, lapsedPoints: 60 },
  vouchers: [],
  whyNotCancel: { code: "mall.order-state-conflict", title: "订单的状态已变化", next: "请刷新。" },
};
const SHIPPED = {
  ...ORDER,
  kind: "goods",
  statusName: "待收货",
  vouchers: [],
  shipping: { carrier: "sf", carrierName: "顺丰速运", trackingNo: "SF123", shippedAt: "2026-11-22T05:30:00.000Z" },
  address: { name: "王小明", phoneMasked: "139****1045", cityName: "济南市", detail: "泺源大街 1 号" },
  whyNotCancel: { code: "mall.already-shipped", title: "商品已发货，不能取消订单", next: "请收货后联系客服。" },
  cancelUntil: null,
  canConfirmReceipt: true,
};
const posts = () => phone.sent.filter(({ method }) => method === "POST");
const open = async () => {
  render(<OrderPage />);
  await pass();
};

onAMembersPhone({ id: "o1" });

test("an order is cancelled after a question, and says what came back and what did not", async () => {
  let order: unknown = ORDER;
  phone.network = ({ method }) => {
    if (method === "POST") order = CANCELLED;
    return answer(200, order);
  };
  await open();
  fireEvent.click(screen.getByText("取消订单"));
  await pass();
  expect(posts()).toHaveLength(1);
  expect(posts()[0]?.header["idempotency-key"]).toBeTruthy();
  expect(screen.getAllByText(/已退回 900 积分，另有 60 积分在此期间已到期，不再退回/).length).toBeGreaterThan(0);
  expect(screen.queryByText("取消订单")).toBeNull();
});

test("thinking better of it sends nothing", async () => {
  phone.network = () => answer(200, ORDER);
  phone.says = false;
  await open();
  fireEvent.click(screen.getByText("取消订单"));
  await pass();
  expect(posts()).toHaveLength(0);
});

test("a lost answer of cancelling says that trying again is safe, and uses the same key", async () => {
  phone.network = ({ method }) => {
    if (method === "POST") throw new Error("request:fail");
    return answer(200, ORDER);
  };
  await open();
  for (let tap = 0; tap < 2; tap += 1) {
    fireEvent.click(screen.getByText("取消订单"));
    await pass(5000);
  }
  expect(screen.getByText(/不会重复处理/)).toBeTruthy();
  expect(new Set(posts().map(({ header }) => header["idempotency-key"])).size).toBe(1);
});

test("a refusal is shown, and the order as it is now", async () => {
  let order: unknown = ORDER;
  phone.network = ({ method }) => {
    if (method !== "POST") return answer(200, order);
    order = { ...ORDER, whyNotCancel: { code: "mall.voucher-used", title: "券已使用", next: "不能取消。" } };
    return refusal(409, "mall.voucher-used");
  };
  await open();
  fireEvent.click(screen.getByText("取消订单"));
  await pass();
  expect(screen.getByText("不行。请稍后再试。")).toBeTruthy();
  expect(screen.queryByText("取消订单")).toBeNull();
});

test("shipped goods show carrier, number and the masked address, and can be received but not cancelled", async () => {
  phone.network = ({ method }) =>
    answer(200, method === "POST" ? { ...SHIPPED, status: "closed", canConfirmReceipt: false } : SHIPPED);
  await open();
  expect(screen.getByText("顺丰速运")).toBeTruthy();
  expect(screen.getByText("SF123")).toBeTruthy();
  expect(screen.getByText("王小明 139****1045")).toBeTruthy();
  expect(screen.queryByText("取消订单")).toBeNull();
  fireEvent.click(screen.getByText("确认收货"));
  await pass();
  expect(posts().map(({ url }) => url.split("/api")[1] ?? url)).toEqual([expect.stringContaining("/receipt")]);
  expect(screen.getByText("已确认收货，订单完成")).toBeTruthy();
});

test("the vouchers of an order lead to the one that can be used", async () => {
  phone.network = () => answer(200, ORDER);
  await open();
  fireEvent.click(screen.getByLabelText(/^洗车 2 张，去使用/));
  expect(phone.opened).toEqual(["/pages/vouchers/detail/index?id=v1"]);
});
