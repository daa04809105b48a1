import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type Answers, fakeServer, problem, SIGNED_IN, show } from "../../../test/harness";
import { MerchantSignIn } from "./MerchantSignIn";

const LOGIN = "POST /api/merchant/login";
const TOKENS = { actorId: "c1", accessToken: "a", refreshToken: "r", expiresInSeconds: 900 };
const CLERK = {
  ...{ id: "c1", name: "王店主", phone: "180****0000", role: "owner", branchIds: [], status: "active" },
  ...{ joinedAt: "2026-11-01T00:00:00.000Z", lastLoginAt: null },
};
const SIGNED = {
  ...TOKENS,
  clerk: CLERK,
  merchant: { id: "m1", name: "顺达", status: "approved" },
  deviceToken: "device-1",
};

beforeEach(() => localStorage.clear());

function open(answers: Answers) {
  const server = fakeServer(answers);
  const begin = jest.fn();
  show(<MerchantSignIn />, { server, session: { ...SIGNED_IN, begin } });
  return { server, begin };
}

async function signIn(phone: string, password: string) {
  await userEvent.type(screen.getByLabelText("手机号"), phone);
  await userEvent.type(screen.getByLabelText("密码"), password);
  await userEvent.click(screen.getByRole("button", { name: "登录" }));
}

it("opens the door, and shows the server next time what it gave this browser", async () => {
  const { begin, server } = open({ [LOGIN]: () => ({ body: SIGNED }) });
  await signIn("18000000000", "Chezhu-2026-demo");
  expect(begin).toHaveBeenCalledWith(expect.objectContaining(TOKENS));
  expect(server.asked[0]?.body).toEqual({ phone: "18000000000", password: "Chezhu-2026-demo" });
  cleanup();
  const again = open({ [LOGIN]: () => ({ body: SIGNED }) });
  await signIn("18000000000", "Chezhu-2026-demo");
  expect(again.server.asked[0]?.body).toMatchObject({ deviceToken: "device-1" });
});

it("says what was wrong and stays", async () => {
  const { begin } = open({
    [LOGIN]: () => problem(401, "merchants.login-failed", { title: "手机号或密码不正确", detail: "请核对。" }),
  });
  await signIn("18000000000", "wrong");
  await screen.findByText("手机号或密码不正确");
  expect(begin).not.toHaveBeenCalled();
});
