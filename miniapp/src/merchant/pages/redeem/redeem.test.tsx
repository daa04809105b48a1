import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { TOKENS } from "../../../../test/page";
import { answer, phone, refusal, resetPhone, type SentRequest } from "../../../../test/phone";
import { saveSession } from "../../../lib/session";
import { present } from "../../lib/presented";
import RedeemPage from "./index";

const PREVIEW = {
  service: { id: "care", name: "检测保养" },
  member: { name: "张*", phone: "138****5678" },
  plate: "鲁A·***45",
  expiresAt: "2026-11-30T16:00:00.000Z",
  price: { model: "fixed", priceFen: 2800, clubShareBps: null, capFen: null },
  distanceMeters: 20,
  needs: { plate: true, photo: false, amount: false },
  reasons: [] as { code: string; title: string; next: string }[],
  ticket: "a-ticket-that-was-signed-by-the-server" as string | null,
};
const RECEIPT = {
  redemptionId: "r1",
  receiptNo: "R-20261122-0001",
  signature: "s",
  serviceId: "care",
  serviceName: "检测保养",
  merchantName: "启达",
  branchName: "新华店",
  plate: "鲁A·***45",
  clubFen: 2800,
  memberFen: 0,
  redeemedAt: "2026-11-22T04:00:00.000Z",
  undoUntil: "2026-11-22T05:00:00.000Z",
};
const isPreview = ({ url }: SentRequest) => url.endsWith("/preview");
const confirms = () => phone.sent.filter((sent) => sent.url.endsWith("/merchant/redemptions"));

beforeEach(() => {
  resetPhone();
  saveSession("clerk", { ...TOKENS, actorId: "clerk-1" }, { isByWechat: true });
  present({ text: "7K3M9QXA01BZ", branchId: "b1", branchName: "新华店", merchantId: "m1" });
});

test("every reason why not is shown with its next step, and there is nothing to confirm", async () => {
  const reasons = [
    { code: "redemptions.too-far", title: "您不在门店附近", next: "请回到门店再核销。" },
    { code: "redemptions.quota-used", title: "车主本期次数已用完", next: "请车主下期再来。" },
  ];
  phone.network = () => answer(200, { ...PREVIEW, reasons, ticket: null });
  render(<RedeemPage />);
  expect(await screen.findByText("您不在门店附近")).toBeTruthy();
  for (const { title, next } of reasons) {
    expect(screen.getByText(title)).toBeTruthy();
    expect(screen.getByText(next)).toBeTruthy();
  }
  expect(screen.queryByText("确认核销")).toBeNull();
});

test("the button names what is missing until the plate is filled in, then confirms with it once", async () => {
  phone.network = (sent) => answer(isPreview(sent) ? 200 : 201, isPreview(sent) ? PREVIEW : RECEIPT);
  render(<RedeemPage />);
  const user = userEvent.setup();
  await user.click(await screen.findByText("请填写车牌上被遮住的前两位"));
  expect(confirms()).toHaveLength(0);
  await user.type(screen.getByPlaceholderText("例如 12"), "12");
  await user.dblClick(screen.getByText("确认核销"));
  expect(await screen.findByText("R-20261122-0001")).toBeTruthy();
  expect(confirms()).toHaveLength(1);
  expect(confirms()[0]?.data).toMatchObject({ ticket: PREVIEW.ticket, plateHidden: "12" });
});

test("when every answer is lost the page says so, and the next tap sends the same key and shows the receipt", async () => {
  let isLost = true;
  phone.network = (sent) => {
    if (isPreview(sent)) return answer(200, { ...PREVIEW, needs: { plate: false, photo: false, amount: false } });
    if (isLost) throw new Error("request:fail timeout");
    return answer(200, RECEIPT);
  };
  render(<RedeemPage />);
  const user = userEvent.setup();
  await user.click(await screen.findByText("确认核销"));
  expect(await screen.findByText(/可能已经核销成功/, {}, { timeout: 8000 })).toBeTruthy();
  isLost = false;
  await user.click(screen.getByText("确认核销"));
  expect(await screen.findByText("核销成功")).toBeTruthy();
  const keys = new Set(confirms().map(({ header }) => header["idempotency-key"]));
  expect(keys.size).toBe(1);
});

test("a wrong plate is said at the field and what was typed stays", async () => {
  phone.network = (sent) => (isPreview(sent) ? answer(200, PREVIEW) : refusal(409, "redemptions.plate-mismatch"));
  render(<RedeemPage />);
  const user = userEvent.setup();
  const field = await screen.findByPlaceholderText("例如 12");
  await user.type(field, "99");
  await user.click(screen.getByText("确认核销"));
  expect(await screen.findByText("不行。请稍后再试。")).toBeTruthy();
  expect((field as HTMLInputElement).value).toBe("99");
});

test("an unknown code is an error with a way to look again", async () => {
  phone.network = () => refusal(404, "redemptions.code-unknown");
  render(<RedeemPage />);
  expect(await screen.findByText("重新加载")).toBeTruthy();
  await act(async () => undefined);
});
