import { fireEvent, screen, waitFor } from "@testing-library/react";
import { type Asked, fakeServer, problem, show } from "../../../test/harness";
import { fill, press } from "../page.testing";
import { DataPage } from "./DataPage";
import { DeadLettersPage } from "./DeadLettersPage";
import { DeliveriesPage } from "./DeliveriesPage";
import { FiguresPage } from "./FiguresPage";
import { ImportPage } from "./ImportPage";
import { BEIJING, YEAR_2027 } from "./reminders.testing";

const DELIVERY = {
  id: "r1",
  memberId: "m1",
  cityCode: "370100",
  kind: "inspection",
  kindName: "年检",
  title: "鲁A·12345 年检提醒",
  dueOn: "2026-12-31",
  stepLabel: "到期前 30 天",
  at: "2026-11-22T01:00:00.000Z",
  channel: "sms",
  channelName: "短信",
  state: "failed",
  stateName: "发送失败",
  lastError: "短信余额不足",
};
const deliveries = () => ({ body: { items: [DELIVERY], nextCursor: null } });

it("asks for today's deliveries until a day or a member is chosen", async () => {
  const server = fakeServer({ "GET /api/staff/reminders/deliveries": deliveries });
  const page = show(<DeliveriesPage />, { server, at: "/reminders/deliveries?state=failed", role: "finance" });
  await screen.findByText("短信余额不足");
  expect(server.asked.at(-1)?.query.get("day")).toMatch(/^20\d{2}-\d{2}-\d{2}$/);
  expect(server.asked.at(-1)?.query.get("state")).toBe("failed");
  page.unmount();
  show(<DeliveriesPage />, { server, at: "/reminders/deliveries?memberId=m1", role: "finance" });
  await screen.findByText("短信余额不足");
  expect(server.asked.at(-1)?.query.get("memberId")).toBe("m1");
  expect(server.asked.at(-1)?.query.has("day")).toBe(false);
});

const letter = (n: number) => ({
  messageId: `reminder.sms:r${n}`,
  reminderId: `r${n}`,
  reminder: { memberId: "m1", kindName: "年检", title: `鲁A·***0${n} 年检提醒`, dueOn: "2026-12-31" },
  channel: "sms",
  channelName: "短信",
  attempts: 8,
  createdAt: "2026-11-22T01:00:00.000Z",
  lastError: "短信余额不足",
});
const LETTERS = {
  "GET /api/staff/reminders/dead-letters": () => ({ body: { items: [letter(1), letter(2)], nextCursor: null } }),
};
const REPLAY = "/api/staff/reminders/dead-letters/replay";

it("sends chosen dead letters again with a reason, and says when some were no dead letters any more", async () => {
  const server = fakeServer({ ...LETTERS, [`POST ${REPLAY}`]: () => ({ body: { replayedCount: 1 } }) });
  show(<DeadLettersPage />, { server });
  await screen.findByText("鲁A·***01 年检提醒");
  fireEvent.click(screen.getAllByRole("checkbox")[0] as HTMLElement);
  await press("重新发送 2 条…");
  fill(await screen.findByLabelText(/原因/), "短信已充值");
  await press("重新发送 2 条");
  await waitFor(() => expect(server.countOf("POST", REPLAY)).toBe(1));
  expect(server.asked.find((one) => one.method === "POST")?.body).toEqual({
    messageIds: ["reminder.sms:r1", "reminder.sms:r2"],
    reason: "短信已充值",
  });
  await screen.findByText("已重新排队 1 条，另外 1 条已经不在失败列表里");
});

it("sends one dead letter again from its row", async () => {
  const server = fakeServer({ ...LETTERS, [`POST ${REPLAY}`]: () => ({ body: { replayedCount: 1 } }) });
  show(<DeadLettersPage />, { server });
  await press("重新发送 鲁A·***02 年检提醒");
  fill(await screen.findByLabelText(/原因/), "短信已充值");
  await press("重新发送 1 条");
  await waitFor(() => expect(server.countOf("POST", REPLAY)).toBe(1));
  expect(server.asked.find((one) => one.method === "POST")?.body).toMatchObject({ messageIds: ["reminder.sms:r2"] });
});

it("offers the auditor dead letters to read, not to send", async () => {
  show(<DeadLettersPage />, { server: fakeServer(LETTERS), role: "auditor" });
  await screen.findByText("鲁A·***01 年检提醒");
  expect(screen.queryAllByRole("checkbox")).toEqual([]);
  expect(screen.queryByRole("button", { name: "重新发送 鲁A·***01 年检提醒" })).toBeNull();
});

const RULES = {
  quietFrom: "21:00",
  quietTo: "08:30",
  smsPerMemberMonth: 4,
  smsPerDay: 2_000,
  version: 1,
  updatedAt: null,
};
const FIGURES = { rows: [], dueCount: 0, oldestDueAt: null };

it("changes quiet hours only to times that exist, on the version that was looked at", async () => {
  const server = fakeServer({
    "GET /api/staff/reminders/figures": () => ({ body: FIGURES }),
    "GET /api/staff/reminders/rules": () => ({ body: RULES }),
    "PUT /api/staff/reminders/rules": () => ({ body: { ...RULES, version: 2 } }),
  });
  show(<FiguresPage />, { server });
  await screen.findByText("21:00 至次日 08:30");
  await press("修改规则…");
  const from = await screen.findByLabelText("免打扰从");
  fill(from, "25:00");
  await screen.findByText("时间格式应为 21:00");
  fill(from, "20:30");
  await screen.findByText("免打扰：21:00 至次日 08:30 → 20:30 至次日 08:30");
  fill(screen.getByLabelText(/原因/), "老人睡得早");
  await press("保存规则");
  await waitFor(() => expect(server.countOf("PUT", "/api/staff/reminders/rules")).toBe(1));
  expect(server.asked.find((one) => one.method === "PUT")?.body).toEqual({
    quietFrom: "20:30",
    quietTo: "08:30",
    smsPerMemberMonth: 4,
    smsPerDay: 2_000,
    baseVersion: 1,
    reason: "老人睡得早",
  });
});

const LISTS = {
  "GET /api/staff/reminders/driving-restrictions": () => ({
    body: { items: [{ ...BEIJING, validThrough: "2020-03-28", isExpired: true, version: 2, updatedAt: null }] },
  }),
  "GET /api/staff/reminders/holiday-years": () => ({
    body: {
      items: [{ ...YEAR_2027, isPublished: false, workdayCount: 249, version: 0, updatedAt: null }],
      warning: "2027 年放假通知尚未导入。",
    },
  }),
};

it("marks expired restrictions and years that are not announced, and says what is to be done", async () => {
  show(<DataPage />, { server: fakeServer(LISTS), role: "finance" });
  await screen.findByText("已过期，不再提醒");
  expect(await screen.findByText("未公布，暂定")).toBeTruthy();
  expect(screen.getByText("2027 年放假通知尚未导入。")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "导入限行数据" })).toBeNull();
});

const PUT_CITY = "PUT /api/staff/reminders/driving-restrictions";

async function readIn(data: unknown) {
  fill(await screen.findByLabelText(/JSON 内容/), JSON.stringify(data));
  await press("试读");
}

it("imports what is right row by row and tells how each went; what is wrong is never sent", async () => {
  const tianjin = { ...BEIJING, cityCode: "120000", cityName: "天津市" };
  const server = fakeServer({
    ...LISTS,
    [PUT_CITY]: ({ body }: Asked) =>
      (body as { restriction: { cityCode: string } }).restriction.cityCode === "120000"
        ? problem(409, "reminders.version-conflict", { title: "内容已被其他人修改", detail: "请刷新后再导入。" })
        : { body: { ...BEIJING, isExpired: false, version: 3, updatedAt: null } },
  });
  show(<ImportPage />, { server, at: "/reminders/data/import?kind=restrictions" });
  await readIn([BEIJING, tianjin, { ...BEIJING, cityCode: "310000", cityName: "上海市", validThrough: "2028-01-01" }]);
  await screen.findByText("读到 3 条，其中 1 条有问题，不会导入。");
  await press("导入 2 条…");
  fill(await screen.findByLabelText(/原因/), "新一轮尾号");
  await press("导入 2 条");
  await screen.findByText("已导入");
  await screen.findByText("内容已被其他人修改。请刷新后再导入。");
  const sent = server.asked.filter((one) => one.method === "PUT").map((one) => one.body);
  expect(sent).toEqual([
    { restriction: BEIJING, baseVersion: 2, reason: "新一轮尾号" },
    { restriction: tianjin, baseVersion: 0, reason: "新一轮尾号" },
  ]);
});

it("forgets the result of a look when the text changes", async () => {
  show(<ImportPage />, { server: fakeServer(LISTS), at: "/reminders/data/import?kind=holidays" });
  await readIn(YEAR_2027);
  await screen.findByText("读到 1 条，都可以导入。");
  fill(screen.getByLabelText(/JSON 内容/), "{");
  await waitFor(() => expect(screen.queryByText(/读到 1 条/)).toBeNull());
  await press("试读");
  await screen.findByText(/不是完整的 JSON/);
});
