import { render, screen } from "@testing-library/react";
import { coverPage, onAMembersPhone, pass, uncoverPage } from "../../../../test/page";
import { answer, phone, type SentRequest } from "../../../../test/phone";
import VoucherPage from "./index";

const VOUCHER = {
  id: "v1",
  cardId: "c1",
  serviceId: "car-wash",
  serviceName: "洗车",
  icon: "car-wash",
  status: "issued",
  statusName: "可使用",
  issuedAt: "2026-11-01T04:00:00.000Z",
  expiresAt: "2026-11-30T16:00:00.000Z",
  redeemedAt: null,
  plateBinding: "none",
  plateMasked: null,
  redemptionId: null,
  code: "7K3M-9QXA-01BZ",
  whyNot: null,
  description: "",
  terms: [],
  timeline: [],
};
const QR = { token: "t", code: VOUCHER.code, refreshAfterSeconds: 60, expiresAt: "2026-11-22T06:01:00.000Z" };
const isVoucher = ({ url }: SentRequest) => url.endsWith("/me/vouchers/v1");
const asked = () => phone.sent.filter(isVoucher).length;
const served = (request: SentRequest) =>
  answer(200, isVoucher(request) ? VOUCHER : request.url.endsWith("/qr") ? QR : { items: [], nextCursor: null });
async function open() {
  phone.network = served;
  render(<VoucherPage />);
  await pass();
}

onAMembersPhone({ id: "v1" });

test("the screen is bright and stays on while the code is seen, and is as before while another page lies on it", async () => {
  await open();
  expect(phone).toMatchObject({ brightness: 1, isKeptOn: true });
  await coverPage();
  expect(phone).toMatchObject({ brightness: 0.4, isKeptOn: false });
  await uncoverPage();
  expect(phone).toMatchObject({ brightness: 1, isKeptOn: true });
});

test("the page asks anew three seconds after the last answer, however long that took, and not while it is covered", async () => {
  await open();
  expect(screen.getByText("给商户看这个码")).toBeTruthy();
  let reply = () => undefined as unknown;
  phone.network = (request) =>
    isVoucher(request) ? new Promise((resolve) => (reply = () => resolve(served(request)))) : served(request);
  const before = asked();
  await pass(30_000);
  expect(asked()).toBe(before + 1);
  reply();
  await pass(2900);
  expect(asked()).toBe(before + 1);
  await pass(200);
  expect(asked()).toBe(before + 2);
  reply();
  await coverPage();
  await pass(30_000);
  expect(asked()).toBe(before + 2);
});
