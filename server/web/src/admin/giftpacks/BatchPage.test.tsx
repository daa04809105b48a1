import type { GrantBatchRowView, GrantBatchView } from "@club/shared/giftpack-batches";
import type { Role } from "@club/shared/http";
import { screen, waitFor } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { fakeServer, problem, show } from "../../../test/harness";
import { press } from "../page.testing";
import { BatchPage } from "./BatchPage";

const CHECKED: GrantBatchView = {
  id: "b1",
  packId: "p1",
  status: "checked",
  statusName: "检查完成，等待执行",
  rowCount: 1_300,
  progressCount: 1_300,
  grantableCount: 1_298,
  grantedCount: 0,
  refusedCount: 2,
  reason: "本月生日",
  createdAt: "2026-11-22T04:00:00.000Z",
  updatedAt: "2026-11-22T04:00:00.000Z",
};
const RUNNING: GrantBatchView = {
  ...CHECKED,
  status: "running",
  statusName: "正在赠送",
  progressCount: 325,
  grantedCount: 324,
};
const DONE: GrantBatchView = { ...CHECKED, status: "done", statusName: "已完成", grantedCount: 1_298 };
const ROW: GrantBatchRowView = {
  ...{ rowNo: 1, phoneMasked: "131****0001", memberId: "m1", memberNo: "1234567890", plannedRefusal: null },
  ...{ isChecked: true, grantId: null, refusal: null, isDone: false },
};
const why = (title: string) => ({ code: "giftpacks.member-not-found" as const, title, next: "" });
const NOBODY = {
  ...ROW,
  rowNo: 2,
  phoneMasked: "139****7777",
  memberId: null,
  memberNo: null,
  plannedRefusal: why("没有这位会员"),
};
const EXECUTE = "/api/staff/grant-batches/b1/execute";
const FIGURE = /^(行数|已检查|已处理|可以赠送|已赠送|不能赠送)/;

type Opened = { batch: () => GrantBatchView; rows?: GrantBatchRowView[]; role?: Role; execute?: () => object };

function open({ batch, rows = [ROW, NOBODY], role = "provinceAdmin", execute = () => ({ body: RUNNING }) }: Opened) {
  const server = fakeServer({
    "GET /api/staff/grant-batches/b1": () => ({ body: batch() }),
    "GET /api/staff/grant-batches/b1/rows": () => ({ body: { items: rows, nextCursor: null } }),
    [`POST ${EXECUTE}`]: execute,
  });
  const page = (
    <Routes>
      <Route path="/giftpacks/:packId/batches/:batchId" element={<BatchPage />} />
    </Routes>
  );
  show(page, { server, role, at: "/giftpacks/p1/batches/b1" });
  return server;
}

const percent = () => screen.getByRole("progressbar").getAttribute("aria-valuenow");
const figures = () =>
  [...document.querySelectorAll(".figure")]
    .map(({ textContent }) => textContent)
    .filter((text) => FIGURE.test(text ?? ""));
const lines = async () => {
  await screen.findByText("131****0001");
  return [...document.querySelectorAll("tbody tr[data-row-key]")].map((line) => line.textContent);
};

it("after the dry run says row by row what would be given, and gives nothing by itself", async () => {
  const server = open({ batch: () => CHECKED });
  await screen.findByRole("button", { name: "赠送给 1,298 位会员" });
  expect(await lines()).toEqual([expect.stringMatching(/可以赠送/), expect.stringMatching(/没有这位会员/)]);
  expect(figures()).toEqual(["行数1,300", "已检查1,300", "可以赠送1,298", "不能赠送2"]);
  expect(server.countOf("POST", EXECUTE)).toBe(0);
});

it("is carried out only after the dialog was read, and then shows how far it is, until it is done", async () => {
  let now = CHECKED;
  const server = open({
    batch: () => now,
    execute: () => {
      now = RUNNING;
      return { body: RUNNING };
    },
  });
  await press("赠送给 1,298 位会员");
  await screen.findByText("每位会员只会得到一次，中断后会自动继续");
  expect(server.countOf("POST", EXECUTE)).toBe(0);
  await press("赠送给 1,298 位会员");
  await screen.findByText("正在赠送");
  expect(server.countOf("POST", EXECUTE)).toBe(1);
  expect(percent()).toBe("25");
  expect(figures()).toEqual(["行数1,300", "已处理325", "已赠送324", "不能赠送2"]);
  expect(screen.getByText("可以离开这一页，处理会继续；回来能看到进度。")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^赠送给/ })).toBeNull();
  now = DONE;
  await screen.findByText("已完成");
  expect(percent()).toBe("100");
  expect(screen.queryByText(/可以离开这一页/)).toBeNull();
});

it("says why it cannot be carried out, and the dialog stays", async () => {
  open({
    batch: () => CHECKED,
    execute: () => problem(409, "giftpacks.not-published", { title: "礼包还没有发布", detail: "请先发布礼包。" }),
  });
  await press("赠送给 1,298 位会员");
  await screen.findByText("每位会员只会得到一次，中断后会自动继续");
  await press("赠送给 1,298 位会员");
  await screen.findByText("礼包还没有发布");
  expect(screen.getByText("每位会员只会得到一次，中断后会自动继续")).toBeTruthy();
});

it("tells for each row of a batch that is done what became of it", async () => {
  const given = { ...ROW, isDone: true, grantId: "g1" };
  const late = { ...ROW, rowNo: 2, phoneMasked: "139****7777", isDone: true, refusal: why("会员账号正在注销或已注销") };
  open({ batch: () => DONE, rows: [given, late] });
  expect(await lines()).toEqual([expect.stringMatching(/已赠送$/), expect.stringMatching(/会员账号正在注销或已注销$/)]);
});

it("leads back to the file when nobody in it can be given the pack", async () => {
  open({ batch: () => ({ ...CHECKED, grantableCount: 0, refusedCount: 1_300 }) });
  await screen.findByText("没有可以赠送的会员");
  expect(screen.queryByRole("button", { name: /^赠送给/ })).toBeNull();
});

it("lets those who only read look on", async () => {
  open({ batch: () => CHECKED, role: "auditor" });
  await screen.findByText("检查完成，等待执行");
  await waitFor(() => expect(screen.queryByRole("button", { name: /^赠送给/ })).toBeNull());
});
