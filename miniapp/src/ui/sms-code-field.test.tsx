import { act, fireEvent, render, screen } from "@testing-library/react";
import { ApiError } from "../lib/api-error";
import { SmsCodeField } from "./sms-code-field";

const SENT = { resendAfterSeconds: 60, expiresInSeconds: 300 };
const nothing = () => undefined;
const pass = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));
const tap = () => fireEvent.click(screen.getByRole("button"));

beforeEach(() => jest.useFakeTimers({ now: new Date("2026-11-22T06:00:00Z") }));
afterEach(() => jest.useRealTimers());

test("after a code was sent, the next one waits for the seconds the server said", async () => {
  const send = jest.fn(async () => SENT);
  render(<SmsCodeField phone="13800000000" send={send} value="" onChange={nothing} />);
  tap();
  await pass(0);
  expect(screen.getByText("60 秒")).toBeTruthy();
  tap();
  await pass(30_000);
  expect(screen.getByText("30 秒")).toBeTruthy();
  expect(send).toHaveBeenCalledTimes(1);
  await pass(30_000);
  tap();
  await pass(0);
  expect(send).toHaveBeenCalledTimes(2);
});

test("no code is sent before the number is whole", () => {
  const send = jest.fn(async () => SENT);
  render(<SmsCodeField phone={null} send={send} value="" onChange={nothing} />);
  tap();
  expect(send).not.toHaveBeenCalled();
});

test("a refusal is said below the field and the button can be tapped again", async () => {
  const refused = new ApiError({ code: "auth.code-limit", status: 429, message: "次数已用完", next: "请明天再试。" });
  render(<SmsCodeField phone="13800000000" send={() => Promise.reject(refused)} value="" onChange={nothing} />);
  tap();
  await pass(0);
  expect(screen.getByText("次数已用完。请明天再试。")).toBeTruthy();
  expect(screen.getByText("获取验证码")).toBeTruthy();
});
