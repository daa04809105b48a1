import { fireEvent, render, screen } from "@testing-library/react";
import { onAMembersPhone, pass } from "../../../test/page";
import { answer, phone, type SentRequest } from "../../../test/phone";
import InboxPage from "./inbox/index";
import AssistantPage from "./index";
import SwitchesPage from "./switches/index";

const changes = () => phone.sent.filter(({ method }) => method !== "GET");

const INSPECTION = {
  id: "inspection:v1:2026-12-31",
  kind: "inspection",
  kindName: "年检",
  vehicleId: "v1",
  plate: "鲁A00001",
  title: "年检：上线检验",
  advice: "还有 39 天。",
  dueOn: "2026-12-31",
  windowFrom: "2026-10-01",
  daysLeft: 39,
  state: "window",
  isEstimated: true,
  isProvisional: false,
  canMarkDone: true,
  nextDue: { on: "2028-12-31" },
  isOn: true,
  steps: [],
};
const KIND = {
  kind: "inspection",
  name: "年检",
  explanation: "到期前提醒。",
  isOn: true,
  channels: ["inbox", "wechat"],
};
const SETTINGS = {
  kinds: [{ ...KIND, wechatCredits: 0, wechatTemplateId: "t1" }],
  restrictionCityCode: null,
  restrictionCities: [],
  quietFrom: "21:00",
  quietTo: "08:30",
  templateGroups: [["t1", "t2", "t3"], ["t4"]],
};
const MESSAGE = {
  id: "m1",
  kind: "inspection",
  kindName: "年检",
  title: "鲁A·00001 该年检了",
  body: "请在 12 月 31 日前办理。",
  target: "vehicle",
  vehicleId: "v1",
  at: "2026-11-22T01:00:00.000Z",
  readAt: null,
};

/** The club of these pages; `changed` answers what is not a GET. */
function club(changed: (request: SentRequest) => ReturnType<typeof answer> = () => answer(200, SETTINGS)) {
  return (request: SentRequest) => {
    if (request.method !== "GET") return changed(request);
    if (request.url.includes("/unread")) return answer(200, { unreadCount: 2 });
    if (request.url.includes("/timeline"))
      return answer(200, { asOf: "2026-11-22T06:00:00.000Z", items: [INSPECTION], notices: ["放假安排尚未公布。"] });
    if (request.url.includes("/inbox")) return answer(200, { items: [MESSAGE], nextCursor: null });
    return answer(200, SETTINGS);
  };
}

onAMembersPhone();
beforeEach(() => {
  phone.network = club();
});

test("the timeline shows the day with its mark 估算, what is missing, and how many messages are unread", async () => {
  render(<AssistantPage />);
  await pass();
  expect(screen.getByText("12月31日")).toBeTruthy();
  expect(screen.getByText("估算")).toBeTruthy();
  expect(screen.getByText("放假安排尚未公布。")).toBeTruthy();
  expect(screen.getByText("2 条未读")).toBeTruthy();
});

test("vouchers, points and the licence lead to their own pages", async () => {
  const plain = { ...INSPECTION, vehicleId: null, plate: null, isEstimated: false, canMarkDone: false };
  const ends = [
    { ...plain, id: "voucherExpiry:vouchers:2026-12-31", kind: "voucherExpiry", title: "3 张兑换券到期" },
    { ...plain, id: "pointsExpiry:points:2026-12-31", kind: "pointsExpiry", title: "1,200 积分到期" },
    { ...plain, id: "licenceDuty:age70:2027-01-13", kind: "licenceDuty", title: "驾驶证年度体检" },
  ];
  phone.network = ({ url }) =>
    url.includes("/unread")
      ? answer(200, { unreadCount: 0 })
      : answer(200, { asOf: "2026-11-22T06:00:00.000Z", items: ends, notices: [] });
  render(<AssistantPage />);
  await pass();
  for (const name of ["3 张兑换券到期，看兑换券", "1,200 积分到期，看积分", "驾驶证年度体检，看驾驶证"])
    fireEvent.click(screen.getByRole("button", { name }));
  expect(phone.opened).toEqual(["/pages/vouchers/index", "/pages/points/index", "/pages/vehicles/licence/index"]);
});

test("an inspection that is done takes the new month as its last day along", async () => {
  phone.network = club(() => answer(200, { itemId: INSPECTION.id, isDone: true, nextDueOn: "2028-11-30" }));
  render(<AssistantPage />);
  await pass();
  fireEvent.click(screen.getByRole("button", { name: "年检：上线检验，已办理" }));
  fireEvent.change(screen.getByLabelText(/^新的检验有效期至/), { target: { value: "2028-11" } });
  fireEvent.click(screen.getByText("确认已办理"));
  await pass();
  expect(changes().map(({ data }) => data)).toContainEqual({ itemId: INSPECTION.id, nextDueOn: "2028-11-30" });
});

test("a proposal that is left alone is the club's estimate; a licence is done with its new end or 长期 only", async () => {
  const renewal = {
    ...INSPECTION,
    ...{ id: "licence:licence:2026-12-15", kind: "licence", kindName: "驾驶证换证", title: "驾驶证换证" },
    ...{ vehicleId: null, plate: null, nextDue: null },
  };
  const items = [INSPECTION, renewal];
  phone.network = ({ method, url }) => {
    if (method !== "GET") return answer(200, { itemId: INSPECTION.id, isDone: true, nextDueOn: null });
    return url.includes("/unread")
      ? answer(200, { unreadCount: 0 })
      : answer(200, { asOf: "2026-11-22T06:00:00.000Z", items, notices: [] });
  };
  render(<AssistantPage />);
  await pass();
  fireEvent.click(screen.getByRole("button", { name: "年检：上线检验，已办理" }));
  expect(screen.getByText(/不改会标明“估算”/)).toBeTruthy();
  fireEvent.click(screen.getByText("确认已办理"));
  await pass();
  fireEvent.click(screen.getByRole("button", { name: "驾驶证换证，已办理" }));
  fireEvent.click(screen.getByText("确认已办理"));
  await pass();
  expect(changes()).toHaveLength(1);
  fireEvent.click(screen.getByRole("checkbox", { name: "新证有效期是长期" }));
  fireEvent.click(screen.getByText("确认已办理"));
  await pass();
  expect(changes().map(({ data }) => data)).toEqual([
    { itemId: INSPECTION.id },
    { itemId: renewal.id, isLongTerm: true },
  ]);
});

test("WeChat is asked in the tap itself, before anything else, and what was answered is told once", async () => {
  render(<SwitchesPage />);
  await pass();
  const before = phone.sent.length;
  fireEvent.click(screen.getByText(/^同意微信提醒/));
  expect(phone.askedToSubscribe).toEqual([["t1", "t2", "t3"]]);
  expect(phone.sent).toHaveLength(before);
  await pass();
  expect(changes()).toHaveLength(1);
  expect(changes()[0]?.data).toEqual({
    results: ["t1", "t2", "t3"].map((templateId) => ({ templateId, result: "accept" })),
  });
  fireEvent.click(screen.getByText(/^同意微信提醒/));
  expect(phone.askedToSubscribe.at(-1)).toEqual(["t4"]);
  await pass();
});

test("an answer that could not be told is told again with the same key, and WeChat is not asked twice", async () => {
  phone.network = club(() => {
    throw new Error("request:fail");
  });
  render(<SwitchesPage />);
  await pass();
  fireEvent.click(screen.getByText(/^同意微信提醒/));
  await pass(5000);
  phone.network = club();
  fireEvent.click(screen.getByText("再试一次"));
  await pass();
  expect(phone.askedToSubscribe).toHaveLength(1);
  expect(new Set(changes().map(({ header }) => header["idempotency-key"])).size).toBe(1);
  expect(screen.queryByText("再试一次")).toBeNull();
});

test("a switch is sent alone, and shows what the club answered", async () => {
  phone.network = club(() => answer(200, { ...SETTINGS, kinds: [{ ...SETTINGS.kinds[0], isOn: false }] }));
  render(<SwitchesPage />);
  await pass();
  fireEvent.click(screen.getByRole("checkbox", { name: "年检，已开" }));
  await pass();
  expect(changes()[0]?.data).toEqual({ switches: [{ kind: "inspection", isOn: false }] });
  expect(screen.getByRole("checkbox", { name: "年检，已关" })).toBeTruthy();
});

test("an unread message is read by opening it, and leads to what it is about", async () => {
  phone.network = club(() => answer(200, { ...MESSAGE, readAt: "2026-11-22T06:00:00.000Z" }));
  render(<InboxPage />);
  await pass();
  fireEvent.click(screen.getByText("鲁A·00001 该年检了"));
  await pass();
  expect(changes().map(({ url }) => url)).toEqual(["/api/me/inbox/m1/read"]);
  expect(phone.opened).toEqual(["/pages/vehicles/detail/index?id=v1"]);
});

test("all are marked as read only up to the newest that is seen", async () => {
  phone.network = club(() => answer(200, { readCount: 1 }));
  render(<InboxPage />);
  await pass();
  fireEvent.click(screen.getByText("全部标为已读"));
  await pass();
  expect(changes()[0]?.data).toEqual({ until: MESSAGE.at });
});
