import express from "express";
import { createSmsClient } from "../gateways/sms";
import { startSmsStandin } from "../gateways/standin/sms-standin";
import { startWechatStandin } from "../gateways/standin/wechat-standin";
import { createWechatClient } from "../gateways/wechat";
import { fixedClock } from "../platform/clock";
import { answerFailure, answerNotFound } from "../platform/failures";
import { listen, type RunningServer } from "../platform/shutdown";
import { type PreviewStandins, previewRouter } from "./preview";

const clock = fixedClock("2026-11-22T04:00:00Z");
const SMS = { clock, accessKeyId: "id", accessKeySecret: "secret" };
const WECHAT = { appid: "wxdemo", secret: "secret" };
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
});

async function startPreview(standins: PreviewStandins): Promise<string> {
  const app = express();
  app.use(previewRouter(standins));
  app.use(answerNotFound);
  app.use(answerFailure);
  const server: RunningServer = await listen(app, { host: "127.0.0.1", port: 0 });
  closing.push(() => server.stop(1000));
  return `http://127.0.0.1:${server.port}`;
}

async function startStandins() {
  const wechat = await startWechatStandin({ clock, ...WECHAT });
  const sms = await startSmsStandin(SMS);
  closing.push(wechat.stop, sms.stop);
  return { wechat, sms };
}

async function post(url: string, body: object): Promise<{ status: number; code: string }> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, ...((await response.json()) as { code: string }) };
}

test("a login code of the preview signs in the WeChat user that was asked for", async () => {
  const standins = await startStandins();
  const base = await startPreview(standins);
  const { code } = await post(`${base}/demo/login-code`, { user: "visitor-1" });
  const client = createWechatClient({ base: standins.wechat.base, ...WECHAT, miniprogramState: "developer" });
  expect((await client.code2Session(code)).openid).toBe(standins.wechat.openidOf("visitor-1"));
});

test("a phone code of the preview stands for the number that was typed", async () => {
  const standins = await startStandins();
  const base = await startPreview(standins);
  const { code } = await post(`${base}/demo/phone-code`, { phone: "139 0000 0001" });
  const client = createWechatClient({ base: standins.wechat.base, ...WECHAT, miniprogramState: "developer" });
  expect((await client.phoneNumber(code)).purePhoneNumber).toBe("13900000001");
});

test("the last code by SMS is found by the number and by its masked form, and only there", async () => {
  const { wechat, sms } = await startStandins();
  const base = await startPreview({ wechat, sms });
  const templates = { "verification-code": "SMS_1001" };
  const client = createSmsClient({ ...SMS, base: sms.base, signName: "车主俱乐部", templates });
  await client.send({ phone: "13900000001", template: "verification-code", params: { code: "123456" } });
  const find = async (phone: string) => (await fetch(`${base}/demo/sms?phone=${encodeURIComponent(phone)}`)).json();
  const found = { message: { code: "123456", at: "2026-11-22T04:00:00.000Z" } };
  expect(await find("13900000001")).toEqual(found);
  expect(await find("139****0001")).toEqual(found);
  expect(await find("139****0002")).toEqual({ message: null });
});

test.each([
  ["login-code", { user: "a b" }],
  ["login-code", {}],
  ["phone-code", { phone: "12" }],
])("/demo/%s with %j is refused", async (path, body) => {
  const base = await startPreview(await startStandins());
  expect(await post(`${base}/demo/${path}`, body)).toMatchObject({ status: 400, code: "request.invalid" });
});

test("a pattern that is no phone number is refused", async () => {
  const base = await startPreview(await startStandins());
  const response = await fetch(`${base}/demo/sms?phone=${encodeURIComponent(".*")}`);
  expect(response.status).toBe(400);
});

test.each(["login-code", "phone-code", "sms", "accounts"])(
  "with the real services there is no /demo/%s",
  async (path) => {
    const base = await startPreview({ wechat: null, sms: null });
    const isPost = path.endsWith("code");
    const response = await fetch(`${base}/demo/${path}?phone=13900000001`, { method: isPost ? "POST" : "GET" });
    expect(response.status).toBe(404);
  },
);
