import type { ViolationItem, ViolationReport } from "@club/shared/violations";
import { fireEvent, render, screen } from "@testing-library/react";
import { onAMembersPhone, pass } from "../../../../test/page";
import { answer, phone, refusal } from "../../../../test/phone";
import ViolationsPage from "./index";

const KNOWN: ViolationItem = {
  id: "r1",
  occurredAt: "2026-09-12T00:31:00.000Z",
  area: "济南市 经十路与历山路路口",
  act: "机动车违反禁止标线指示的",
  code: "1117",
  points: 1,
  fineFen: 10_000,
  handled: false,
  handledName: "未处理",
  archiveNo: null,
  city: "山东济南",
  foundAt: "2026-11-22T06:00:00.000Z",
  reference: null,
};
const UNKNOWN: ViolationItem = {
  ...KNOWN,
  ...{ id: "r2", occurredAt: null, act: null, points: null, fineFen: null, handled: null, handledName: "未知" },
  reference: {
    isReference: true,
    meaning: "违反禁止标线指示",
    points: 1,
    fineMinFen: 5000,
    fineMaxFen: 20_000,
    law: "道路交通安全法第九十条",
    note: null,
  },
};
const REPORT: ViolationReport = {
  vehicleId: "v1",
  plate: "鲁A00001",
  state: "fresh",
  sentence: "查到 1 条记录，其中 1 条未处理。",
  problem: null,
  guidance: "处理违章请打开“交管12123”App；俱乐部不代办、不代缴。",
  asOf: "2026-11-22T06:00:00.000Z",
  refresh: { isAllowed: true, whyNot: null },
  needs: { vinDigits: null, engineDigits: 6 },
  totals: {
    ...{ recordCount: 1, openCount: 1, handledUnknownCount: 0 },
    ...{ knownPoints: 1, pointsUnknownCount: 0, knownFineFen: 10_000, fineUnknownCount: 0 },
  },
  items: [KNOWN],
};
const ONLY_UNKNOWN: Partial<ViolationReport> = {
  items: [UNKNOWN],
  totals: {
    ...{ recordCount: 1, openCount: 0, handledUnknownCount: 1 },
    ...{ knownPoints: 0, pointsUnknownCount: 1, knownFineFen: 0, fineUnknownCount: 1 },
  },
};

onAMembersPhone({ id: "v1" });

async function show(changes: Partial<ViolationReport> = {}) {
  phone.network = () => answer(200, { ...REPORT, ...changes });
  render(<ViolationsPage />);
  await pass();
}

test("a record says when, where, what, and where to go with it; and as of when all that is", async () => {
  await show();
  expect(screen.getByText("机动车违反禁止标线指示的")).toBeTruthy();
  expect(screen.getByText("数据截至 今天 14:00")).toBeTruthy();
  expect(screen.getByText(/交管12123/)).toBeTruthy();
  expect(screen.getAllByText("¥100.00")).toHaveLength(2);
});

test("what the provider does not say is 未知 in the record and in the sums, and never 0", async () => {
  await show(ONLY_UNKNOWN);
  const page = document.body.textContent ?? "";
  expect(screen.getAllByText("未知").length).toBeGreaterThanOrEqual(5);
  expect(screen.getByText("处理情况未知")).toBeTruthy();
  expect(page).not.toMatch(/(^|[^\d.,])0 分|¥0\.00/);
});

test("what is from the table of codes is marked 参考", async () => {
  await show(ONLY_UNKNOWN);
  expect(screen.getByText("参考")).toBeTruthy();
  expect(screen.getByText("¥50.00 到 ¥200.00")).toBeTruthy();
});

test("a second refresh on a day is refused with the reason, and what was found stays on the page", async () => {
  await show();
  phone.network = ({ method }) =>
    method === "POST" ? refusal(409, "violations.refreshed-today") : answer(200, REPORT);
  fireEvent.click(screen.getByRole("button", { name: "刷新违章结果" }));
  await pass();
  expect(screen.getByText("不行。请稍后再试。")).toBeTruthy();
  expect(screen.getByText("机动车违反禁止标线指示的")).toBeTruthy();
});

test("a refresh that is not allowed says why, and its button asks nobody", async () => {
  await show({ refresh: { isAllowed: false, whyNot: "今天已经刷新过，明天可以再刷新。" } });
  const before = phone.sent.length;
  fireEvent.click(screen.getByRole("button", { name: "刷新违章结果" }));
  await pass();
  expect(screen.getByText("今天已经刷新过，明天可以再刷新。")).toBeTruthy();
  expect(phone.sent).toHaveLength(before);
});

test("the answer of a refresh takes the place of the one before", async () => {
  await show();
  const sentence = "没有查到记录。新的记录录入需要时间，以“交管12123”为准。";
  const none = { ...REPORT, sentence, items: [], totals: { ...REPORT.totals, recordCount: 0, openCount: 0 } };
  phone.network = () => answer(200, { ...none, refresh: { isAllowed: false, whyNot: "今天已经刷新过。" } });
  fireEvent.click(screen.getByRole("button", { name: "刷新违章结果" }));
  await pass();
  expect(screen.getByText(sentence)).toBeTruthy();
  expect(document.body.textContent).not.toContain("没有违章");
});

test("what the member can put right leads to the papers of the vehicle", async () => {
  const sentence = "还没有填写车架号。请在车辆资料里补上。";
  await show({ state: "unavailable", problem: "vin-missing", sentence, asOf: null, totals: null, items: [] });
  fireEvent.click(screen.getByText("去补充"));
  expect(phone.opened).toEqual(["/pages/vehicles/edit/index?id=v1"]);
});

test("while the club has switched it off there is a sentence and the way to the police, and no button", async () => {
  const off = { problem: "switched-off", sentence: "违章查询暂时关闭。", state: "unavailable", asOf: null } as const;
  await show({ ...off, totals: null, items: [] });
  expect(screen.getByText("违章查询暂时关闭。")).toBeTruthy();
  expect(screen.queryByText("刷新")).toBeNull();
});
