import type { Role } from "@club/shared/http";
import type { StatementLineView, StatementStatus, StatementView } from "@club/shared/settlement";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Route, Routes } from "react-router";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { statementOf } from "../../kit/statement.testing";
import StatementsSection from "./StatementsSection";

const ONE = "/api/merchant/statements/s1";
const LINE: StatementLineView = {
  id: "l1",
  seq: 1,
  kind: "redemption",
  redemptionId: "r1",
  receiptNo: "HX-1",
  at: "2026-10-03T04:00:00.000Z",
  serviceId: "gone",
  branchId: "b1",
  plate: "鲁A12345",
  memberFen: 0,
  amountFen: 3500,
  note: null,
};
const CARRY: StatementLineView = {
  ...LINE,
  id: "l2",
  seq: 2,
  kind: "carry",
  redemptionId: null,
  receiptNo: null,
  serviceId: null,
  plate: null,
  amountFen: -1200,
  note: "上期多付",
};

/** The statement stands on the server in `status`; a step that `answers` take can move it on. */
function open({
  at = "/statements/s1",
  role = "owner" as Role,
  answers = {} as Answers,
  of = statementOf("sent"),
} = {}) {
  const server = fakeServer({
    "GET /api/merchant/statements": () => ({ body: { items: [of], nextCursor: null } }),
    [`GET ${ONE}`]: () => ({ body: of }),
    [`GET ${ONE}/lines`]: () => ({ body: { items: [LINE, CARRY], nextCursor: null } }),
    "GET /api/services": () => ({ body: { items: [] } }),
    ...answers,
  });
  const page = (
    <Routes>
      <Route path="/statements/*" element={<StatementsSection />} />
    </Routes>
  );
  return { server, ...show(page, { server, role, at }) };
}

it("lists the merchant's own statements without saying whose they are, and opens one", async () => {
  const shown = open({ at: "/statements" });
  await userEvent.click(await screen.findByRole("button", { name: "DZ-1" }));
  expect(shown.location()).toBe("/statements/s1");
});

it("does not repeat the merchant and the city in the list", async () => {
  open({ at: "/statements" });
  await screen.findByText("DZ-1");
  const titles = screen.getAllByRole("columnheader").map((cell) => cell.textContent);
  expect(titles).toContain("应付");
  expect(titles).not.toContain("商户");
  expect(titles).not.toContain("城市");
});

it("shows figures and every line, also of a service that is no more and of what was carried over", async () => {
  open();
  await screen.findByText("HX-1");
  expect(screen.getByText("已下架的服务")).toBeTruthy();
  expect(screen.getByText("鲁A·12345")).toBeTruthy();
  expect(screen.getByText("结转")).toBeTruthy();
  expect(screen.getByText("-¥12.00").className).toContain("negative");
  expect(screen.getByText(/其中税额 ¥72\.45，税率 6%/)).toBeTruthy();
});

it("confirms exactly the lines that were shown; afterwards there is nothing to answer", async () => {
  let now: StatementView = statementOf("sent");
  const { server } = open({
    answers: {
      [`GET ${ONE}`]: () => ({ body: now }),
      [`POST ${ONE}/confirm`]: () => {
        now = statementOf("confirmed");
        return { body: now };
      },
    },
  });
  await userEvent.click(await screen.findByRole("button", { name: "确认对账单…" }));
  await screen.findByText("确认 12 条明细、应付 ¥1,280.00 无误");
  await userEvent.click(screen.getByRole("button", { name: "确认应付 ¥1,280.00" }));
  await screen.findByText("已确认，俱乐部会尽快审批");
  expect(server.asked.find((one) => one.method === "POST")?.body).toEqual({ linesHash: now.linesHash });
  await waitFor(() => expect(screen.queryByRole("button", { name: "有异议…" })).toBeNull());
});

it("says so when the lines have changed meanwhile, and keeps the dialog open", async () => {
  open({
    answers: {
      [`POST ${ONE}/confirm`]: () =>
        problem(409, "settlement.lines-changed", { title: "明细已有变化", detail: "请重新打开对账单核对。" }),
    },
  });
  await userEvent.click(await screen.findByRole("button", { name: "确认对账单…" }));
  await userEvent.click(await screen.findByRole("button", { name: "确认应付 ¥1,280.00" }));
  await screen.findByText("明细已有变化");
  expect(screen.getByRole("button", { name: "确认应付 ¥1,280.00" })).toBeTruthy();
});

it("disputes only with a reason, which goes along", async () => {
  const { server } = open({
    answers: { [`POST ${ONE}/dispute`]: () => ({ body: statementOf("disputed") }) },
  });
  await userEvent.click(await screen.findByRole("button", { name: "有异议…" }));
  await userEvent.click(await screen.findByRole("button", { name: "提出异议" }));
  await screen.findByText("请写明原因，2 至 200 个字");
  expect(server.countOf("POST", `${ONE}/dispute`)).toBe(0);
  await userEvent.type(screen.getByLabelText(/原因/), "第 1 条应为 30 元");
  await userEvent.click(screen.getByRole("button", { name: "提出异议" }));
  await screen.findByText("已退回俱乐部，答复后会再发来");
  expect(server.asked.find((one) => one.method === "POST")?.body).toEqual({ reason: "第 1 条应为 30 元" });
});

it.each<StatementStatus>(["disputed", "confirmed", "approved", "invoiced", "paid"])(
  "asks the owner for nothing on a statement that is %s",
  async (status) => {
    open({ of: statementOf(status) });
    await screen.findByText("HX-1");
    expect(screen.queryByRole("button", { name: "确认对账单…" })).toBeNull();
    expect(screen.queryByRole("button", { name: "有异议…" })).toBeNull();
  },
);

it("tells a statement that is not the merchant's like one that there is not", async () => {
  open({
    answers: {
      [`GET ${ONE}`]: () =>
        problem(404, "settlement.not-found", { title: "没有找到对账单", detail: "请从对账单列表打开。" }),
    },
  });
  await screen.findByText("没有找到对账单");
  expect(screen.queryByText("明细")).toBeNull();
});
