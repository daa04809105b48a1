import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { fakeServer, problem, show } from "../../../test/harness";
import { fill, press, staysInSight } from "../page.testing";
import { BudgetDialog } from "./BudgetDialog";
import { CitiesPage } from "./CitiesPage";
import { CostsPage } from "./CostsPage";
import { HealthPage } from "./HealthPage";
import { OverrideCity } from "./OverrideCity";
import { COSTS, JINAN, JUHE, SWITCHED_ON } from "./violations.testing";
import { costsByDay, digitsText, failureText, liText, shareText } from "./words";

const HEALTH = "GET /api/staff/violations/health";
const rulesOf = (prefix: string) => `/api/staff/violations/cities/juhe/${encodeURIComponent(prefix)}`;
const health = (change: object = {}) => ({ body: { switch: { ...SWITCHED_ON, ...change }, providers: [JUHE] } });

it.each([
  [38, "¥0.038"],
  [40, "¥0.04"],
  [1_000, "¥1.00"],
  [12_345_678, "¥12,345.678"],
  [-38, "-¥0.038"],
  [0, "¥0.00"],
])("writes %d thousandths of a yuan as %s", (li, text) => {
  expect(liText(li)).toBe(text);
});

it("says of a provider that was never called that it was not called, not that nothing failed", () => {
  expect(failureText({ callCount: 0, failedCount: 0 })).toBe("还没有调用");
  expect(failureText({ callCount: 50, failedCount: 3 })).toBe("3 / 50（6%）");
});

it("tells what is not asked for from what is asked for whole", () => {
  expect([null, 0, 6].map(digitsText)).toEqual(["不需要", "全部", "后 6 位"]);
});

it("adds the providers of a day up and leaves no day of the month out", () => {
  const days = costsByDay(COSTS);
  expect(days).toHaveLength(30);
  expect(days[1]).toEqual({ day: "2026-11-02", callCount: 1_001, failedCount: 3, costLi: 38_038 });
  expect(days[29]).toEqual({ day: "2026-11-30", callCount: 0, failedCount: 0, costLi: 0 });
});

it("calls what was spent 0 % only when nothing was", () => {
  expect([shareText(0, 100_000), shareText(320, 200_000), shareText(38_038, 200_000), shareText(5, 0)]).toEqual([
    "占 0%",
    "不到 1%",
    "占 19%",
    "没有预算",
  ]);
});

it("shows a provider that is paused, its failures and its last calls", async () => {
  show(<HealthPage />, { server: fakeServer({ [HEALTH]: () => health() }) });
  await screen.findByText("已暂停调用");
  expect(screen.getByText("1 / 2（50%）")).toBeTruthy();
  expect(screen.getByText("¥0.038")).toBeTruthy();
  expect(screen.getAllByText("超时").length).toBeGreaterThan(0);
  expect(screen.getByText("203606")).toBeTruthy();
});

it("closes the queries with a reason and leaves the background checks as they are", async () => {
  const server = fakeServer({
    [HEALTH]: () => health({ isBackgroundOn: true }),
    "PUT /api/staff/violations/switch": () => ({ body: { ...SWITCHED_ON, isOn: false } }),
  });
  show(<HealthPage />, { server });
  await press("关闭违章查询…");
  await screen.findByText("小程序立即隐藏违章查询的入口");
  await press("关闭违章查询");
  expect(server.countOf("PUT", "/api/staff/violations/switch")).toBe(0);
  fill(screen.getByLabelText(/原因/), "供应商维护");
  await press("关闭违章查询");
  await waitFor(() => expect(server.countOf("PUT", "/api/staff/violations/switch")).toBe(1));
  expect(server.asked.find((one) => one.method === "PUT")?.body).toEqual({
    isOn: false,
    isBackgroundOn: true,
    reason: "供应商维护",
  });
});

it("offers finance and audit no switch, no test and no change of rules", async () => {
  const server = fakeServer({
    [HEALTH]: () => health(),
    "GET /api/staff/violations/cities": () => ({ body: { items: [JINAN] } }),
  });
  const page = show(<HealthPage />, { server, role: "finance" });
  await screen.findByText("省级管理员可以开关");
  expect(screen.queryAllByRole("button", { name: /试一试|关闭|后台检查/ })).toEqual([]);
  page.unmount();
  show(<CitiesPage />, { server, role: "auditor" });
  await screen.findByText("济南市 鲁A");
  expect(screen.queryByRole("button", { name: /^设置/ })).toBeNull();
});

it("tries a provider and says what came back, or why it could not", async () => {
  let isConfigured = false;
  const server = fakeServer({
    [HEALTH]: () => health(),
    "POST /api/staff/violations/providers/juhe/test": () =>
      isConfigured
        ? {
            body: {
              outcome: "records",
              outcomeName: "有结果",
              durationMs: 80,
              cityCount: 16,
              sentence: "取到了 16 个城市的规则。",
            },
          }
        : problem(409, "violations.provider-not-configured", {
            title: "这个供应商还没有配置",
            detail: "请联系技术人员。",
          }),
  });
  show(<HealthPage />, { server });
  await press("试一试聚合数据");
  await screen.findByText("这个供应商还没有配置");
  isConfigured = true;
  await press("重试");
  await screen.findByText("取到了 16 个城市的规则。");
});

it("shows the month's cost beside the budget, and each provider's part", async () => {
  // A day that cost something is drawn by the browser's chart engine, which is not here.
  const days = COSTS.days.map((day) => ({ ...day, costLi: 0 }));
  const server = fakeServer({ "GET /api/staff/violations/costs": () => ({ body: { ...COSTS, days } }) });
  show(<CostsPage />, { server, at: "/violations/costs?month=2026-11" });
  await screen.findByText("¥200.00");
  expect(screen.getByText("占 19%")).toBeTruthy();
  const table = within(screen.getByText("按供应商").closest(".ant-card") as HTMLElement);
  expect(table.getByText("聚合数据")).toBeTruthy();
  expect(table.getByText("1,000")).toBeTruthy();
  expect(server.asked[0]?.query.get("month")).toBe("2026-11");
});

it("takes the budget in yuan, sends it in thousandths, and warns when it stops the queries", async () => {
  const server = fakeServer({ "PUT /api/staff/violations/budget": () => ({ body: COSTS }) });
  show(<BudgetDialog costs={COSTS} onClose={() => undefined} />, { server });
  const field = screen.getByLabelText("每月预算（元）");
  fill(field, "20000000");
  await screen.findByText("预算不能超过 ¥1,000,000.00");
  fill(field, "38");
  await screen.findByText(/保存后查询马上停止/);
  fill(field, "512.30");
  await waitFor(() => expect(screen.queryByText(/保存后查询马上停止/)).toBeNull());
  fill(screen.getByLabelText(/原因/), "双十一活动");
  await press("保存预算");
  await waitFor(() => expect(server.asked).toHaveLength(1));
  expect(server.asked[0]?.body).toEqual({ budgetLi: 512_300, reason: "双十一活动" });
});

it("sets what a city asks for: the change is listed, nothing is null by accident", async () => {
  const server = fakeServer({
    [`PUT ${rulesOf("鲁A")}`]: () => ({ body: { ...JINAN, source: "override" } }),
  });
  show(<OverrideCity city={JINAN} onClose={() => undefined} />, { server });
  expect(screen.getByText("还没有改动。")).toBeTruthy();
  fireEvent.mouseDown(screen.getByLabelText("发动机号"));
  fireEvent.click(await screen.findByTitle("全部"));
  await screen.findByText("发动机号：不需要 → 全部");
  fill(screen.getByLabelText(/原因/), "交管要求变化");
  await press("保存设置");
  await waitFor(() => expect(server.asked).toHaveLength(1));
  expect(server.asked[0]?.body).toEqual({
    providerCity: "SD_JINAN",
    vinDigits: 6,
    engineDigits: 0,
    isOpen: true,
    reason: "交管要求变化",
  });
});

it("opens no city that the provider cannot be asked about", async () => {
  const server = fakeServer({});
  show(<OverrideCity city={{ ...JINAN, providerCity: null, isOpen: false }} onClose={() => undefined} />, { server });
  fireEvent.click(screen.getByLabelText("开放这个城市的查询"));
  fill(screen.getByLabelText(/原因/), "供应商已开通");
  await press("保存设置");
  await screen.findByText("开放查询需要填写城市代码");
  expect(server.asked).toEqual([]);
});

it("takes back only what staff have set", async () => {
  const overridden = { ...JINAN, prefix: "鲁B", cityName: "青岛市", source: "override" };
  const server = fakeServer({
    "GET /api/staff/violations/cities": () => ({ body: { items: [JINAN, overridden] } }),
    [`DELETE ${rulesOf("鲁B")}`]: () => ({ body: { ...overridden, source: "provider" } }),
  });
  show(<CitiesPage />, { server });
  expect(await staysInSight()).toBe(true);
  await screen.findByText("青岛市 鲁B");
  expect(screen.queryByRole("button", { name: "撤销济南市（聚合数据）的人工设置" })).toBeNull();
  await press("撤销青岛市（聚合数据）的人工设置");
  await press("撤销人工设置");
  await waitFor(() => expect(server.countOf("DELETE", rulesOf("鲁B"))).toBe(1));
});
