import type { Role } from "@club/shared/http";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { statementOf } from "../../kit/statement.testing";
import { MonthPage } from "./MonthPage";

const TOTALS = [
  { status: "paid", count: 1200, totalFen: 90_000_000, payableFen: 90_000_050, taxFen: 0 },
  { status: "draft", count: 34, totalFen: 1_000_000, payableFen: 999_950, taxFen: 0 },
];

async function open({ role = "finance" as Role, cityCode = null as string | null, answers = {} as Answers } = {}) {
  const server = fakeServer({
    "GET /api/staff/statement-totals": () => ({ body: { items: TOTALS } }),
    "GET /api/staff/statements": () => ({ body: { items: [statementOf("draft")], nextCursor: null } }),
    "GET /api/staff/settlement-runs": () => ({ body: { items: [] } }),
    ...answers,
  });
  const shown = show(<MonthPage />, { server, role, cityCode, at: "/settlement?month=2026-10" });
  await screen.findByText("DZ-1");
  return { server, ...shown };
}

const askedOf = ({ asked }: ReturnType<typeof fakeServer>, path: string) =>
  asked.filter((one) => one.path === path).map((one) => Object.fromEntries(one.query));

it("says what is owed in all and by state, in the order in which a statement goes", async () => {
  await open();
  const tiles = [...document.querySelectorAll(".figure")].map((tile) => tile.textContent);
  expect(tiles).toEqual(["应付合计¥910,000.001,234 份对账单", "草稿34 份¥9,999.50", "已付款1,200 份¥900,000.50"]);
});

it("shows the statements of a state when its figure is pressed, of the same month", async () => {
  const { server, location } = await open();
  await userEvent.click(screen.getByRole("button", { name: /草稿.*34 份/ }));
  await waitFor(() =>
    expect(askedOf(server, "/api/staff/statements").at(-1)).toMatchObject({ month: "2026-10", status: "draft" }),
  );
  expect(location()).toBe("/settlement?month=2026-10&status=draft");
});

it("opens a statement of the list", async () => {
  const { location } = await open();
  await userEvent.click(screen.getByRole("button", { name: "DZ-1" }));
  expect(location()).toBe("/settlement/s1");
});

it("adds up only the own city for staff of a city", async () => {
  const { server } = await open({ role: "cityAdmin", cityCode: "370200" });
  expect(askedOf(server, "/api/staff/statement-totals")).toEqual([{ month: "2026-10", cityCode: "370200" }]);
});

it.each<[Role, boolean]>([
  ["finance", true],
  ["provinceAdmin", false],
  ["auditor", false],
])("lets %s draft and adjust: %p", async (role, mayDraft) => {
  const { server } = await open({ role });
  expect(screen.queryByRole("button", { name: "为所有商户出账…" }) !== null).toBe(mayDraft);
  expect(screen.queryByRole("button", { name: "登记调整…" }) !== null).toBe(mayDraft);
  expect(askedOf(server, "/api/staff/settlement-runs").length > 0).toBe(mayDraft);
});

it("says why the month's workbook could not be made, and offers it again", async () => {
  await open({
    answers: {
      "GET /api/staff/statement-exports/2026-10": () =>
        problem(503, "internal.busy", { title: "服务繁忙", detail: "请稍后再下载。" }),
    },
  });
  await userEvent.click(screen.getByRole("button", { name: "下载全月 Excel" }));
  await screen.findByText("服务繁忙");
  expect(screen.getByText("请稍后再下载。")).toBeTruthy();
  expect(screen.getByRole("button", { name: "下载全月 Excel" }).className).not.toContain("loading");
});
