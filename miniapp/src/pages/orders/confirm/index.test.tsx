import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { onAMembersPhone, pass, TOKENS } from "../../../../test/page";
import { answer, phone, refusal, type SentRequest } from "../../../../test/phone";
import { saveSession } from "../../../lib/session";
import ConfirmOrderPage from "./index";

const PRODUCT = {
  id: "p1",
  kind: "voucher",
  kindName: "兑换券",
  category: "wash",
  categoryName: "洗车美容",
  title: "标准洗车一次",
  picture: "car-wash",
  pricePoints: 480,
  stockLeft: 20,
  soldCount: 3,
  perMemberLimit: null,
  opensAt: "2026-11-01T00:00:00.000Z",
  closesAt: null,
  cityCodes: [],
  whyNot: [],
  pictures: ["car-wash"],
  description: "",
  terms: [],
  items: [],
  needsAddress: false,
  balancePoints: 1100,
  boughtCount: 0,
  maxQuantity: 2,
};
const PLACED = {
  orderId: "o1",
  orderNo: "2026112200001",
  productId: "p1",
  title: "标准洗车一次",
  kind: "voucher",
  quantity: 2,
  unitPoints: 480,
  totalPoints: 960,
  balancePoints: 140,
  placedAt: "2026-11-22T06:00:00.000Z",
};
const orders = () => phone.sent.filter(({ method }) => method === "POST");
const bodyOf = ({ data }: SentRequest) => (typeof data === "string" ? JSON.parse(data) : data);
const open = async () => {
  render(<ConfirmOrderPage />);
  await pass();
};

onAMembersPhone({ id: "p1" });

test("two taps make one order, with the number and the price that were shown", async () => {
  phone.network = ({ method }) => answer(method === "POST" ? 201 : 200, method === "POST" ? PLACED : PRODUCT);
  await open();
  fireEvent.click(screen.getByLabelText("增加一件"));
  fireEvent.click(screen.getByText("用 960 积分兑换"));
  fireEvent.click(screen.getByText("正在兑换"));
  await pass();
  expect(orders().map(bodyOf)).toEqual([{ productId: "p1", quantity: 2, unitPoints: 480 }]);
  expect(screen.getByText("兑换成功")).toBeTruthy();
  expect(screen.getByText("用去 960 积分，还剩 140 积分")).toBeTruthy();
});

test("no more than stock, limit and points allow can be chosen, and no less than one", async () => {
  phone.network = () => answer(200, PRODUCT);
  await open();
  fireEvent.click(screen.getByLabelText("减少一件"));
  expect(screen.getByText("用 480 积分兑换")).toBeTruthy();
  for (let tap = 0; tap < 4; tap += 1) fireEvent.click(screen.getByLabelText("增加一件"));
  expect(screen.getByText("用 960 积分兑换")).toBeTruthy();
});

test("while the answer of an order is not known, only that order can be sent again, even after the program was closed", async () => {
  phone.network = ({ method }) => {
    if (method === "POST") throw new Error("request:fail");
    return answer(200, PRODUCT);
  };
  await open();
  fireEvent.click(screen.getByLabelText("增加一件"));
  fireEvent.click(screen.getByText("用 960 积分兑换"));
  await pass(5000);
  expect(screen.getByText(/不会重复扣积分/)).toBeTruthy();
  expect(screen.queryByLabelText("减少一件")).toBeNull();
  cleanup();
  phone.network = ({ method }) =>
    answer(method === "POST" ? 201 : 200, method === "POST" ? PLACED : { ...PRODUCT, pricePoints: 500 });
  await open();
  fireEvent.click(screen.getByText("再试一次"));
  await pass();
  expect(screen.getByText("兑换成功")).toBeTruthy();
  expect(new Set(orders().map(({ header }) => header["idempotency-key"])).size).toBe(1);
  expect(new Set(orders().map((sent) => JSON.stringify(bodyOf(sent)))).size).toBe(1);
});

test("an order without an answer is neither shown to the next member on this phone nor placed by them", async () => {
  const address = { name: "王小明", phone: "13900001045", cityCode: "370100", detail: "泺源大街 1 号" };
  phone.network = ({ url, method }) => {
    if (method === "POST") throw new Error("request:fail");
    return answer(200, url.includes("mall-address") ? { address } : { ...PRODUCT, kind: "goods", needsAddress: true });
  };
  await open();
  fireEvent.click(screen.getByText("用 480 积分兑换"));
  await pass(5000);
  expect(screen.getByText("再试一次")).toBeTruthy();
  cleanup();
  saveSession("member", { ...TOKENS, actorId: "m2" }, { isByWechat: true });
  phone.network = ({ url }) => answer(200, url.includes("mall-address") ? { address: null } : PRODUCT);
  await open();
  expect(screen.getByText("用 480 积分兑换")).toBeTruthy();
  expect(screen.queryByText(/王小明/)).toBeNull();
});

test("a price that changed is refused, shown anew, and the order can be given at the new price", async () => {
  let price = 480;
  phone.network = ({ method }) => {
    if (method !== "POST") return answer(200, { ...PRODUCT, pricePoints: price });
    price = 500;
    return refusal(409, "mall.price-changed");
  };
  await open();
  fireEvent.click(screen.getByText("用 480 积分兑换"));
  await pass();
  expect(screen.getByText("不行。请稍后再试。")).toBeTruthy();
  expect(screen.getByText("用 500 积分兑换")).toBeTruthy();
});

test("who has not enough points reads how many are missing, and nothing is sent", async () => {
  const whyNot = [{ code: "points.insufficient-balance", title: "还差 120 积分", next: "签到可以赚积分。" }];
  phone.network = () => answer(200, { ...PRODUCT, balancePoints: 360, maxQuantity: 0, whyNot });
  await open();
  expect(screen.getByText("还差 120 积分。签到可以赚积分。")).toBeTruthy();
  fireEvent.click(screen.getByText("用 480 积分兑换"));
  await pass();
  expect(orders()).toHaveLength(0);
});

test("goods need an address: what is missing is said, the last one is filled in", async () => {
  const last = { name: "王小明", phone: "13900001045", cityCode: "370100", detail: "" };
  phone.network = ({ url, method }) => {
    if (url.includes("mall-address")) return answer(200, { address: { ...last, detail: "泺源大街 1 号" } });
    return answer(200, method === "POST" ? PLACED : { ...PRODUCT, kind: "goods", needsAddress: true });
  };
  await open();
  fireEvent.change(screen.getByLabelText("详细地址"), { target: { value: "" } });
  fireEvent.click(screen.getByText("用 480 积分兑换"));
  await pass();
  expect(orders()).toHaveLength(0);
  fireEvent.change(screen.getByLabelText("详细地址"), { target: { value: "泺源大街 2 号 301" } });
  fireEvent.click(screen.getByText("用 480 积分兑换"));
  await pass();
  expect(orders().map(bodyOf)[0]).toMatchObject({ address: { ...last, detail: "泺源大街 2 号 301" } });
});
