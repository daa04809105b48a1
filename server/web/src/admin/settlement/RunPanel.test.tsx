import type { SettlementRunView } from "@club/shared/settlement-runs";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { RunPanel } from "./RunPanel";

const RUNS = "GET /api/staff/settlement-runs";
const DONE: SettlementRunView = {
  id: "r1",
  month: "2026-10",
  cityCode: null,
  status: "done",
  totalCount: 1200,
  doneCount: 1200,
  skippedCount: 0,
  failures: [],
  lineCount: 45_678,
  startedAt: "2026-11-01T04:00:00.000Z",
  finishedAt: "2026-11-01T04:05:00.000Z",
};
const RUNNING: SettlementRunView = { ...DONE, status: "running", doneCount: 300, lineCount: 900, finishedAt: null };

function open(answers: Answers, cityCode: string | null = null) {
  const server = fakeServer(answers);
  show(<RunPanel month="2026-10" cityCode={cityCode} />, { server, role: "finance", cityCode });
  return server;
}

const answer = (...items: SettlementRunView[]) => ({ body: { items } });

it("starts the month for all merchants only after saying what will happen", async () => {
  let runs: SettlementRunView[] = [];
  const server = open({
    [RUNS]: () => answer(...runs),
    "POST /api/staff/settlement-runs": () => {
      runs = [RUNNING];
      return { body: RUNNING };
    },
  });
  await screen.findByText("2026年10月还没有批量出账。");
  await userEvent.click(screen.getByRole("button", { name: "为所有商户出账…" }));
  await screen.findByText("已定稿的对账单不受影响");
  expect(server.countOf("POST", "/api/staff/settlement-runs")).toBe(0);
  await userEvent.click(screen.getByRole("button", { name: "生成 2026年10月的对账单草稿" }));
  await screen.findByText("正在出账：300 / 1,200 家商户");
  const start = server.asked.find((one) => one.method === "POST");
  expect(start?.body).toEqual({ month: "2026-10" });
});

it("cannot be started twice, and follows a run until it is done", async () => {
  const answers = [RUNNING, { ...RUNNING, doneCount: 1199 }];
  open({ [RUNS]: () => answer(answers.shift() ?? DONE) });
  await screen.findByText("正在出账：300 / 1,200 家商户");
  expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("25");
  expect(screen.getByRole("button", { name: "重新出账…" }).hasAttribute("disabled")).toBe(true);
  await screen.findByText("正在出账：1,199 / 1,200 家商户");
  expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("99");
  await screen.findByText(/出账完成：1,200 家商户，45,678 条明细/);
  expect(screen.queryByRole("progressbar")).toBeNull();
  expect(screen.getByRole("button", { name: "重新出账…" }).hasAttribute("disabled")).toBe(false);
});

it("shows the own run: the city's to the city, the province's to the province", async () => {
  const city = { ...DONE, id: "r2", cityCode: "370200", doneCount: 77 };
  open({ [RUNS]: () => answer(DONE, city) }, "370200");
  await screen.findByText(/出账完成：77 家商户/);
  expect(screen.queryByText(/1,200 家商户/)).toBeNull();
});

it("says how many were left as they were", async () => {
  open({ [RUNS]: () => answer({ ...DONE, skippedCount: 5 }) });
  await screen.findByText(/5 家已定稿或没有核销，没有改动/);
});

it("names each merchant that failed and why, and drafts one again by itself", async () => {
  const failures = [{ merchantId: "m7", code: "settlement.not-balanced" }];
  const server = open({
    [RUNS]: () => answer({ ...DONE, failures }),
    "GET /api/staff/merchants/m7": () => problem(404, "merchants.not-found", { title: "没有", detail: "" }),
    "POST /api/staff/statements": () =>
      problem(409, "settlement.already-frozen", { title: "对账单已定稿", detail: "请用调整更正。" }),
  });
  await screen.findByText(/1 家没有成功/);
  const row = screen.getByRole("listitem");
  // The name could not be read: the number stands in for it.
  expect(row.textContent).toContain("m7：");
  await userEvent.click(screen.getByRole("button", { name: "单独重新生成" }));
  await screen.findByText("对账单已定稿");
  expect(server.asked.find((one) => one.method === "POST")?.body).toEqual({ merchantId: "m7", month: "2026-10" });
  await waitFor(() => expect(screen.getByText("请用调整更正。")).toBeTruthy());
});
