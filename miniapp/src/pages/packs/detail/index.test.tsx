import { fireEvent, render, screen } from "@testing-library/react";
import { onAMembersPhone, pass } from "../../../../test/page";
import { answer, phone, refusal } from "../../../../test/phone";
import { clearSession } from "../../../lib/session";
import PackPage from "./index";

const CARD = {
  cardId: "c1",
  serviceId: "car-wash",
  serviceName: "洗车",
  quantity: 2,
  expiresAt: "2027-05-22T16:00:00.000Z",
  plateBinding: "none",
};
const ITEM = {
  serviceId: "car-wash",
  serviceName: "洗车",
  icon: "car-wash",
  quantity: 2,
  plateBinding: "none",
  validity: "领取后 180 天内有效",
};
const PACK = {
  grantId: "g1",
  packId: "p1",
  name: "新会员礼包",
  intro: "注册即送",
  trigger: "registration",
  status: "granted",
  statusName: "待领取",
  items: [ITEM],
  terms: ["每位新会员限领一份。"],
  whyNot: null,
  claimBy: null,
  grantedAt: "2026-11-22T06:00:00.000Z",
  claimedAt: null,
  cards: [],
};
const CLAIMED = {
  grantId: "g1",
  packId: "p1",
  packName: "新会员礼包",
  claimedAt: "2026-11-22T06:00:00.000Z",
  cards: [CARD],
};
const claims = () => phone.sent.filter(({ method }) => method === "POST");

onAMembersPhone({ id: "g1" });

test("a pack is claimed once by two taps, and what came out of it is shown", async () => {
  phone.network = ({ method }) => answer(200, method === "POST" ? CLAIMED : PACK);
  render(<PackPage />);
  await pass();
  fireEvent.click(screen.getByText("立即领取"));
  fireEvent.click(screen.getByText("正在领取"));
  await pass();
  expect(claims()).toHaveLength(1);
  expect(screen.getByText("有效期至 2027年5月22日")).toBeTruthy();
});

test("when the answer of a claim is lost, the page says that trying again is safe, and it is", async () => {
  phone.network = ({ method }) => {
    if (method === "POST") throw new Error("request:fail");
    return answer(200, PACK);
  };
  render(<PackPage />);
  await pass();
  fireEvent.click(screen.getByText("立即领取"));
  await pass(5000);
  expect(screen.getByText(/不会重复领取/)).toBeTruthy();
  phone.network = ({ method }) => answer(200, method === "POST" ? CLAIMED : PACK);
  fireEvent.click(screen.getByText("立即领取"));
  await pass();
  expect(screen.getByText("领取成功")).toBeTruthy();
  expect(new Set(claims().map(({ header }) => header["idempotency-key"])).size).toBe(1);
});

test("a pack that cannot be claimed says why and what to do, and offers no claiming", async () => {
  const whyNot = { code: "giftpacks.out-of-stock", title: "礼包已领完", next: "请看看其他礼包。" };
  phone.network = () => answer(200, { ...PACK, whyNot });
  render(<PackPage />);
  await pass();
  expect(screen.getByText("礼包已领完。请看看其他礼包。")).toBeTruthy();
  expect(screen.queryByText("立即领取")).toBeNull();
});

test("a pack of somebody else is not there, said with a way on", async () => {
  phone.network = () => refusal(404, "giftpacks.grant-not-found");
  render(<PackPage />);
  await pass();
  expect(screen.getByText("重新加载")).toBeTruthy();
});

test("who is not signed in is asked to, and nothing is sent", async () => {
  clearSession("member");
  render(<PackPage />);
  await pass();
  fireEvent.click(screen.getByText("登录 / 注册"));
  expect(phone.opened).toEqual(["/pages/auth/index"]);
  expect(phone.sent).toHaveLength(0);
});
