import { act, fireEvent, render, screen } from "@testing-library/react";
import { TOKENS } from "../../../../test/page";
import { answer, phone, refusal, resetPhone } from "../../../../test/phone";
import { clearSession, saveSession } from "../../../lib/session";
import ClerkPasswordPage from "./index";

const signInBy = (isByWechat: boolean) => saveSession("clerk", { ...TOKENS, actorId: "clerk-1" }, { isByWechat });
const fill = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const save = () => act(async () => void fireEvent.click(screen.getByText("设置密码")));

beforeEach(() => {
  resetPhone();
  clearSession("clerk");
  phone.network = () => answer(204);
});

test("on the clerk's own WeChat a fresh code of it is the proof, and no old password is asked for", async () => {
  signInBy(true);
  render(<ClerkPasswordPage />);
  expect(screen.queryByLabelText("当前密码")).toBeNull();
  fill("新密码", "short");
  expect(screen.getByText("密码至少 8 位")).toBeTruthy();
  await save();
  expect(phone.sent).toEqual([]);
  fill("新密码", "Wash2026car");
  await save();
  expect(phone.sent[0]?.url).toMatch(/\/merchant\/me\/password$/);
  expect(phone.sent[0]?.data).toEqual({ password: "Wash2026car", loginCode: "login-code" });
  expect(phone.toasts).toEqual(["密码已设置，可以登录商户网页了"]);
});

test("on somebody else's WeChat the present password is the proof, and a wrong one is told", async () => {
  signInBy(false);
  render(<ClerkPasswordPage />);
  fill("新密码", "Wash2026car");
  await save();
  expect(phone.sent).toEqual([]);
  fill("当前密码", "Wash2025car");
  phone.network = () => refusal(400, "merchants.password-wrong");
  await save();
  expect(phone.sent[0]?.data).toEqual({ password: "Wash2026car", currentPassword: "Wash2025car" });
  expect(screen.getByText(/不行/)).toBeTruthy();
});

test("nobody signed in is led to the merchant's sign-in", () => {
  render(<ClerkPasswordPage />);
  expect(screen.getByText("登录商户后设置密码")).toBeTruthy();
});
