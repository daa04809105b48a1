import { CONSENT_VERSIONS } from "@club/shared/auth";
import { fireEvent, render, screen } from "@testing-library/react";
import { onANewPhone, press, TOKENS } from "../../../test/page";
import { answer, phone } from "../../../test/phone";
import { noteChannel, readChannel } from "../../lib/channel";
import { readSession, signOut } from "../../lib/session";
import AuthPage from "./index";

const TOKEN = "registration-token";
const bodies = (path: string) => phone.sent.filter(({ url }) => url.endsWith(path)).map(({ data }) => data);
const held = {
  title: "这个手机号已绑定",
  detail: "请验证。",
  code: "members.phone-held",
  details: { identityNeeded: true },
};

onANewPhone();

function newcomer(register: () => ReturnType<typeof answer>) {
  phone.network = ({ url }) => {
    if (url.endsWith("/auth/wechat")) return answer(200, { outcome: "unregistered", registrationToken: TOKEN });
    return url.endsWith("/auth/register") ? register() : answer(200, { resendAfterSeconds: 60, expiresInSeconds: 300 });
  };
}

async function fillIn() {
  await press("微信登录");
  fireEvent.click(screen.getByRole("button", { name: /^所在城市/ }));
  await press("青岛市");
  fireEvent.click(screen.getByRole("checkbox", { name: /用户协议/ }));
}

test("a member is signed in by WeChat alone and goes back to where they were", async () => {
  phone.network = () => answer(200, { outcome: "signedIn", session: TOKENS });
  render(<AuthPage />);
  await press("微信登录");
  expect(readSession("member")?.accessToken).toBe("a");
  expect(phone.opened).toEqual(["back"]);
});

test("looking around first is always possible", async () => {
  render(<AuthPage />);
  await press("暂不登录，先看看");
  expect(phone.opened).toEqual(["back"]);
  expect(phone.sent).toHaveLength(0);
});

test("the phone is not asked for before the city and the agreements, and nothing is ticked beforehand", async () => {
  newcomer(() => answer(200, TOKENS));
  render(<AuthPage />);
  await press("微信登录");
  await press("用微信手机号注册");
  expect(phone.toasts).toEqual(["请先选择所在城市"]);
  for (const box of screen.getAllByRole("checkbox")) expect(box.getAttribute("aria-checked")).toBe("false");
  expect(bodies("/auth/register")).toEqual([]);
});

test("registering sends the versions that were shown, the channel, and no consent that was not given", async () => {
  noteChannel({ scene: "poster-7" });
  newcomer(() => answer(200, TOKENS));
  render(<AuthPage />);
  await fillIn();
  await press("用微信手机号注册");
  expect(bodies("/auth/register")).toEqual([
    {
      registrationToken: TOKEN,
      proof: { by: "wechat", phoneCode: "phone-code" },
      cityCode: "370200",
      consents: [
        { kind: "terms", version: CONSENT_VERSIONS.terms },
        { kind: "privacy", version: CONSENT_VERSIONS.privacy },
      ],
      channelScene: "poster-7",
    },
  ]);
  expect(screen.getByText("注册成功")).toBeTruthy();
  expect(readChannel()).toBeNull();
});

test("a number that is a member's leads to the proof that it is the same person", async () => {
  newcomer(() => answer(409, held));
  render(<AuthPage />);
  await fillIn();
  await press("用微信手机号注册");
  expect(screen.getByText("这个手机号已经是会员")).toBeTruthy();
  expect(screen.getByLabelText("身份证后四位")).toBeTruthy();
});

test("a number without an account is offered registering instead of an error alone", async () => {
  phone.network = ({ url }) =>
    url.endsWith("/auth/login/sms")
      ? answer(404, { title: "这个手机号还不是会员", detail: "请先注册。", code: "members.not-registered" })
      : answer(200, { outcome: "unregistered", registrationToken: TOKEN });
  render(<AuthPage />);
  await press("手机号验证码登录");
  fireEvent.change(screen.getByLabelText("手机号"), { target: { value: "13900000001" } });
  fireEvent.change(screen.getByLabelText("短信验证码"), { target: { value: "123456" } });
  await press("登录");
  await press("用这个手机号注册");
  expect(screen.getByText("注册会员")).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>("手机号").value).toBe("13900000001");
});

test("when registering with the number cannot begin, the reason is said and the same button tries again", async () => {
  let isAway = true;
  phone.network = ({ url }) => {
    if (url.endsWith("/auth/login/sms"))
      return answer(404, { title: "这个手机号还不是会员", detail: "请先注册。", code: "members.not-registered" });
    if (isAway) throw new Error("request:fail");
    return answer(200, { outcome: "unregistered", registrationToken: TOKEN });
  };
  render(<AuthPage />);
  await press("手机号验证码登录");
  fireEvent.change(screen.getByLabelText("手机号"), { target: { value: "13900000001" } });
  fireEvent.change(screen.getByLabelText("短信验证码"), { target: { value: "123456" } });
  await press("登录");
  await press("用这个手机号注册");
  expect(screen.getByText(/网络没有连上/)).toBeTruthy();
  isAway = false;
  await press("用这个手机号注册");
  expect(screen.getByText("注册会员")).toBeTruthy();
});

test("a member who gave an ID card says who they are, and the same code is sent again", async () => {
  phone.network = ({ url, data }) => {
    if (!url.endsWith("/auth/login/sms")) return answer(200, { resendAfterSeconds: 60, expiresInSeconds: 300 });
    const asked = { title: "这个手机号的会员已经实名", detail: "请填写。", code: "members.identity-needed" };
    return (data as { identity?: object }).identity ? answer(200, TOKENS) : answer(409, asked);
  };
  render(<AuthPage />);
  await press("手机号验证码登录");
  fireEvent.change(screen.getByLabelText("手机号"), { target: { value: "13900000001" } });
  fireEvent.change(screen.getByLabelText("短信验证码"), { target: { value: "123456" } });
  expect(screen.queryByLabelText("身份证后四位")).toBeNull();
  await press("登录");
  expect(screen.getByText(/这个手机号的会员已经实名/)).toBeTruthy();
  await press("登录");
  expect(bodies("/auth/login/sms")).toHaveLength(1);
  fireEvent.change(screen.getByLabelText("姓名"), { target: { value: " 李小明 " } });
  fireEvent.change(screen.getByLabelText("身份证后四位"), { target: { value: "001X" } });
  await press("登录");
  const typed = { phone: "13900000001", smsCode: "123456" };
  expect(bodies("/auth/login/sms")).toEqual([typed, { ...typed, identity: { name: "李小明", idCardLast4: "001X" } }]);
  expect(readSession("member")?.accessToken).toBe("a");
});

test("who has set a password signs in with it, and the phone shows next time what it was given", async () => {
  let given = 0;
  phone.network = ({ data }) => {
    const { password } = data as { password: string };
    if (password !== "Chezhu2026")
      return answer(401, { title: "账号或密码不正确", detail: "请检查。", code: "auth.login-failed" });
    given += 1;
    return answer(200, { ...TOKENS, deviceToken: `device-${given}` });
  };
  const signIn = async (password: string) => {
    fireEvent.change(screen.getByLabelText("手机号"), { target: { value: "13900000001" } });
    fireEvent.change(screen.getByLabelText("密码"), { target: { value: password } });
    await press("登录");
  };
  const { unmount } = render(<AuthPage />);
  await press("手机号验证码登录");
  await press("改用密码登录");
  await signIn("Wrong2026");
  expect(screen.getByText(/账号或密码不正确/)).toBeTruthy();
  expect(readSession("member")).toBeNull();
  await signIn("Chezhu2026");
  expect(readSession("member")).toMatchObject({ accessToken: "a", isByWechat: false });
  expect(phone.opened).toEqual(["back"]);
  unmount();
  signOut("member");
  render(<AuthPage />);
  await press("手机号验证码登录");
  await press("改用密码登录");
  await signIn("Chezhu2026");
  const typed = { phone: "13900000001", password: "Chezhu2026" };
  expect(bodies("/auth/login/password")).toEqual([
    { ...typed, password: "Wrong2026" },
    typed,
    { ...typed, deviceToken: "device-1" },
  ]);
});

test("another number is asked for nothing that was asked for the first", async () => {
  phone.network = () => answer(409, { title: "已经实名", detail: "请填写。", code: "members.identity-needed" });
  render(<AuthPage />);
  await press("手机号验证码登录");
  fireEvent.change(screen.getByLabelText("手机号"), { target: { value: "13900000001" } });
  fireEvent.change(screen.getByLabelText("短信验证码"), { target: { value: "123456" } });
  await press("登录");
  expect(screen.getByLabelText("姓名")).toBeTruthy();
  fireEvent.change(screen.getByLabelText("手机号"), { target: { value: "13900000002" } });
  expect(screen.queryByLabelText("姓名")).toBeNull();
});

test("a network that is away is said, and the same button tries again", async () => {
  render(<AuthPage />);
  await press("微信登录");
  expect(screen.getByText(/网络没有连上/)).toBeTruthy();
  expect(screen.getByText("微信登录")).toBeTruthy();
});
