import { Readable } from "node:stream";
import { endpoint } from "@club/shared/http";
import * as z from "zod/mini";
import { createLog } from "./log";
import { fixedClock } from "./clock";
import { loadConfig } from "./config";
import { type AppDeps, cityFilter, memberActor, merchantActor, type SignedInActor, staffActor } from "./context";
import { createApp } from "./http";
import { AppError } from "./problem";
import { fileRoute, mountRoutes, route, uploadRoute } from "./route";
import { listen, type RunningServer } from "./shutdown";
import { signAccessToken } from "./tokens";
import express from "express";

const echo = endpoint({
  name: "echo",
  method: "POST",
  path: "/echo/:id",
  auth: ["member", "cityAdmin"],
  summary: "回声",
  tag: "test",
  params: z.object({ id: z.string() }),
  query: z.object({ times: z.optional(z.string()) }),
  body: z.object({ text: z.string("请填写文字"), tags: z.optional(z.array(z.string())) }),
  response: z.object({ id: z.string(), text: z.string(), actorId: z.string(), keys: z.array(z.string()) }),
  errors: [],
});
const open = endpoint({
  name: "open",
  method: "GET",
  path: "/open",
  auth: "public",
  summary: "公开",
  tag: "test",
  response: z.object({ kind: z.string() }),
  errors: [],
});
const fail = endpoint({
  name: "fail",
  method: "GET",
  path: "/fail/:how",
  auth: "public",
  summary: "失败",
  tag: "test",
  params: z.object({ how: z.string() }),
  response: z.object({ ok: z.boolean() }),
  errors: [],
});
const nothing = endpoint({
  name: "nothing",
  method: "DELETE",
  path: "/nothing",
  auth: "public",
  summary: "无",
  tag: "test",
  response: "empty",
  errors: [],
});
const file = endpoint({
  name: "file",
  method: "GET",
  path: "/file/:how",
  auth: "public",
  summary: "文件",
  tag: "test",
  params: z.object({ how: z.string() }),
  response: "file",
  errors: [],
});
const upload = endpoint({
  name: "upload",
  method: "POST",
  path: "/upload",
  auth: "public",
  summary: "上传",
  tag: "test",
  response: z.object({ size: z.int(), contentType: z.string() }),
  errors: [],
  upload: { types: ["image/png"], maxBytes: 1000 },
});
const own = endpoint({
  name: "own",
  method: "POST",
  path: "/own",
  auth: "public",
  summary: "自留",
  tag: "test",
  response: z.object({ key: z.string() }),
  errors: [],
  idempotent: "own",
});
const scoped = endpoint({
  name: "scoped",
  method: "GET",
  path: "/scoped",
  auth: ["member", "clerk", "provinceAdmin", "cityAdmin"],
  summary: "范围",
  tag: "test",
  response: z.object({ filter: z.record(z.string(), z.string()) }),
  errors: [],
});

const routes = [
  route(echo, async (ctx, input) => ({
    ...input,
    actorId: memberActor(ctx).id,
    keys: Object.keys(input).sort(),
    secret: "must not leave",
  })),
  route(open, async (ctx) => ({ kind: ctx.actor.kind })),
  route(fail, async (_ctx, { how }) => {
    if (how === "refusal") throw new AppError("request.too-many", { retryAfterSeconds: 7 });
    if (how === "mistake") throw new Error("the plate 鲁A12345 of 13812345678");
    return { ok: how } as unknown as { ok: boolean };
  }),
  route(nothing, async () => undefined),
  fileRoute(file, async (_ctx, { how }) => ({
    fileName: "对账单 (11月).csv",
    contentType: "text/csv; charset=utf-8",
    stream: how === "buffer" ? Buffer.from("a,b") : Readable.from(how === "broken" ? breakingRows() : ["a", ",b"]),
  })),
  uploadRoute(upload, async (_ctx, { bytes, contentType }) => ({ size: bytes.length, contentType })),
  route(own, async (ctx) => ({ key: ctx.idempotencyKey ?? "none" })),
  route(scoped, async (ctx) => ({ filter: cityFilter(ctx) as Record<string, string> })),
];

function* breakingRows() {
  yield "a".repeat(70_000);
  throw new Error("the source broke");
}

const clock = fixedClock("2026-11-22T04:00:00Z");
const lines: string[] = [];
const { config, keys } = loadConfig({ NODE_ENV: "test", CORS_ORIGINS: "https://club.example" });
const deps: AppDeps = {
  config,
  keys,
  clock,
  gateways: {} as AppDeps["gateways"],
  hooks: {},
  log: createLog({ logLevel: "info" }, { write: (line) => void lines.push(line) }),
};
const member: SignedInActor = { kind: "member", role: "member", id: "m1", cityCode: "370100", sessionId: "s1" };
const cityAdmin: SignedInActor = { kind: "staff", role: "cityAdmin", id: "a1", cityCode: "370200", sessionId: "s2" };
const provinceAdmin: SignedInActor = {
  kind: "staff",
  role: "provinceAdmin",
  id: "a2",
  cityCode: null,
  sessionId: "s3",
};
const clerk: SignedInActor = {
  kind: "merchant",
  role: "clerk",
  id: "c1",
  merchantId: "x",
  branchIds: [],
  cityCode: "370100",
  sessionId: "s4",
};
let server: RunningServer;

beforeAll(async () => {
  server = await listen(createApp(deps, routes), { host: "127.0.0.1", port: 0 });
});
afterAll(() => server.stop(1000));

type Sent = {
  method?: string;
  as?: SignedInActor;
  token?: string;
  headers?: Record<string, string>;
  body?: unknown;
  raw?: string;
};

async function send(path: string, sent: Sent = {}) {
  const headers: Record<string, string> = { ...sent.headers };
  const token = sent.token ?? (sent.as && signAccessToken(keys, sent.as, clock.now()));
  if (token) headers.authorization = `Bearer ${token}`;
  const body = sent.raw ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
  if (body !== undefined) headers["content-type"] ??= "application/json";
  const method = sent.method ?? (body === undefined ? "GET" : "POST");
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  const json: Record<string, unknown> = isJson && text ? JSON.parse(text) : {};
  return { status: response.status, headers: response.headers, text, json };
}

describe("an answer", () => {
  test("holds exactly what the contract lists, and the handler gets one new object of params, query and body", async () => {
    const answer = await send("/api/echo/7?times=2&extra=1", { as: member, body: { text: "你好", admin: true } });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ id: "7", text: "你好", actorId: "m1", keys: ["id", "text", "times"] });
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("that breaks the contract is a 500 that tells nothing, and the log says where", async () => {
    const answer = await send("/api/fail/contract");
    expect(answer.status).toBe(500);
    expect(answer.json.code).toBe("internal.unexpected");
    expect(lines.at(-1)).toContain("the answer of fail breaks its contract at ok (invalid_type)");
  });

  test("without content is 204", async () => {
    const answer = await send("/api/nothing", { method: "DELETE" });
    expect([answer.status, answer.text]).toEqual([204, ""]);
  });
});

describe("who may call", () => {
  test("nobody, a stranger's token, an unsigned token and another role are told apart; stale tokens are told to renew", async () => {
    const body = { text: "x" };
    const stranger = loadConfig({ JWT_SECRET: "another-secret-that-is-long-enough-0123456789" }).keys;
    const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url")}.${Buffer.from('{"sub":"m1"}').toString("base64url")}.`;
    const stale = signAccessToken(keys, member, new Date(clock.now().getTime() - 15 * 60_000));
    const codes = await Promise.all([
      send("/api/echo/7", { body }),
      send("/api/echo/7", { body, token: signAccessToken(stranger, member, clock.now()) }),
      send("/api/echo/7", { body, token: unsigned }),
      send("/api/echo/7", { body, token: "garbage" }),
      send("/api/echo/7", { body, token: stale }),
      send("/api/echo/7", { body, as: clerk }),
    ]);
    expect(codes.map(({ status, json }) => [status, json.code])).toEqual([
      [401, "auth.required"],
      [401, "auth.required"],
      [401, "auth.required"],
      [401, "auth.required"],
      [401, "auth.expired"],
      [403, "auth.forbidden"],
    ]);
  });

  test("a role that may call but is not a member is refused by the service's own narrowing", async () => {
    expect((await send("/api/echo/7", { as: cityAdmin, body: { text: "x" } })).json.code).toBe("auth.forbidden");
  });

  test("public endpoints know a caller with a good token and take one with a stale token as anonymous", async () => {
    const stale = signAccessToken(keys, member, new Date("2026-11-21T00:00:00Z"));
    expect((await send("/api/open", { as: member })).json).toEqual({ kind: "member" });
    expect((await send("/api/open", { token: stale })).json).toEqual({ kind: "anonymous" });
    expect((await send("/api/open")).json).toEqual({ kind: "anonymous" });
  });

  test("who may not call learns it before the body is looked at", async () => {
    expect((await send("/api/echo/7", { raw: "{broken" })).json.code).toBe("auth.required");
  });

  test("city staff are limited to their city, the province sees all, others have no city filter at all", async () => {
    expect((await send("/api/scoped", { as: cityAdmin })).json).toEqual({ filter: { cityCode: "370200" } });
    expect((await send("/api/scoped", { as: provinceAdmin })).json).toEqual({ filter: {} });
    expect((await send("/api/scoped", { as: member })).status).toBe(403);
    expect((await send("/api/scoped", { as: clerk })).status).toBe(403);
  });
});

test("narrowing gives the actor of the right kind and refuses every other", () => {
  const ctx = (actor: SignedInActor) => ({ actor }) as Parameters<typeof memberActor>[0];
  expect(memberActor(ctx(member))).toBe(member);
  expect(merchantActor(ctx(clerk))).toBe(clerk);
  expect(staffActor(ctx(cityAdmin))).toBe(cityAdmin);
  expect(() => memberActor(ctx(clerk))).toThrow("auth.forbidden");
  expect(() => merchantActor(ctx(cityAdmin))).toThrow("auth.forbidden");
  expect(() => staffActor(ctx(member))).toThrow("auth.forbidden");
});

describe("a bad request", () => {
  test("names the fields in Chinese", async () => {
    const answer = await send("/api/echo/7", { as: member, body: { tags: ["a", 5] } });
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(answer.json).toMatchObject({
      code: "request.invalid",
      title: "填写的内容有误",
      errors: [
        { path: "text", message: "请填写文字" },
        { path: "tags.1", message: "这一项应为文字" },
      ],
    });
  });

  test.each([
    ["broken JSON", { raw: "{broken" }, 400, "request.not-json"],
    ["a bare value", { raw: '"text"' }, 400, "request.not-json"],
    ["another content type", { raw: "text=1", headers: { "content-type": "text/plain" } }, 400, "request.not-json"],
    ["a list", { raw: "[]" }, 400, "request.invalid"],
    ["no body", { method: "POST" }, 400, "request.invalid"],
    [
      "an unknown charset",
      { raw: "{}", headers: { "content-type": "application/json; charset=x" } },
      400,
      "request.not-json",
    ],
    ["more than 100 kB", { body: { text: "x".repeat(102_401) } }, 413, "request.too-large"],
  ])("%s is refused", async (_title, sent, status, code) => {
    const answer = await send("/api/echo/7", { as: member, ...sent });
    expect([answer.status, answer.json.code]).toEqual([status, code]);
  });

  test("operators and prototype tricks in the body and the query are dropped or refused, never passed on", async () => {
    const raw = '{"text":"x","__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"$where":"1"}';
    const answer = await send("/api/echo/7?times[$gt]=1&__proto__[x]=1", { as: member, raw });
    expect(answer.json.keys).toEqual(["id", "text"]);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
    const operator = await send("/api/echo/7", { as: member, body: { text: { $gt: "" } } });
    expect(operator.json.errors).toEqual([{ path: "text", message: "请填写文字" }]);
  });

  test("paths that nobody serves, wrong methods and undecodable paths are 404 problems", async () => {
    const answers = await Promise.all([
      send("/api/none"),
      send("/none"),
      send("/api/open", { method: "PUT" }),
      send("/api/OPEN"),
      send("/api/fail/%E0%A4%A"),
    ]);
    for (const answer of answers) expect([answer.status, answer.json.code]).toEqual([404, "request.not-found"]);
  });
});

describe("failures", () => {
  test("a refusal says when to come back", async () => {
    const answer = await send("/api/fail/refusal");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(answer.json.details).toEqual({ retryAfterSeconds: 7 });
  });

  test("a mistake in our code answers 500 without a word about it; the log has the stack but no personal data", async () => {
    const answer = await send("/api/fail/mistake", { headers: { "x-request-id": "client-id-0001" } });
    expect(answer.status).toBe(500);
    expect(Object.keys(answer.json).sort()).toEqual(["code", "detail", "requestId", "status", "title", "type"]);
    const line = JSON.parse(lines.at(-1) ?? "{}");
    expect(line).toMatchObject({ level: "error", requestId: "client-id-0001", endpoint: "fail", status: 500 });
    expect(line.err.message).toBe("the plate [plate] of [phone]");
    expect(line.err.stack).toContain("route.test.ts");
  });
});

describe("the request's id and log line", () => {
  test("a sane id is kept and sent back; others are replaced", async () => {
    const kept = await send("/api/open", { headers: { "x-request-id": "abcd_1234-EF" } });
    expect(kept.headers.get("x-request-id")).toBe("abcd_1234-EF");
    const replaced = await send("/api/open", { headers: { "x-request-id": "a b; drop" } });
    expect(replaced.headers.get("x-request-id")).toMatch(/^[0-9A-Za-z]{20}$/);
  });

  test("one line with id, endpoint, actor, status and duration; a refusal with its code, at info", async () => {
    await send("/api/echo/7", { as: cityAdmin, body: { text: "x" }, headers: { "x-request-id": "req-00000001" } });
    const line = JSON.parse(lines.at(-1) ?? "{}");
    expect(line).toMatchObject({
      level: "info",
      requestId: "req-00000001",
      endpoint: "echo",
      actor: "staff:a1",
      status: 403,
      code: "auth.forbidden",
    });
    expect(typeof line.ms).toBe("number");
  });
});

test("a path that nobody serves is logged without the personal data in it", async () => {
  await send("/api/members/13812345678");
  expect(JSON.parse(lines.at(-1) ?? "{}")).toMatchObject({ endpoint: "GET /api/members/[phone]", status: 404 });
});

describe("files", () => {
  test.each(["buffer", "stream"])("a %s is sent with its type and its Chinese name", async (how) => {
    const answer = await send(`/api/file/${how}`);
    expect(answer.text).toBe("a,b");
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent("对账单 (11月).csv").replace("(", "%28").replace(")", "%29")}`,
    );
  });

  test("a file that breaks off breaks the connection, so that no client takes it for whole", async () => {
    await expect(send("/api/file/broken")).rejects.toThrow();
    expect((await send("/api/open")).status).toBe(200);
  });

  test("an upload arrives as bytes; too large, empty or of another type is refused", async () => {
    const png = { "content-type": "image/png" };
    expect((await send("/api/upload", { raw: "abc", headers: png })).json).toEqual({
      size: 3,
      contentType: "image/png",
    });
    const refusals = await Promise.all([
      send("/api/upload", { raw: "a".repeat(1001), headers: png }),
      send("/api/upload", { raw: "abc", headers: { "content-type": "image/svg+xml" } }),
      send("/api/upload", { method: "POST", headers: png }),
    ]);
    expect(refusals.map(({ json }) => json.code)).toEqual(["request.too-large", "request.invalid", "request.invalid"]);
  });
});

test("an endpoint that keeps its answers itself demands the key and passes it on", async () => {
  expect((await send("/api/own", { method: "POST" })).json.code).toBe("request.idempotency-key-missing");
  const bad = await send("/api/own", { method: "POST", headers: { "idempotency-key": "short" } });
  expect(bad.json.code).toBe("request.idempotency-key-missing");
  const good = await send("/api/own", { method: "POST", headers: { "idempotency-key": "0123456789abcdef" } });
  expect(good.json).toEqual({ key: "0123456789abcdef" });
});

test("every answer carries the security headers, none tells what serves it", async () => {
  const { headers } = await send("/api/none");
  expect(headers.get("x-powered-by")).toBeNull();
  expect(headers.get("etag")).toBeNull();
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
});

test("only listed origins may call from their pages", async () => {
  const allowed = await send("/api/open", { headers: { origin: "https://club.example" } });
  expect(allowed.headers.get("access-control-allow-origin")).toBe("https://club.example");
  const other = await send("/api/open", { headers: { origin: "https://evil.example" } });
  expect(other.headers.get("access-control-allow-origin")).toBeNull();
});

test("the process says that it lives, and that it is not ready while the database is away", async () => {
  expect((await send("/healthz")).json).toEqual({ ok: true });
  expect((await send("/readyz")).json.code).toBe("internal.database-unavailable");
});

test("two endpoints of one name, and event streams, are refused when mounted", () => {
  const router = express.Router();
  expect(() => mountRoutes(router, [routes[1] as (typeof routes)[0], routes[1] as (typeof routes)[0]], deps)).toThrow(
    "open",
  );
  const events = endpoint({ ...open, name: "events", path: "/events", response: "events" });
  expect(() => mountRoutes(router, [{ endpoint: events, handle: async () => undefined }], deps)).toThrow(
    "event streams",
  );
});
