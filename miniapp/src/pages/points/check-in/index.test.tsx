import { fireEvent, render, screen } from "@testing-library/react";
import { onAMembersPhone, pass } from "../../../../test/page";
import { answer, phone, refusal } from "../../../../test/phone";
import CheckInPage from "./index";

const CALENDAR = {
  month: "2026-11",
  days: [{ on: "2026-11-21", points: 5, streakDays: 1 }],
  isOpen: true,
  today: "2026-11-22",
  checkedInToday: false,
  streakDays: 1,
  todayPoints: 5,
  tomorrowPoints: 15,
  streakCycleDays: 7,
  streakBonuses: [{ day: 3, points: 10 }],
};
const CHECKED_IN = {
  on: "2026-11-22",
  points: 5,
  bonusPoints: 0,
  streakDays: 2,
  balancePoints: 105,
  tomorrowPoints: 15,
};

onAMembersPhone();

test("one tap checks in, says what it gave, and the button is done for today", async () => {
  let isDone = false;
  phone.network = ({ method }) => {
    if (method === "POST") {
      isDone = true;
      return answer(200, CHECKED_IN);
    }
    const days = [...CALENDAR.days, { on: "2026-11-22", points: 5, streakDays: 2 }];
    return answer(200, isDone ? { ...CALENDAR, days, checkedInToday: true, streakDays: 2 } : CALENDAR);
  };
  render(<CheckInPage />);
  await pass();
  expect(screen.getByText("今天签到可得 5 积分")).toBeTruthy();
  fireEvent.click(screen.getByText("签到"));
  await pass();
  expect(screen.getByText("签到成功，得到 5 积分，明天可得 15 积分")).toBeTruthy();
  expect(screen.getByText("已连续签到 2 天")).toBeTruthy();
  fireEvent.click(screen.getByText("今天已签到"));
  await pass();
  expect(phone.sent.filter(({ method }) => method === "POST")).toHaveLength(1);
});

test("a lost answer says that trying again is safe", async () => {
  phone.network = ({ method }) => {
    if (method === "POST") throw new Error("request:fail");
    return answer(200, CALENDAR);
  };
  render(<CheckInPage />);
  await pass();
  fireEvent.click(screen.getByText("签到"));
  await pass();
  expect(screen.getByText(/一天只会签到一次/)).toBeTruthy();
});

test("the month before can be looked at, the month after cannot", async () => {
  phone.network = () => answer(200, CALENDAR);
  render(<CheckInPage />);
  await pass();
  fireEvent.click(screen.getByLabelText("下个月"));
  await pass();
  fireEvent.click(screen.getByLabelText("上个月"));
  await pass();
  expect(phone.sent.map(({ url }) => url.split("?")[1])).toEqual([undefined, "month=2026-10"]);
});

test("while check-ins are switched off there is nothing to tap, and a refusal is shown as it is", async () => {
  phone.network = () => answer(200, { ...CALENDAR, isOpen: false });
  render(<CheckInPage />);
  await pass();
  expect(screen.queryByText("签到")).toBeNull();
  expect(screen.getByText(/签到暂未开放/)).toBeTruthy();
});

test("a refusal of the server is shown with its next step", async () => {
  phone.network = ({ method }) =>
    method === "POST" ? refusal(409, "points.member-not-active") : answer(200, CALENDAR);
  render(<CheckInPage />);
  await pass();
  fireEvent.click(screen.getByText("签到"));
  await pass();
  expect(screen.getByText("不行。请稍后再试。")).toBeTruthy();
});
