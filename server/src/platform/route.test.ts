import { endpoint } from "@club/shared/http";
import express from "express";
import { signAccessToken } from "./access-tokens";
import { loadConfig } from "./config";
import { memberActor, merchantActor, type SignedInActor, staffActor } from "./context";
import {
  cityAdmin,
  clerk,
  clock,
  deps,
  keys,
  lines,
  member,
  open,
  provinceAdmin,
  routes,
  send,
  startServer,
  stopServer,
} from "./http.testing";
import { mountRoutes } from "./route";

beforeAll(startServer);
afterAll(stopServer);

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

test("two endpoints of one name, a stream without a schema of its events, and a public stream are refused when mounted", () => {
  const router = express.Router();
  const twice = routes[1] as (typeof routes)[0];
  expect(() => mountRoutes(router, [twice, twice], deps)).toThrow("open");
  const handle = async () => undefined;
  const shapeless = endpoint({ ...open, name: "events", path: "/events", response: "events", auth: ["member"] });
  expect(() => mountRoutes(router, [{ endpoint: shapeless, handle }], deps)).toThrow("belong together");
  const forAll = endpoint({ ...open, name: "events", path: "/events", response: "events", event: open.response });
  expect(() => mountRoutes(router, [{ endpoint: forAll, handle }], deps)).toThrow("cannot be public");
});
