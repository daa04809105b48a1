import { act, renderHook } from "@testing-library/react";
import { signIn } from "../../../../test/page";
import { answer, phone, refusal, resetPhone } from "../../../../test/phone";
import { useVoucherQr } from "./use-voucher-qr";

let issued = 0;
const qr = () => {
  issued += 1;
  const expiresAt = "2026-11-22T04:01:00.000Z";
  return answer(200, { token: `token-${issued}`, code: "7K3M-9QXA-01BZ", refreshAfterSeconds: 60, expiresAt });
};
const pass = (seconds: number) => act(() => jest.advanceTimersByTimeAsync(seconds * 1000));
const offline = () => {
  throw new Error("request:fail");
};

beforeEach(() => {
  jest.useFakeTimers();
  resetPhone();
  issued = 0;
  phone.network = qr;
  signIn();
});
afterEach(() => jest.useRealTimers());

async function shown(onRefused = () => undefined) {
  const { result } = renderHook(() => useVoucherQr("voucher-1", onRefused));
  await pass(1);
  return result;
}

test("a token is there at once and a new one takes its place after 60 seconds", async () => {
  const qrNow = await shown();
  expect(qrNow.current.token).toBe("token-1");
  await pass(57);
  expect(qrNow.current.token).toBe("token-1");
  await pass(5);
  expect(qrNow.current).toMatchObject({ token: "token-2", error: null });
  expect(phone.sent).toHaveLength(2);
});

test("without network the last token stays for its grace, then goes, and comes back with the network", async () => {
  const qrNow = await shown();
  phone.network = offline;
  await pass(70);
  expect(qrNow.current).toMatchObject({ token: "token-1", moment: { phase: "grace" }, error: { status: 0 } });
  await pass(30);
  expect(qrNow.current.token).toBeNull();
  phone.network = qr;
  await pass(6);
  expect(qrNow.current).toMatchObject({ token: "token-2", error: null });
});

test("a server that cannot be reached is asked every five seconds, not every second", async () => {
  phone.network = offline;
  await shown();
  await pass(20);
  expect(phone.sent.length).toBeLessThanOrEqual(6);
});

test("a voucher that can no longer be used is reported, so that the page shows its state", async () => {
  phone.network = () => refusal(409, "vouchers.not-usable");
  const onRefused = jest.fn();
  await shown(onRefused);
  expect(onRefused).toHaveBeenCalledTimes(1);
});
