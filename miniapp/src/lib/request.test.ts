import { loginBySms, refreshSession } from "@club/shared/auth";
import { getMe } from "@club/shared/members";
import { listServices } from "@club/shared/services";
import { answer, phone, refusal, resetPhone, type SentRequest } from "../../test/phone";
import { call } from "./request";
import { clearSession, readSession, saveSession } from "./session";

const ME = {
  id: "m1",
  memberNo: "100",
  status: "registered",
  tier: "standard",
  cityCode: "370100",
  phone: "138****5678",
  name: null,
  idCard: null,
  hasPassword: false,
  wechatLinked: true,
  registeredAt: "2026-11-22T00:00:00.000Z",
  completedAt: null,
  closesAt: null,
  outdatedConsents: [],
};
const tokens = (name: string) => ({
  actorId: "m1",
  accessToken: `access-${name}`,
  refreshToken: `refresh-${name}`,
  expiresInSeconds: 900,
});
const BY_WECHAT = { isByWechat: true };
const paths = () => phone.sent.map(({ url }) => url);
const isRefresh = ({ url }: SentRequest) => url.endsWith(refreshSession.path);

beforeEach(() => {
  resetPhone();
  clearSession("member");
  clearSession("clerk");
  jest.useFakeTimers({ now: new Date("2026-11-22T06:00:00Z") });
});
afterEach(() => jest.useRealTimers());

/** The server takes only `access-new`, and changes `refresh-old` for it. */
function serverAfterExpiry(request: SentRequest) {
  if (isRefresh(request)) return answer(200, tokens("new"));
  return request.header.authorization === "Bearer access-new" ? answer(200, ME) : refusal(401, "auth.expired");
}

test("an expired session is renewed once for all calls that wait, and each call is replayed", async () => {
  saveSession("member", tokens("old"), BY_WECHAT);
  phone.network = serverAfterExpiry;
  const answers = await Promise.all([call(getMe, {}), call(getMe, {}), call(getMe, {})]);
  expect(answers.map(({ id }) => id)).toEqual(["m1", "m1", "m1"]);
  expect(phone.sent.filter(isRefresh)).toHaveLength(1);
  expect(readSession("member")?.refreshToken).toBe("refresh-new");
});

test("a token that is about to end is renewed before the call instead of after a refusal", async () => {
  saveSession("member", { ...tokens("old"), expiresInSeconds: 10 }, BY_WECHAT);
  phone.network = serverAfterExpiry;
  await call(getMe, {});
  expect(paths()).toEqual(["/api/auth/refresh", "/api/members/me"]);
});

test("when the refresh token is refused, WeChat's silent login takes its place", async () => {
  saveSession("member", tokens("old"), BY_WECHAT);
  phone.network = (request) => {
    if (isRefresh(request)) return refusal(401, "auth.refresh-invalid");
    if (request.url.endsWith("/auth/wechat")) return answer(200, { outcome: "signedIn", session: tokens("new") });
    return serverAfterExpiry(request);
  };
  await expect(call(getMe, {})).resolves.toMatchObject({ id: "m1" });
});

test("who is known to nobody any more is signed out and told so", async () => {
  saveSession("member", tokens("old"), BY_WECHAT);
  phone.network = ({ url }) =>
    url.endsWith("/auth/wechat")
      ? answer(200, { outcome: "unregistered", registrationToken: "x".repeat(20) })
      : refusal(401, "auth.refresh-invalid");
  await expect(call(getMe, {})).rejects.toMatchObject({ code: "auth.refresh-invalid" });
  expect(readSession("member")).toBeNull();
});

/** The server takes no token of this phone any more; its WeChat belongs to `actorId`. */
function wechatIsOf(actorId: string) {
  return (request: SentRequest) =>
    request.url.endsWith("/auth/wechat")
      ? answer(200, { outcome: "signedIn", session: { ...tokens("new"), actorId } })
      : isRefresh(request)
        ? refusal(401, "auth.refresh-invalid")
        : serverAfterExpiry(request);
}

test("WeChat's silent login never puts another person in the place of who was signed in, nor sends their call", async () => {
  saveSession("member", tokens("old"), BY_WECHAT);
  phone.network = wechatIsOf("m2");
  await expect(call(getMe, {})).rejects.toMatchObject({ code: "auth.refresh-invalid" });
  expect(readSession("member")).toBeNull();
  expect(phone.sent.filter(({ url }) => url.endsWith(getMe.path))).toHaveLength(1);
});

test("who signed in without WeChat is asked again instead of WeChat, which may be somebody else's", async () => {
  saveSession("member", tokens("old"), { isByWechat: false });
  phone.network = wechatIsOf("m1");
  await expect(call(getMe, {})).rejects.toMatchObject({ code: "auth.refresh-invalid" });
  expect(readSession("member")).toBeNull();
  expect(paths()).not.toContain("/api/auth/wechat");
});

test("a renewed session stays opened as it was", async () => {
  saveSession("member", tokens("old"), { isByWechat: false });
  phone.network = serverAfterExpiry;
  await call(getMe, {});
  expect(readSession("member")).toMatchObject({ refreshToken: "refresh-new", isByWechat: false });
});

test("what one person asked for is not sent again as who signed in meanwhile", async () => {
  saveSession("member", tokens("old"), BY_WECHAT);
  phone.network = (request) => {
    saveSession("member", { ...tokens("new"), actorId: "m2" }, BY_WECHAT);
    return request.header.authorization === "Bearer access-new" ? answer(200, ME) : refusal(401, "auth.expired");
  };
  await expect(call(getMe, {})).rejects.toMatchObject({ code: "auth.required" });
  expect(phone.sent).toHaveLength(1);
  expect(readSession("member")?.actorId).toBe("m2");
});

test("signing out while the session is being renewed stays signed out", async () => {
  saveSession("member", tokens("old"), BY_WECHAT);
  phone.network = (request) => {
    if (isRefresh(request)) clearSession("member");
    return serverAfterExpiry(request);
  };
  await expect(call(getMe, {})).rejects.toMatchObject({ code: "auth.required" });
  expect(readSession("member")).toBeNull();
});

test("a session survives a network that is away while it should be renewed", async () => {
  saveSession("member", tokens("old"), BY_WECHAT);
  phone.network = (request) => {
    if (isRefresh(request)) throw new Error("request:fail");
    return refusal(401, "auth.expired");
  };
  await expect(call(getMe, {})).rejects.toMatchObject({ code: "client.offline" });
  expect(readSession("member")?.refreshToken).toBe("refresh-old");
});

test("without a session nothing is sent", async () => {
  await expect(call(getMe, {})).rejects.toMatchObject({ code: "auth.required" });
  expect(phone.sent).toHaveLength(0);
});

test("reading is asked for again when no answer came, three times in all", async () => {
  const listing = call(listServices, {}).catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(5000);
  expect(await listing).toMatchObject({ code: "client.offline", status: 0 });
  expect(phone.sent).toHaveLength(3);
});

test("reading is asked for again when the server is busy, and answered", async () => {
  phone.network = () => (phone.sent.length === 1 ? refusal(503, "internal.busy") : answer(200, { items: [] }));
  const listing = call(listServices, {});
  await jest.advanceTimersByTimeAsync(500);
  await expect(listing).resolves.toEqual({ items: [] });
});

test("acting without a key is never sent twice", async () => {
  const input = { phone: "13800000000", smsCode: "123456" };
  await expect(call(loginBySms, input)).rejects.toMatchObject({ code: "client.offline" });
  expect(phone.sent).toHaveLength(1);
});

test("a refusal carries its sentences and those of the fields", async () => {
  phone.network = () =>
    answer(400, {
      title: "填写的内容有误",
      detail: "请修改。",
      code: "request.invalid",
      errors: [{ path: "phone", message: "短" }],
    });
  const error = await call(loginBySms, { phone: "13800000000", smsCode: "123456" }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ message: "填写的内容有误", next: "请修改。", fields: { phone: "短" } });
});

test("an answer that breaks the contract is refused instead of shown", async () => {
  phone.network = () => answer(200, { items: [{ id: 1 }] });
  await expect(call(listServices, {})).rejects.toMatchObject({ code: "client.unexpected-answer" });
});

test("a page of a proxy in place of an answer becomes a sentence", async () => {
  phone.network = () => answer(502, "<html>Bad gateway</html>");
  await expect(call(listServices, {})).rejects.toMatchObject({ code: "client.no-problem", status: 502 });
});
