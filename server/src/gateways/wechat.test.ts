import { fixedClock } from "../platform/clock";
import { isAppError } from "../platform/problem";
import { GatewayRefusal } from "./gateways";
import { GatewayUnavailable } from "./http";
import { startWechatStandin, type WechatStandin } from "./standin/wechat-standin";
import { createWechatClient } from "./wechat";
import { clipTemplateValue } from "./wechat-template";

const clock = fixedClock("2026-11-22T04:00:00Z");
let standin: WechatStandin;
let waits: number[];

beforeEach(async () => {
  standin = await startWechatStandin({ clock, appid: "wxdemo", secret: "secret" });
  waits = [];
});
afterEach(() => standin.stop());

const client = (changes: { secret?: string } = {}) =>
  createWechatClient({
    base: standin.base,
    appid: "wxdemo",
    secret: changes.secret ?? "secret",
    miniprogramState: "developer",
    wait: async (ms) => void waits.push(ms),
  });

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof GatewayRefusal) return error.reason;
  return isAppError(error) ? error.code : String(error);
}

describe("code2Session", () => {
  test("gives the same openid for the same user and never the same code twice", async () => {
    const wechat = client();
    const first = await wechat.code2Session(standin.loginCode("alice"));
    const second = await wechat.code2Session(standin.loginCode("alice"));
    expect(first.openid).toBe(second.openid);
    expect(first.sessionKey).not.toBe("");
    const code = standin.loginCode("alice");
    await wechat.code2Session(code);
    expect(await refusal(wechat.code2Session(code))).toBe("code-invalid");
  });

  test.each([
    ["garbage", "code-invalid"],
    ["", "code-invalid"],
  ])("refuses the code %p as %s", async (code, reason) => {
    expect(await refusal(client().code2Session(code))).toBe(reason);
  });

  test("refuses a code older than five minutes and a blocked user", async () => {
    const old = standin.loginCode("alice");
    clock.advance(301_000);
    expect(await refusal(client().code2Session(old))).toBe("code-invalid");
    expect(await refusal(client().code2Session(standin.loginCode("blocked-bob")))).toBe("user-blocked");
  });

  test("a wrong app secret is our fault, not the user's", async () => {
    expect(await refusal(client({ secret: "wrong" }).code2Session(standin.loginCode("alice")))).toBe("bad-request");
  });

  test("tries twice more when WeChat is busy, then says it is not available", async () => {
    standin.faults.add({ kind: "errcode", path: "/sns/jscode2session", errcode: -1, times: 2 });
    await expect(client().code2Session(standin.loginCode("alice"))).resolves.toMatchObject({
      openid: expect.any(String),
    });
    expect(waits).toEqual([200, 600]);
    standin.faults.add({ kind: "errcode", path: "/sns/jscode2session", errcode: -1, times: 3 });
    expect(await refusal(client().code2Session(standin.loginCode("alice")))).toBe("gateway.unavailable");
  });

  test.each([
    { kind: "garbage" as const, path: "/sns/jscode2session", times: 1 },
    { kind: "status" as const, path: "/sns/jscode2session", status: 502, times: 1 },
  ])("an unusable answer ($kind) is gateway.unavailable", async (fault) => {
    standin.faults.add(fault);
    expect(await refusal(client().code2Session(standin.loginCode("alice")))).toBe("gateway.unavailable");
  });
});

describe("a call that never reached WeChat", () => {
  const secondTry = () => {
    const { port } = new URL(standin.base);
    return createWechatClient({
      base: standin.base,
      appid: "wxdemo",
      secret: "secret",
      miniprogramState: "developer",
      wait: async (ms) => {
        waits.push(ms);
        standin = await startWechatStandin({ clock, appid: "wxdemo", secret: "secret", port: Number(port) });
      },
    });
  };

  test("is made once more: a refused connection uses up no code", async () => {
    const [code, phoneCode] = [standin.loginCode("alice"), standin.phoneCode("13800000001")];
    await standin.stop();
    await expect(secondTry().code2Session(code)).resolves.toMatchObject({ openid: standin.openidOf("alice") });
    await standin.stop();
    await expect(secondTry().phoneNumber(phoneCode)).resolves.toMatchObject({ purePhoneNumber: "13800000001" });
    expect(waits).toEqual([200, 200]);
  });

  test("is made no third time, and a lost answer not even a second", async () => {
    standin.faults.add({ kind: "lostAnswer", how: "cut", path: "/sns/jscode2session", times: 1 });
    expect(await refusal(client().code2Session(standin.loginCode("alice")))).toBe("gateway.unavailable");
    expect(waits).toEqual([]);
    await standin.stop();
    expect(await refusal(client().code2Session(standin.loginCode("alice")))).toBe("gateway.unavailable");
    expect(waits).toEqual([200]);
  });
});

describe("access token", () => {
  test("is fetched once for calls that come together", async () => {
    const wechat = client();
    const phones = ["13800000001", "13800000002", "13800000003"];
    const answers = await Promise.all(phones.map((phone) => wechat.phoneNumber(standin.phoneCode(phone))));
    expect(answers.map((answer) => answer.purePhoneNumber)).toEqual(phones);
  });

  test("is thrown away and fetched again once when WeChat calls it invalid", async () => {
    const wechat = client();
    await wechat.phoneNumber(standin.phoneCode("13800000001"));
    standin.expireToken();
    await expect(wechat.phoneNumber(standin.phoneCode("13800000002"))).resolves.toEqual({
      purePhoneNumber: "13800000002",
      countryCode: "86",
    });
  });

  test("that stays invalid ends in gateway.unavailable instead of a loop", async () => {
    standin.faults.add({ kind: "errcode", path: "/wxa/business/getuserphonenumber", errcode: 40001, times: 2 });
    expect(await refusal(client().phoneNumber(standin.phoneCode("13800000001")))).toBe("gateway.unavailable");
  });
});

const SEND = "/cgi-bin/message/subscribe/send";

describe("subscribe messages", () => {
  const message = { openid: "", templateId: "T1", data: { thing1: "洗车券已核销", time2: "2026-11-22 12:00" } };

  test("one accept buys exactly one message; without an accept the answer is refused, not an error", async () => {
    const openid = standin.openidOf("alice");
    standin.accept(openid, "T1");
    expect(await client().sendSubscribe({ ...message, openid })).toBe("sent");
    expect(await client().sendSubscribe({ ...message, openid })).toBe("refused");
    expect(standin.sent).toHaveLength(1);
  });

  test("a long value is cut to what WeChat takes instead of losing the message", async () => {
    const openid = standin.openidOf("alice");
    standin.accept(openid, "T1");
    const long = "济南历下经十路汽车美容养护中心有限公司旗舰店二楼";
    expect(await client().sendSubscribe({ ...message, openid, data: { thing1: long } })).toBe("sent");
    expect([...(standin.sent[0]?.data.thing1?.value ?? "")]).toHaveLength(20);
  });

  test.each([
    ["unknown", 1, { kind: "lostAnswer", how: "cut", path: SEND, times: 1 }],
    ["unknown", 0, { kind: "garbage", path: SEND, times: 1 }],
    ["unknown", 0, { kind: "status", status: 503, path: SEND, times: 1 }],
    ["no", 0, { kind: "errcode", errcode: -1, path: SEND, times: 3 }],
    ["no", 0, { kind: "errcode", errcode: 40001, path: SEND, times: 2 }],
    ["no", 0, { kind: "lostAnswer", how: "cut", path: "/cgi-bin/stable_token", times: 1 }],
  ] as const)("whether it was sent is %s (%i were) after %p", async (isSent, sent, fault) => {
    const openid = standin.openidOf("alice");
    standin.accept(openid, "T1");
    standin.faults.add(fault);
    const error = await client()
      .sendSubscribe({ ...message, openid })
      .catch((reason: unknown) => reason);
    expect(error instanceof GatewayUnavailable && error.isSent).toBe(isSent);
    expect(standin.sent).toHaveLength(sent);
  });

  test.each([
    ["thing1", "一二三四五六七八九十一二三四五六七八九十一", "一二三四五六七八九十一二三四五六七八九…"],
    ["thing12", "短", "短"],
    ["name3", "欧阳上官司马诸葛轩辕夏侯", "欧阳上官司马诸葛轩…"],
    ["phrase1", "已经全部完成", "已经全部完"],
    ["car_number4", "鲁AD123456789", "鲁AD12345"],
    ["time5", "2026年11月22日 14:05", "2026年11月22日 14:05"],
  ])("clips %s %p", (key, value, expected) => {
    expect(clipTemplateValue(key, value)).toBe(expected);
  });
});

test("text check: pass, risky, and a person must look when WeChat cannot judge", async () => {
  const wechat = client();
  const text = { openid: standin.openidOf("alice"), scene: 2 as const };
  expect(await wechat.checkText({ ...text, content: "服务很好" })).toBe("pass");
  expect(await wechat.checkText({ ...text, content: "一段违规内容" })).toBe("risky");
  standin.faults.add({ kind: "errcode", path: "/wxa/msg_sec_check", errcode: 61010, times: 1 });
  expect(await wechat.checkText({ ...text, content: "服务很好" })).toBe("review");
});

test("code image: bytes of a picture, or a refusal for a scene WeChat does not take", async () => {
  const wechat = client();
  const image = await wechat.unlimitedCode({ scene: "c=jn01", page: "pages/home/index" });
  expect(image.subarray(1, 4).toString()).toBe("PNG");
  expect(await refusal(wechat.unlimitedCode({ scene: "空 格", page: "pages/home/index" }))).toBe("bad-request");
  standin.faults.add({ kind: "errcode", path: "/wxa/getwxacodeunlimit", errcode: 45009, times: 1 });
  expect(await refusal(wechat.unlimitedCode({ scene: "c=1", page: "pages/home/index" }))).toBe("too-many");
});

describe("the stand-in refuses what WeChat refuses", () => {
  type Arguments = Record<string, unknown>;
  const account = { appid: "wxdemo", secret: "secret" };
  const errcode = async (response: Promise<Response>) =>
    ((await (await response).json()) as { errcode?: number }).errcode;
  const post = (path: string, body: unknown) =>
    fetch(standin.base + path, { method: "POST", body: JSON.stringify(body) });
  async function postWithToken(path: string, body: unknown) {
    const answer = await post("/cgi-bin/stable_token", { ...account, grant_type: "client_credential" });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return errcode(post(`${path}?access_token=${token}`, body));
  }

  test.each<[number, Record<string, string>]>([
    [41002, { appid: "" }],
    [40013, { appid: "wxother" }],
    [41004, { secret: "" }],
    [40125, { secret: "other" }],
    [40002, { grant_type: "client_credential" }],
    [41008, { js_code: "" }],
  ])("code2Session: %i for %p", async (code, changes) => {
    const query = { ...account, grant_type: "authorization_code", js_code: standin.loginCode("alice"), ...changes };
    expect(await errcode(fetch(`${standin.base}/sns/jscode2session?${new URLSearchParams(query)}`))).toBe(code);
  });

  test.each<[number, unknown]>([
    [40002, { ...account }],
    [41002, { grant_type: "client_credential", secret: "secret" }],
    [41004, { grant_type: "client_credential", appid: "wxdemo" }],
    [40002, null],
    [40002, "text"],
  ])("stable_token: %i for %p", async (code, body) => {
    expect(await errcode(post("/cgi-bin/stable_token", body))).toBe(code);
  });

  test.each<[number, Arguments]>([
    [40003, { touser: "alice" }],
    [40037, { template_id: "" }],
    [47003, { data: "text" }],
    [47003, { data: {} }],
    [47003, { data: { thing1: {} } }],
    [47003, { data: { thing1: null } }],
    [47003, { data: { thing1: { value: 5 } } }],
    [47003, { miniprogram_state: "release" }],
    [47003, { lang: "zh" }],
    [43101, {}],
  ])("subscribe/send: %i for %p", async (code, changes) => {
    const data = { thing1: { value: "洗车券已核销" } };
    const message = {
      touser: standin.openidOf("alice"),
      template_id: "T1",
      data,
      miniprogram_state: "trial",
      lang: "zh_CN",
    };
    expect(await postWithToken(SEND, { ...message, ...changes })).toBe(code);
  });

  test.each<[number, Arguments]>([
    [40003, { openid: undefined }],
    [40129, { scene: 5 }],
    [40129, { scene: undefined }],
    [44002, { content: "" }],
    [47001, { content: "车".repeat(2501) }],
    [0, { content: "车".repeat(2500) }],
  ])("msg_sec_check: %i for %p", async (code, changes) => {
    const text = { version: 2, openid: standin.openidOf("alice"), scene: 2, content: "服务很好", ...changes };
    expect(await postWithToken("/wxa/msg_sec_check", text)).toBe(code);
  });

  test.each<[number, Arguments]>([
    [40169, { scene: "空 格" }],
    [41030, { page: "/pages/home/index" }],
    [41030, { page: "pages/home/index?a=1" }],
    [41030, { check_path: undefined }],
    [40097, { env_version: "formal" }],
    [40097, { width: 100 }],
  ])("getwxacodeunlimit: %i for %p", async (code, changes) => {
    const image = { scene: "c=1", page: "pages/home/index", check_path: false, env_version: "trial", width: 280 };
    expect(await postWithToken("/wxa/getwxacodeunlimit", { ...image, ...changes })).toBe(code);
  });
});
