import { endpoint } from "@club/shared/http";
import mongoose from "mongoose";
import * as z from "zod/mini";
import { startTestApi, type TestApi } from "../../test/kit";
import { createApp } from "./http";
import { createOnceRunner } from "./idempotency";
import { AppError } from "./problem";
import { route } from "./route";
import { listen, type RunningServer } from "./shutdown";

const pay = endpoint({
  name: "pay",
  method: "POST",
  path: "/pay",
  auth: ["member"],
  summary: "付",
  tag: "test",
  body: z.object({ fen: z.int() }),
  response: z.object({ effect: z.int(), fen: z.int() }),
  errors: [],
  idempotent: true,
});

let effects = 0;
let gate: Promise<unknown> = Promise.resolve();
let failure: Error | null = null;
/** Fails after the effect, as a read for the answer may. */
let lateFailure: Error | null = null;
const routes = [
  route(pay, async (_ctx, { fen }) => {
    await gate;
    if (failure) throw failure;
    effects += 1;
    if (lateFailure) throw lateFailure;
    return { effect: effects, fen };
  }),
];

let api: TestApi;
let second: RunningServer;
beforeAll(async () => {
  api = await startTestApi({ routes });
  second = await listen(createApp(api.deps, routes), { host: "127.0.0.1", port: 0 });
});
beforeEach(() => {
  effects = 0;
  failure = null;
  lateFailure = null;
  gate = Promise.resolve();
  api.clock.set("2026-11-22T04:00:00Z");
});
afterAll(async () => {
  await second.stop(1000);
  await api.stop();
});

const member = { actor: { kind: "member", role: "member", id: "m1", cityCode: "370100", sessionId: "s1" } } as const;
const payWith = (idempotencyKey: string, fen = 100) => api.call(pay, { fen }, { as: member, idempotencyKey });
const records = () => mongoose.connection.collection("onceRecords");

/** The same call against the second process. */
async function payThere(key: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`http://127.0.0.1:${second.port}/api/pay`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${api.token(member.actor)}`,
      "content-type": "application/json",
      "idempotency-key": key,
    },
    body: JSON.stringify({ fen: 100 }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test("fifty calls at once with one key, over two processes, have one effect and one answer", async () => {
  const calls = Array.from({ length: 50 }, (_, index) =>
    index % 2 ? payWith("key-fifty-00") : payThere("key-fifty-00"),
  );
  const answers = (await Promise.all(calls)).map((answer) => ("body" in answer ? answer.body : answer));
  expect(answers).toEqual(Array(50).fill({ effect: 1, fen: 100 }));
  expect(effects).toBe(1);
});

test("the answer is given again later, from any process, without running again", async () => {
  await payWith("key-later-00");
  api.clock.advance(23 * 3_600_000);
  expect(await payWith("key-later-00")).toEqual({ effect: 1, fen: 100 });
  expect((await payThere("key-later-00")).body).toEqual({ effect: 1, fen: 100 });
  expect(effects).toBe(1);
});

test("another key, another person: another effect", async () => {
  await payWith("key-other-00");
  await payWith("key-other-01");
  await api.call(pay, { fen: 100 }, { as: api.as.member(), idempotencyKey: "key-other-00" });
  expect(effects).toBe(3);
});

test("the same key with other content is a conflict, during the first call and after it", async () => {
  let open: (value?: unknown) => void = () => undefined;
  gate = new Promise((resolve) => {
    open = resolve;
  });
  const first = payWith("key-conflict", 100);
  // The second must not overtake the first on its way to the server.
  while ((await records().countDocuments({ state: "open" })) === 0)
    await payWith("key-conflict-probe", 1.5).catch(() => undefined);
  await expect(payWith("key-conflict", 200)).rejects.toMatchObject({
    code: "request.idempotency-conflict",
    status: 409,
  });
  open();
  await first;
  await expect(payWith("key-conflict", 200)).rejects.toMatchObject({ code: "request.idempotency-conflict" });
  expect(effects).toBe(1);
});

test("a refusal has no effect and frees the key", async () => {
  failure = new AppError("auth.forbidden");
  await expect(payWith("key-refused")).rejects.toMatchObject({ code: "auth.forbidden" });
  failure = null;
  expect(await payWith("key-refused")).toEqual({ effect: 1, fen: 100 });
});

test("after a lost answer of the database the key says that the outcome is unknown and never runs again", async () => {
  failure = new mongoose.mongo.MongoNetworkError("connection closed");
  await expect(payWith("key-unknown")).rejects.toMatchObject({ code: "internal.database-unavailable" });
  failure = null;
  await expect(payWith("key-unknown")).rejects.toMatchObject({ code: "request.outcome-unknown", status: 409 });
  expect((await payThere("key-unknown")).body.code).toBe("request.outcome-unknown");
  expect(effects).toBe(0);
});

test.each([
  [
    "the database cannot be reached",
    Object.assign(new Error("no primary"), { name: "MongoServerSelectionError" }),
    503,
  ],
  ["something nobody foresaw happens", new TypeError("x is undefined"), 500],
])("when %s after the effect, the key never has a second one", async (_what, error, status) => {
  const key = `key-late-${status}`;
  lateFailure = error;
  await expect(payWith(key)).rejects.toMatchObject({ status });
  lateFailure = null;
  await expect(payWith(key)).rejects.toMatchObject({ code: "request.outcome-unknown", status: 409 });
  expect((await payThere(key)).body.code).toBe("request.outcome-unknown");
  expect(effects).toBe(1);
});

test("a transaction that gave up because others kept changing the same documents changed nothing: the key is free", async () => {
  const conflict = new mongoose.mongo.MongoServerError({ message: "write conflict", code: 112 });
  conflict.addErrorLabel("TransientTransactionError");
  failure = conflict;
  await expect(payWith("key-busy")).rejects.toMatchObject({ code: "internal.busy" });
  failure = null;
  await payWith("key-busy");
  expect(effects).toBe(1);
});

test("a process that died in the middle leaves a key that says the outcome is unknown once its minute is over", async () => {
  // A runner whose work never ends is a process that died.
  const dead = createOnceRunner();
  const ctx = { ...api.ctx(member), idempotencyKey: "key-dead-00" };
  let begun: () => void = () => undefined;
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  void dead(ctx, "pay", { input: { fen: 100 }, work: () => new Promise<string>(() => begun()) });
  await hasBegun;
  api.clock.advance(60_000);
  await expect(payWith("key-dead-00")).rejects.toMatchObject({ code: "request.outcome-unknown" });
  expect(effects).toBe(0);
});

test("a key is demanded", async () => {
  const response = await fetch(`${api.baseUrl}/api/pay`, {
    method: "POST",
    headers: { authorization: `Bearer ${api.token(member.actor)}`, "content-type": "application/json" },
    body: '{"fen":100}',
  });
  expect(((await response.json()) as { code: string }).code).toBe("request.idempotency-key-missing");
});

test("answers are kept encrypted", async () => {
  await payWith("key-secret-0", 987_654);
  const stored = await records().find({ state: "done" }).toArray();
  expect(stored.length).toBeGreaterThan(0);
  expect(JSON.stringify(stored)).not.toContain("987654");
});
