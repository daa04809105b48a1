import type { Role } from "@club/shared/http";
import { screen, waitFor, within } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { fill, press } from "../page.testing";
import PointsSection from "./PointsSection";
import { ACCOUNT, POSTING, pageOf, RULE, SETTINGS } from "./records.testing";

function open(at: string, answers: Answers = {}, role: Role = "provinceAdmin") {
  const server = fakeServer({
    "GET /api/staff/points/postings": () => pageOf([POSTING]),
    "GET /api/staff/points/accounts/m1": () => ({ body: ACCOUNT }),
    "GET /api/staff/points/rules": () => ({
      body: { items: [RULE], missing: [{ event: "registered", eventName: "注册成为会员" }] },
    }),
    "GET /api/staff/points/rules/checked-in/versions": () => pageOf([{ ...RULE, id: "checked-in:3", reason: "调高" }]),
    "GET /api/staff/points/settings": () => ({ body: SETTINGS }),
    ...answers,
  });
  const section = (
    <Routes>
      <Route path="/points/*" element={<PointsSection />} />
    </Routes>
  );
  return { server, ...show(section, { server, role, at }) };
}

describe("the ledger", () => {
  it("shows what moved, what is left and what it was for, and narrows by the address", async () => {
    const { server } = open("/points?reason=order-paid&month=2026-11&memberId=m1");
    await screen.findByText("-800");
    expect(screen.getByText("洗车券").getAttribute("href")).toBe("/mall/orders/O1");
    await screen.findByText("会员：欧*（131****0000）");
    const asked = server.asked.find((one) => one.path.endsWith("/postings"));
    expect(Object.fromEntries(asked?.query ?? [])).toMatchObject({
      reason: "order-paid",
      month: "2026-11",
      memberId: "m1",
    });
  });

  it("says what lapsed of points that came back", async () => {
    const back = { ...POSTING, points: 700, reason: "order-cancelled", reasonName: "订单取消退回", lapsedPoints: 100 };
    open("/points", { "GET /api/staff/points/postings": () => pageOf([back]) });
    await screen.findByText("+700");
    expect(screen.getByText("洗车券；其中 100 积分已过期，不再恢复")).toBeTruthy();
  });

  it("says so when there is nothing", async () => {
    open("/points", { "GET /api/staff/points/postings": () => pageOf([]) });
    await screen.findByText(/还没有积分流水/);
  });
});

describe("an account", () => {
  it("shows the lots in the order they lapse, and lets whoever may adjust", async () => {
    open("/points/accounts/m1");
    await screen.findByText("最早一批 280 积分，2026年12月31日到期");
    const lots = screen.getAllByText(/^20\d\d年\d+月\d+日$/).map((cell) => cell.textContent);
    expect(lots).toEqual(["2026年12月31日", "2028年11月30日"]);
    await press("调整积分");
    await screen.findByText("调整积分：欧*（131****0000）");
  });

  it("offers no adjustment to the auditor", async () => {
    open("/points/accounts/m1", {}, "auditor");
    await screen.findByText("各批次余额");
    expect(screen.queryByRole("button", { name: "调整积分" })).toBeNull();
  });
});

describe("the rules", () => {
  it("lists them in words and offers what is missing to whoever may write", async () => {
    const { location } = open("/points/rules");
    await screen.findByText("普通 1 倍，高级 1.2 倍");
    expect(screen.getByText("每月 500")).toBeTruthy();
    await press("新建：注册成为会员");
    await waitFor(() => expect(location()).toBe("/points/rules/registered/new"));
  });

  it("city staff read them, and are told who writes", async () => {
    open("/points/rules", {}, "cityAdmin");
    await screen.findByText("省级管理员可以修改");
    expect(screen.queryByRole("button", { name: "新建：注册成为会员" })).toBeNull();
    expect(screen.queryByRole("button", { name: "修改上限" })).toBeNull();
  });

  it("the limit of adjustments is changed from the version that was seen", async () => {
    const { server } = open("/points/rules", {
      "PUT /api/staff/points/settings": () => ({ body: { adjustmentLimitPoints: 500, version: 3 } }),
    });
    await press("修改上限");
    fill(screen.getByLabelText(/一人一天合计不超过多少积分/), "500");
    fill(screen.getByLabelText(/原因（会/), "收紧");
    await press("保存上限");
    await waitFor(() =>
      expect(server.asked.find((one) => one.method === "PUT")?.body).toEqual({
        adjustmentLimitPoints: 500,
        baseVersion: 2,
        reason: "收紧",
      }),
    );
  });

  it("switching off says what it means and is sent with the version and the reason", async () => {
    const { server } = open("/points/rules/checked-in", {
      "POST /api/staff/points/rules/checked-in/switch": () => ({ body: { ...RULE, isOn: false, version: 4 } }),
    });
    await screen.findByText("调高");
    await press("关闭规则…");
    await screen.findByText("从现在起，会员做到了也不再得到积分");
    fill(screen.getByLabelText(/原因（会/), "活动结束");
    await press("关闭规则");
    await waitFor(() =>
      expect(server.asked.find((one) => one.path.endsWith("/switch"))?.body).toEqual({
        isOn: false,
        baseVersion: 3,
        reason: "活动结束",
      }),
    );
  });

  it("an event without a rule, and one that does not exist, lead back", async () => {
    open("/points/rules/registered");
    await screen.findByText(/还没有积分规则/);
  });
});

describe("the editor of a rule", () => {
  it("shows what members get and what changes, and sends all of it with the version", async () => {
    const { server } = open("/points/rules/checked-in/edit", {
      "PUT /api/staff/points/rules/checked-in": () => ({ body: { ...RULE, version: 4 } }),
    });
    const preview = within(await screen.findByTestId("rule-preview"));
    expect(preview.getByText("连续第 7 天")).toBeTruthy();
    expect(preview.getByText("+30")).toBeTruthy();
    fill(screen.getByLabelText("每次"), "10");
    await screen.findByText("每次：5 积分 → 10 积分");
    fill(screen.getByLabelText("高级会员的倍数"), "1.5");
    await preview.findByText("+15");
    fill(screen.getByLabelText("每人每月上限（不填为不限）"), "");
    fill(screen.getByLabelText(/原因（会/), "周年活动");
    await press("保存为第 4 版");
    await waitFor(() => expect(server.countOf("PUT", "/api/staff/points/rules/checked-in")).toBe(1));
    expect(server.asked.find((one) => one.method === "PUT")?.body).toEqual({
      ...{ title: "每日签到", intro: "每天一次", points: 10 },
      ...{ dailyCapPoints: null, monthlyCapPoints: null, totalCapPoints: null },
      tierMultiplierBps: { standard: 10_000, senior: 15_000 },
      ...{ opensAt: null, closesAt: null, lifeMonths: 24, streakCycleDays: 7 },
      streakBonuses: [{ day: 7, points: 20 }],
      baseVersion: 3,
      reason: "周年活动",
    });
  });

  it("refuses what is no multiplier and a bonus outside the cycle before anything is sent", async () => {
    const { server } = open("/points/rules/checked-in/edit");
    await screen.findByTestId("rule-preview");
    fill(screen.getByLabelText("普通会员的倍数"), "一点二");
    fill(screen.getByLabelText("第 1 个奖励：连续第几天"), "8");
    await press("保存为第 4 版");
    await screen.findByText("请填写 0 至 10 的倍数，最多四位小数，例如 1.2");
    await screen.findByText("一轮只有 7 天");
    expect(server.asked.filter((one) => one.method !== "GET")).toEqual([]);
  });

  it("keeps what was typed when somebody else was faster", async () => {
    open("/points/rules/checked-in/edit", {
      "PUT /api/staff/points/rules/checked-in": () =>
        problem(409, "points.rule-conflict", { title: "设置刚被其他人更新", detail: "请刷新后查看最新内容。" }),
    });
    await screen.findByTestId("rule-preview");
    fill(screen.getByLabelText("每次"), "8");
    fill(screen.getByLabelText(/原因（会/), "调高");
    await press("保存为第 4 版");
    await screen.findByText("设置刚被其他人更新");
    expect((screen.getByLabelText("每次") as HTMLInputElement).value).toBe("8");
  });

  it("a new rule starts from the club's proposal", async () => {
    const { server, location } = open("/points/rules/registered/new", {
      "POST /api/staff/points/rules/registered": () => ({ body: { ...RULE, event: "registered" } }),
    });
    await screen.findByDisplayValue("注册会员");
    await press("保存规则");
    await waitFor(() => expect(location()).toBe("/points/rules/registered"));
    expect(server.asked.find((one) => one.method === "POST")?.body).toMatchObject({ points: 100, lifeMonths: 24 });
  });
});
