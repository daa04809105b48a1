import type { Role } from "@club/shared/http";
import type { StatementStatus } from "@club/shared/settlement";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { statementOf } from "../../kit/statement.testing";
import { StatementSteps } from "./StatementSteps";

function open(status: StatementStatus, role: Role = "finance", answers: Answers = {}) {
  const server = fakeServer(answers);
  show(<StatementSteps statement={statementOf(status)} />, { server, role });
  return server;
}

it.each<[StatementStatus, string[]]>([
  ["draft", ["重新生成…", "定稿…"]],
  ["frozen", ["发给商户确认…"]],
  ["sent", []],
  ["disputed", ["发给商户确认…"]],
  ["confirmed", ["审批…"]],
  ["approved", ["登记发票…"]],
  ["invoiced", ["登记付款…"]],
  ["paid", []],
])("offers finance, for a statement that is %s: %p", (status, labels) => {
  open(status);
  expect(screen.queryAllByRole("button").map((button) => button.textContent)).toEqual(labels);
});

it.each<Role>(["provinceAdmin", "cityAdmin", "auditor"])("offers %s nothing to do", (role) => {
  open("draft", role);
  expect(screen.queryAllByRole("button")).toEqual([]);
});

it("freezes exactly the draft that was shown, and says what will be owed", async () => {
  const server = open("draft", "finance", {
    "POST /api/staff/statements/s1/freeze": () => ({ body: statementOf("frozen") }),
  });
  await userEvent.click(screen.getByRole("button", { name: "定稿…" }));
  await userEvent.click(await screen.findByRole("button", { name: "定稿，应付 ¥1,280.00" }));
  await waitFor(() => expect(server.countOf("POST", "/api/staff/statements/s1/freeze")).toBe(1));
  expect(server.asked[0]?.body).toEqual({ linesHash: statementOf("draft").linesHash });
});

it("shows why a draft could not be frozen and stays open", async () => {
  open("draft", "finance", {
    "POST /api/staff/statements/s1/freeze": () =>
      problem(409, "settlement.not-balanced", { title: "对账单与核销记录不平", detail: "请重新生成，核对后再定稿。" }),
  });
  await userEvent.click(screen.getByRole("button", { name: "定稿…" }));
  await userEvent.click(await screen.findByRole("button", { name: "定稿，应付 ¥1,280.00" }));
  await screen.findByText("对账单与核销记录不平");
  expect(screen.getByText("请重新生成，核对后再定稿。")).toBeTruthy();
});

it("takes no invoice that differs from what is owed or whose number is wrong", async () => {
  const server = open("approved");
  await userEvent.click(screen.getByRole("button", { name: "登记发票…" }));
  const amount = (await screen.findByLabelText("发票金额（元）")) as HTMLInputElement;
  expect(amount.value).toBe("1280.00");
  await userEvent.clear(amount);
  await userEvent.type(amount, "1279.99");
  await userEvent.type(screen.getByLabelText("发票号码"), "123");
  await userEvent.click(screen.getByRole("button", { name: "登记发票" }));
  await screen.findByText("须等于应付金额 ¥1,280.00");
  expect(await screen.findByText("发票号码应为 20 位数字（数电发票）")).toBeTruthy();
  expect(await screen.findByText("请选择开票日期")).toBeTruthy();
  expect(server.asked).toEqual([]);
});

it("says to whoever approved that somebody else registers the payment", () => {
  show(<StatementSteps statement={{ ...statementOf("invoiced"), allowedNext: [] }} />, {
    server: fakeServer({}),
    role: "finance",
  });
  expect(screen.queryAllByRole("button")).toEqual([]);
  expect(screen.getByText("您审批了这份对账单，请由另一位财务登记付款")).toBeTruthy();
});

it("registers a payment with its number, amount and day", async () => {
  const server = open("invoiced", "finance", {
    "POST /api/staff/statements/s1/pay": () => ({ body: statementOf("paid") }),
  });
  await userEvent.click(screen.getByRole("button", { name: "登记付款…" }));
  await userEvent.type(await screen.findByLabelText("付款流水号"), "BANK-20261122-1");
  await userEvent.type(screen.getByLabelText("付款日期"), "2026-11-22{Enter}");
  await userEvent.click(screen.getByRole("button", { name: "登记已付 ¥1,280.00" }));
  await waitFor(() => expect(server.asked.length).toBeGreaterThan(0));
  expect(server.asked[0]?.body).toEqual({ paymentRef: "BANK-20261122-1", paidFen: 128000, paidOn: "2026-11-22" });
});
