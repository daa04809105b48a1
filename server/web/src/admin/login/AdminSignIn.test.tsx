import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type Answers, fakeServer, problem, SIGNED_IN, show } from "../../../test/harness";
import { AdminSignIn } from "./AdminSignIn";

const LOGIN = "POST /api/auth/staff/login";
const TOKENS = { actorId: "s1", accessToken: "a", refreshToken: "r", expiresInSeconds: 900 };
const SIGNED = { outcome: "signedIn", session: TOKENS, deviceToken: "device-1" };

beforeEach(() => localStorage.clear());

function open(answers: Answers) {
  const server = fakeServer(answers);
  const begin = jest.fn();
  show(<AdminSignIn />, { server, session: { ...SIGNED_IN, begin } });
  return { server, begin };
}

async function signIn(name: string, password: string) {
  await userEvent.type(screen.getByLabelText("登录名"), name);
  await userEvent.type(screen.getByLabelText("密码"), password);
  await userEvent.click(screen.getByRole("button", { name: "登录" }));
}

it("opens the door with the tokens of the server", async () => {
  const { begin, server } = open({ [LOGIN]: () => ({ body: SIGNED }) });
  await signIn("finance", "Chezhu-2026-demo");
  expect(begin).toHaveBeenCalledWith(TOKENS);
  expect(server.asked[0]?.body).toEqual({ loginName: "finance", password: "Chezhu-2026-demo" });
});

it("shows the server what it gave this browser at the sign-in before", async () => {
  open({ [LOGIN]: () => ({ body: SIGNED }) });
  await signIn("finance", "Chezhu-2026-demo");
  cleanup();
  const { server } = open({ [LOGIN]: () => ({ body: SIGNED }) });
  await signIn("finance", "Chezhu-2026-demo");
  expect(server.asked[0]?.body).toMatchObject({ deviceToken: "device-1" });
});

it("asks the server nothing before both fields are filled in", async () => {
  const { server } = open({});
  await userEvent.click(screen.getByRole("button", { name: "登录" }));
  await screen.findByText("请填写登录名");
  expect(screen.getByText("请填写密码")).toBeTruthy();
  expect(server.asked).toEqual([]);
});

it("says how long an account is locked, and keeps what was typed", async () => {
  open({
    [LOGIN]: () => ({
      status: 429,
      body: {
        code: "auth.login-locked",
        title: "密码错误次数太多，账号已锁定",
        detail: "请稍后再试，或请管理员重置密码。",
        details: { retryAfterSeconds: 600 },
      },
    }),
  });
  await signIn("finance", "wrong-password-1");
  await screen.findByText("密码错误次数太多，账号已锁定");
  expect(screen.getByText(/10 分钟后可再试/)).toBeTruthy();
  expect((screen.getByLabelText("登录名") as HTMLInputElement).value).toBe("finance");
});

it("has a temporary password replaced before the door opens, by the contract's rules", async () => {
  const { begin, server } = open({
    [LOGIN]: () => ({ body: { outcome: "passwordChangeRequired", changeToken: "change-token-1" } }),
    "POST /api/auth/staff/temporary-password": () => ({ body: TOKENS }),
  });
  await signIn("new.person", "temporary-1");
  await screen.findByText("设置自己的密码");
  expect(begin).not.toHaveBeenCalled();
  await userEvent.type(screen.getByLabelText("新密码"), "short1");
  await userEvent.type(screen.getByLabelText("再输入一次"), "short2");
  await userEvent.click(screen.getByRole("button", { name: "保存并登录" }));
  await screen.findByText("密码至少 10 位");
  expect(screen.getByText("两次输入的密码不一样")).toBeTruthy();
  for (const label of ["新密码", "再输入一次"]) {
    await userEvent.clear(screen.getByLabelText(label));
    await userEvent.type(screen.getByLabelText(label), "my-own-password-1");
  }
  await userEvent.click(screen.getByRole("button", { name: "保存并登录" }));
  expect(begin).toHaveBeenCalledWith(TOKENS);
  expect(server.asked.at(-1)?.body).toEqual({ changeToken: "change-token-1", newPassword: "my-own-password-1" });
});

it("leads back to the sign-in when the change came too late", async () => {
  open({
    [LOGIN]: () => ({ body: { outcome: "passwordChangeRequired", changeToken: "change-token-1" } }),
    "POST /api/auth/staff/temporary-password": () =>
      problem(401, "auth.change-token-invalid", { title: "修改密码的时间已过", detail: "请重新登录。" }),
  });
  await signIn("new.person", "temporary-1");
  await userEvent.type(await screen.findByLabelText("新密码"), "my-own-password-1");
  await userEvent.type(screen.getByLabelText("再输入一次"), "my-own-password-1");
  await userEvent.click(screen.getByRole("button", { name: "保存并登录" }));
  await screen.findByText("修改密码的时间已过");
  await userEvent.click(screen.getByRole("button", { name: "返回登录" }));
  expect(screen.getByLabelText("登录名")).toBeTruthy();
});
