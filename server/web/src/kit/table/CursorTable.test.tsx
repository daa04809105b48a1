import { listStatements } from "@club/shared/settlement";
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useNavigate } from "react-router";
import { type Asked, fakeServer, problem, show } from "../../../test/harness";
import { STATEMENT_COLUMNS } from "../statements";
import { CursorTable } from "./CursorTable";
import type { Filter } from "./types";

const FILTERS: readonly Filter[] = [
  { kind: "city", name: "cityCode" },
  { kind: "text", name: "merchantId", label: "商户编号" },
];

function statement(n: number) {
  return {
    id: `s${n}`,
    statementNo: `DZ-${n}`,
    merchantId: "m1",
    merchantName: `洗车行 ${n}`,
    cityCode: "370100",
    month: "2026-10",
    status: "draft",
    lineCount: 12,
    totalFen: 128000,
    payableFen: 128000,
    generatedAt: "2026-11-01T04:00:00.000Z",
  };
}

/** Two pages of two rows. */
function twoPages({ query }: Asked) {
  return query.get("cursor") === "c2"
    ? { body: { items: [statement(3)], nextCursor: null } }
    : { body: { items: [statement(1), statement(2)], nextCursor: "c2" } };
}

function List() {
  const navigate = useNavigate();
  return (
    <CursorTable
      id="test"
      name="对账单"
      endpoint={listStatements}
      fixed={FIXED}
      columns={STATEMENT_COLUMNS}
      filters={FILTERS}
      rowKey={(row) => row.id}
      onOpen={(row) => navigate(`/opened/${row.id}`)}
      empty={{ sentence: "还没有对账单。" }}
    />
  );
}
const FIXED = { month: "2026-10" };

it("reads page by page with the server's cursors, forth and back", async () => {
  const server = fakeServer({ "GET /api/staff/statements": twoPages });
  show(<List />, { server });
  await screen.findByText("洗车行 1");
  await userEvent.click(screen.getByText("下一页"));
  await screen.findByText("洗车行 3");
  expect(screen.queryByText("洗车行 1")).toBeNull();
  expect(screen.getByText(/第 2 页，本页 1 条，已到最后/)).toBeTruthy();
  await userEvent.click(screen.getByText("上一页"));
  await screen.findByText("洗车行 1");
  expect(
    server.asked.map((one) => [one.query.get("cursor"), one.query.get("limit"), one.query.get("month")]),
  ).toContainEqual(["c2", "20", "2026-10"]);
});

it("takes filters from the URL and writes them there", async () => {
  const server = fakeServer({ "GET /api/staff/statements": twoPages });
  const shown = show(<List />, { server, at: "/list?merchantId=m7&other=1" });
  await screen.findByText("洗车行 1");
  expect(server.asked[0]?.query.get("merchantId")).toBe("m7");
  expect(server.asked[0]?.query.has("other")).toBe(false);
  const field = screen.getByLabelText("商户编号");
  await userEvent.clear(field);
  await userEvent.type(field, "m8{Enter}");
  await waitFor(() => expect(shown.location()).toBe("/list?merchantId=m8&other=1"));
  expect(server.asked.at(-1)?.query.get("merchantId")).toBe("m8");
});

it("marks the rows of the filters before as long as those of the new ones are awaited", async () => {
  let answer: () => void = () => undefined;
  const isAnswered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const server = fakeServer({
    "GET /api/staff/statements": async (asked) => {
      if (asked.query.has("merchantId")) await isAnswered;
      return twoPages(asked);
    },
  });
  show(<List />, { server });
  await screen.findByText("洗车行 1");
  expect(document.querySelector(".ant-spin-spinning")).toBeNull();
  await userEvent.type(screen.getByLabelText("商户编号"), "m8{Enter}");
  await waitFor(() => expect(document.querySelector(".ant-spin-spinning")).not.toBeNull());
  expect(screen.getByText("洗车行 1")).toBeTruthy();
  await act(async () => answer());
  await waitFor(() => expect(document.querySelector(".ant-spin-spinning")).toBeNull());
});

it("offers the choice of a city only to the province", async () => {
  const server = fakeServer({ "GET /api/staff/statements": twoPages });
  const province = show(<List />, { server });
  await screen.findByText("洗车行 1");
  expect(screen.queryAllByLabelText("城市").length).toBeGreaterThan(0);
  province.unmount();
  show(<List />, { server, role: "cityAdmin", cityCode: "370100" });
  await screen.findByText("洗车行 1");
  expect(screen.queryAllByLabelText("城市")).toEqual([]);
});

it("moves with j and k and opens with Enter, but not while somebody types", async () => {
  const server = fakeServer({ "GET /api/staff/statements": twoPages });
  const shown = show(<List />, { server });
  await screen.findByText("洗车行 1");
  await userEvent.type(screen.getByLabelText("商户编号"), "jj");
  expect(document.querySelector(".is-active")).toBeNull();
  await userEvent.clear(screen.getByLabelText("商户编号"));
  act(() => screen.getByLabelText("商户编号").blur());
  await userEvent.keyboard("jjk");
  expect(document.querySelector(".is-active")?.textContent).toContain("洗车行 1");
  await userEvent.keyboard("j{Enter}");
  await waitFor(() => expect(shown.location()).toBe("/opened/s2"));
});

it("keeps the chosen columns in this browser; the first cannot be hidden", async () => {
  const server = fakeServer({ "GET /api/staff/statements": twoPages });
  const first = show(<List />, { server });
  await screen.findByText("洗车行 1");
  await userEvent.click(screen.getByLabelText("选择列"));
  const choice = within(await screen.findByRole("tooltip"));
  expect((choice.getByLabelText("对账单号") as HTMLInputElement).disabled).toBe(true);
  await userEvent.click(choice.getByLabelText("商户"));
  await waitFor(() => expect(screen.queryByText("洗车行 1")).toBeNull());
  first.unmount();
  show(<List />, { server });
  await screen.findByText("DZ-1");
  expect(screen.queryByText("洗车行 1")).toBeNull();
});

it("has a sentence for an empty list, another for filters that fit nothing, and clears them", async () => {
  const server = fakeServer({
    "GET /api/staff/statements": ({ query }) =>
      query.has("merchantId") ? { body: { items: [], nextCursor: null } } : twoPages({ query } as Asked),
  });
  const shown = show(<List />, { server, at: "/list?merchantId=nobody" });
  await screen.findByText("没有符合筛选条件的记录。");
  await userEvent.click(screen.getAllByText("清除筛选")[0] as HTMLElement);
  await screen.findByText("洗车行 1");
  expect(shown.location()).toBe("/list");
});

it("says why a list could not be read and reads it again when asked", async () => {
  let isBusy = true;
  const server = fakeServer({
    "GET /api/staff/statements": (asked) =>
      isBusy
        ? problem(400, "request.invalid", { title: "填写的内容有误", detail: "请按提示修改后重新提交。" })
        : twoPages(asked),
  });
  show(<List />, { server });
  await screen.findByText("请按提示修改后重新提交。");
  // What could not be read is not called empty.
  expect(screen.queryByRole("table")).toBeNull();
  isBusy = false;
  await userEvent.click(screen.getByText("重试"));
  await screen.findByText("洗车行 1");
});
