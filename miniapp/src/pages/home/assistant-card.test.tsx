import { fireEvent, render, screen } from "@testing-library/react";
import { onAMembersPhone, pass } from "../../../test/page";
import { answer, phone, refusal } from "../../../test/phone";
import { CarCells } from "../me/car-cells";
import { AssistantCard } from "./assistant-card";

const HOLIDAY = {
  id: "holiday:holiday:2026-12-31",
  kind: "holiday",
  kindName: "节假日",
  vehicleId: null,
  plate: null,
  title: "元旦",
  advice: "出行前请检查车况。",
  dueOn: "2026-12-31",
  windowFrom: null,
  daysLeft: 3,
  state: "upcoming",
  isEstimated: false,
  isProvisional: false,
  canMarkDone: false,
  nextDue: null,
  isOn: true,
  steps: [],
};
const INSURANCE = {
  ...HOLIDAY,
  ...{ id: "compulsoryInsurance:v1:2026-12-08", kind: "compulsoryInsurance", kindName: "交强险", title: "交强险" },
  ...{ vehicleId: "v1", plate: "鲁A00001", dueOn: "2026-12-08", daysLeft: 15, advice: "还有 15 天，请提前续保。" },
};
const VOUCHERS = {
  ...HOLIDAY,
  id: "voucherExpiry:vouchers:2026-12-01",
  kind: "voucherExpiry",
  title: "3 张兑换券到期",
};
const timeline = (...items: object[]) => answer(200, { asOf: "2026-11-22T06:00:00.000Z", items, notices: [] });

async function show(items: object[]) {
  phone.network = () => timeline(...items);
  render(<AssistantCard />);
  await pass();
}

onAMembersPhone();

test("the first page tells what is to be done next, not what comes by itself, and leads to all of it", async () => {
  await show([HOLIDAY, VOUCHERS, INSURANCE, { ...INSURANCE, id: "other", daysLeft: 40 }]);
  expect(screen.getByText("鲁A·00001 交强险")).toBeTruthy();
  expect(screen.getByText("还有 15 天，请提前续保，另有 1 件")).toBeTruthy();
  fireEvent.click(screen.getByRole("button"));
  expect(phone.opened).toEqual(["/pages/assistant/index"]);
});

test("what is far off, done, or switched off is not told; then there is nothing to do soon", async () => {
  await show([
    { ...INSURANCE, daysLeft: 61 },
    { ...INSURANCE, state: "done" },
    { ...INSURANCE, isOn: false },
  ]);
  expect(screen.getByText("近期没有要办的事")).toBeTruthy();
});

test("what is overdue is marked", async () => {
  await show([{ ...INSURANCE, state: "overdue", daysLeft: -2 }]);
  expect(screen.getByText("已逾期")).toBeTruthy();
});

test("while it cannot be loaded there is no card, and the rest of the page is not in its way", async () => {
  phone.network = () => refusal(500, "internal.unexpected");
  const { container } = render(<AssistantCard />);
  await pass();
  expect(container.textContent).toBe("");
});

test.each([
  [0, null],
  [3, "3 条未读"],
  [100, "99+ 条未读"],
])("with %i unread messages 我的 says %s", async (unreadCount, text) => {
  phone.network = () => answer(200, { unreadCount });
  render(<CarCells />);
  await pass();
  expect(screen.queryByText(/条未读/)?.textContent ?? null).toBe(text);
});
