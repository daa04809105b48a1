import { fireEvent, render, screen } from "@testing-library/react";
import { onANewPhone, pass, signIn } from "../../../test/page";
import { answer, phone } from "../../../test/phone";
import MallPage from "./index";

const CARD = {
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
};
const POINTS = {
  balancePoints: 1280,
  expiringPoints: 0,
  expiringAt: null,
  earnedPoints: 1280,
  spentPoints: 0,
  checkedInToday: false,
  streakDays: 0,
};
const asked = () => phone.sent.filter(({ url }) => url.includes("/mall/products"));
const lastQuery = () => new URLSearchParams(asked().at(-1)?.url.split("?")[1]);
const serve = (items: unknown[]) => {
  phone.network = ({ url }) => answer(200, url.includes("/me/points") ? POINTS : { items, nextCursor: null });
};

onANewPhone();

test("a visitor looks at the mall without a session, and is told that points need one", async () => {
  serve([CARD]);
  render(<MallPage />);
  await pass();
  expect(screen.getByText("标准洗车一次")).toBeTruthy();
  expect(asked()[0]?.header.authorization).toBeUndefined();
  fireEvent.click(screen.getByText("登录 / 注册"));
  expect(phone.opened).toEqual(["/pages/auth/index"]);
});

test("a member is asked for as a member, and reads what is missing for each product", async () => {
  signIn();
  const whyNot = [{ code: "points.insufficient-balance", title: "还差 320 积分", next: "签到赚积分。" }];
  serve([CARD, { ...CARD, id: "p2", title: "保养一次", pricePoints: 1600, whyNot }]);
  render(<MallPage />);
  await pass();
  expect(asked()[0]?.header.authorization).toBe("Bearer a");
  expect(screen.getByText("1,280 积分")).toBeTruthy();
  expect(screen.getByLabelText("保养一次，兑换券，1,600 积分，还差 320 积分")).toBeTruthy();
  expect(screen.getByLabelText("标准洗车一次，兑换券，480 积分，已兑 3 件")).toBeTruthy();
});

test("words, category and sort narrow the list at the server, and can be taken back at once", async () => {
  serve([]);
  render(<MallPage />);
  await pass();
  fireEvent.change(screen.getByLabelText("搜索商品或服务"), { target: { value: " 洗车 " } });
  expect(lastQuery().get("q")).toBeNull();
  fireEvent.click(screen.getByText("搜索"));
  await pass();
  fireEvent.click(screen.getByText("车品好物"));
  await pass();
  fireEvent.click(screen.getByText("积分少"));
  await pass();
  expect(Object.fromEntries(lastQuery())).toMatchObject({ q: "洗车", category: "goods", sort: "priceAsc" });
  fireEvent.click(screen.getByText("看看全部商品"));
  await pass();
  expect(lastQuery().get("q")).toBeNull();
  expect(lastQuery().get("category")).toBeNull();
});

test("a mall without products says so", async () => {
  serve([]);
  render(<MallPage />);
  await pass();
  expect(screen.getByText("暂时没有可兑换的商品")).toBeTruthy();
});
