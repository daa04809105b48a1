import { staffLogin } from "@club/shared/auth";
import { createAdjustment, listStatements } from "@club/shared/settlement";
import { fakeServer, problem } from "../../test/harness";
import { type Api, createApi } from "./client";
import type { ApiError } from "./errors";
import { createSession } from "./session";

const EMPTY_PAGE = { items: [], nextCursor: null };

function apiFor(server: ReturnType<typeof fakeServer>): Api {
  let renewals = 0;
  const session = createSession({
    storage: localStorage,
    key: "club.test",
    renew: async () => ({ accessToken: `renewed-${++renewals}`, refreshToken: `refresh-${renewals}` }),
  });
  session.begin({ accessToken: "first", refreshToken: "refresh-0" });
  return createApi(session, server.fetcher);
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: ApiError) => error,
  );

it("renews an access token that ran out and sends the request again, once", async () => {
  const server = fakeServer({
    "GET /api/staff/statements": ({ headers }) =>
      headers.get("authorization") === "Bearer first"
        ? problem(401, "auth.expired", { title: "", detail: "" })
        : { body: EMPTY_PAGE },
  });
  expect(await apiFor(server).call(listStatements, { month: "2026-10" })).toEqual(EMPTY_PAGE);
  expect(server.asked.map((one) => one.headers.get("authorization"))).toEqual(["Bearer first", "Bearer renewed-1"]);
});

it("repeats a request that moves value under the same key", async () => {
  const server = fakeServer({
    "POST /api/staff/adjustments": ({ headers, body }) =>
      headers.get("authorization") === "Bearer first"
        ? problem(401, "auth.expired", { title: "", detail: "" })
        : { body: { id: "a1", at: "2026-11-22T04:00:00.000Z", ...(body as object) } },
  });
  const input = { merchantId: "m1", amountFen: -500, reason: "按旧价多结" };
  await apiFor(server).call(createAdjustment, input, { key: "intent-1" });
  expect(server.asked.map((one) => one.headers.get("idempotency-key"))).toEqual(["intent-1", "intent-1"]);
});

it("does not renew for ever: a second refusal is the answer", async () => {
  const server = fakeServer({
    "GET /api/staff/statements": () =>
      problem(401, "auth.expired", { title: "登录已过期", detail: "请重新登录后继续。" }),
  });
  const failure = await failureOf(apiFor(server).call(listStatements, {}));
  expect([failure?.code, server.asked.length]).toEqual(["auth.expired", 2]);
});

it("tells what happened, what to do, which fields, and how long to wait", async () => {
  const server = fakeServer({
    "POST /api/auth/staff/login": () => ({
      status: 429,
      body: {
        code: "auth.login-locked",
        title: "尝试太多",
        detail: "请稍后再试。",
        details: { retryAfterSeconds: 840 },
        errors: [{ path: "password", message: "密码不正确" }],
      },
    }),
  });
  const failure = await failureOf(apiFor(server).call(staffLogin, { loginName: "admin", password: "x" }));
  expect([failure?.code, failure?.message, failure?.next]).toEqual([
    "auth.login-locked",
    "尝试太多",
    "请稍后再试。（14 分钟后可再试）",
  ]);
  expect(failure?.fields).toEqual([{ path: "password", message: "密码不正确" }]);
  expect(server.asked[0]?.headers.has("authorization")).toBe(false);
});

it("says that the network failed, and that a submission should be looked for first", async () => {
  const failure = await failureOf(apiFor(fakeServer({})).call(listStatements, {}));
  expect([failure?.code, failure?.status]).toEqual(["client.offline", 0]);
  expect(failure?.next).toContain("请先查看是否已经成功");
});

it("does not hand on an answer that breaks the contract", async () => {
  const server = fakeServer({
    "GET /api/staff/statements": () => ({ body: { items: [{ id: 1 }], nextCursor: null } }),
  });
  expect((await failureOf(apiFor(server).call(listStatements, {})))?.code).toBe("client.unexpected-answer");
});

it("has a sentence for an answer that is no problem document", async () => {
  const server = fakeServer({ "GET /api/staff/statements": () => ({ status: 502, body: "<html>" }) });
  const failure = await failureOf(apiFor(server).call(listStatements, {}));
  expect([failure?.message, failure?.next]).toEqual([
    "服务器暂时不能处理",
    "请稍后再试；如果一直这样，请联系系统管理员。",
  ]);
});
