import type { Role } from "@club/shared/http";
import { screen, waitFor } from "@testing-library/react";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { fill, press } from "../page.testing";
import { AdjustmentsPage } from "./AdjustmentsPage";
import { ACCOUNT, ADJUSTMENT, pageOf } from "./records.testing";

function open(rows: unknown[], { role = "finance" as Role, at = "/", answers = {} as Answers } = {}) {
  const server = fakeServer({
    "GET /api/staff/points/adjustments": () => pageOf(rows),
    "GET /api/staff/points/accounts/m1": () => ({ body: ACCOUNT }),
    ...answers,
  });
  show(<AdjustmentsPage />, { server, role, at });
  return server;
}

it("another person approves after seeing what happens to the balance", async () => {
  const server = open([ADJUSTMENT], {
    answers: { "POST /api/staff/points/adjustments/a1/approve": () => ({ body: { ...ADJUSTMENT, status: "done" } }) },
  });
  await press("通过…");
  await screen.findByText(/余额 1,280 → 6,280/);
  expect(screen.getByText("李城市写的原因：活动补发")).toBeTruthy();
  await press("通过，增加 5,000 积分");
  await screen.findByText("已通过并生效");
  expect(server.countOf("POST", "/api/staff/points/adjustments/a1/approve")).toBe(1);
});

it("rejecting needs a reason, which is sent", async () => {
  const server = open([ADJUSTMENT], {
    answers: {
      "POST /api/staff/points/adjustments/a1/reject": () => ({ body: { ...ADJUSTMENT, status: "rejected" } }),
    },
  });
  await press("驳回…");
  await press("驳回这笔调整");
  await screen.findByText(/请写明原因/);
  fill(screen.getByLabelText(/原因（会/), "金额与工单不符");
  await press("驳回这笔调整");
  await waitFor(() =>
    expect(server.asked.find((one) => one.path.endsWith("/reject"))?.body).toEqual({ reason: "金额与工单不符" }),
  );
});

it("one's own adjustment is never offered to oneself", async () => {
  open([{ ...ADJUSTMENT, createdBy: { id: "me", name: "王管理" } }], { role: "provinceAdmin" });
  await screen.findByText("请另一人复核");
  expect(screen.queryByRole("button", { name: "通过…" })).toBeNull();
  expect(screen.queryByRole("button", { name: "驳回…" })).toBeNull();
});

it("whoever may not approve sees no buttons, and finance does not create", async () => {
  open([ADJUSTMENT], { role: "cityAdmin" });
  await screen.findByText("活动补发");
  expect(screen.queryByRole("button", { name: "通过…" })).toBeNull();
  expect(screen.getByRole("button", { name: "新建人工调整" })).toBeTruthy();
});

it("what was decided meanwhile is said, and the dialog stays", async () => {
  open([ADJUSTMENT], {
    answers: {
      "POST /api/staff/points/adjustments/a1/approve": () =>
        problem(409, "points.adjustment-decided", { title: "这笔调整已经处理过", detail: "请刷新列表查看结果。" }),
    },
  });
  await press("通过…");
  await press("通过，增加 5,000 积分");
  await screen.findByText("这笔调整已经处理过");
});

it("lists by state, and says who decided and why", async () => {
  const decided = {
    ...ADJUSTMENT,
    status: "rejected",
    statusName: "已驳回",
    decidedBy: { id: "f1", name: "赵财务" },
    decidedAt: "2026-11-21T04:00:00.000Z",
    decisionReason: "重复提交",
  };
  const server = open([decided], { at: "/points/adjustments?status=rejected" });
  await screen.findByText("赵财务 2026-11-21 12:00:00：重复提交");
  expect(server.asked[0]?.query.get("status")).toBe("rejected");
  expect(screen.queryByRole("button", { name: "新建人工调整" })).toBeNull();
});
