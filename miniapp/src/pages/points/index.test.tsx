import { fireEvent, render, screen } from "@testing-library/react";
import { onAMembersPhone, pass } from "../../../test/page";
import { answer, phone } from "../../../test/phone";
import EarnPage from "./earn/index";
import PointsPage from "./index";

const POINTS = {
  balancePoints: 1280,
  expiringPoints: 120,
  expiringAt: "2026-12-31T16:00:00.000Z",
  earnedPoints: 1760,
  spentPoints: 480,
  checkedInToday: true,
  streakDays: 3,
};
const SPENT = {
  id: "r2",
  points: -480,
  balanceAfterPoints: 1280,
  reason: "order-paid",
  reasonName: "商城兑换",
  note: "标准洗车一次",
  at: "2026-11-22T05:00:00.000Z",
  expiresAt: null,
};
const EARNED = {
  ...SPENT,
  id: "r1",
  points: 5,
  balanceAfterPoints: 1760,
  reason: "checked-in",
  reasonName: "每日签到",
  note: null,
  expiresAt: "2028-11-30T16:00:00.000Z",
};
const RULE = {
  event: "checked-in",
  title: "每日签到",
  intro: "每天一次",
  nextPoints: 5,
  limits: "每次 5 积分",
  earnedTodayPoints: 0,
  earnedTotalPoints: 20,
  state: "open",
  stateName: "可获得",
};

onAMembersPhone();

test("the balance stands on top, what lapses has its last day, and every row its sign, reason and balance after it", async () => {
  phone.network = ({ url }) =>
    answer(200, url.includes("postings") ? { items: [SPENT, EARNED], nextCursor: null } : POINTS);
  render(<PointsPage />);
  await pass();
  expect(screen.getByText("1,280 积分")).toBeTruthy();
  expect(screen.getByText("下月底前有 120 积分到期，最早的有效期至 2026年12月31日")).toBeTruthy();
  expect(screen.getByText("-480")).toBeTruthy();
  expect(screen.getByText("标准洗车一次")).toBeTruthy();
  expect(screen.getByText("+5")).toBeTruthy();
  expect(screen.getByText("有效期至 2028年11月30日")).toBeTruthy();
  expect(screen.getByText("余额 1,760")).toBeTruthy();
});

test("one direction of the rows is asked from the server; without rows the page leads on", async () => {
  phone.network = ({ url }) => answer(200, url.includes("postings") ? { items: [], nextCursor: null } : POINTS);
  render(<PointsPage />);
  await pass();
  fireEvent.click(screen.getByText("使用"));
  await pass();
  expect(phone.sent.at(-1)?.url).toContain("direction=out");
  fireEvent.click(screen.getByText("去积分商城"));
  expect(phone.opened).toEqual(["/pages/mall/index"]);
});

test("the ways to earn say what the next gives and lead there; what is done says so", async () => {
  const done = { ...RULE, event: "completed", title: "完善资料", state: "done", stateName: "已获得", nextPoints: 0 };
  phone.network = () => answer(200, { items: [RULE, done] });
  render(<EarnPage />);
  await pass();
  expect(screen.getByText("5 积分")).toBeTruthy();
  expect(screen.getByText("已获得")).toBeTruthy();
  expect(screen.queryByText("去完善")).toBeNull();
  fireEvent.click(screen.getByText("去签到"));
  expect(phone.opened).toEqual(["/pages/points/check-in/index"]);
});
