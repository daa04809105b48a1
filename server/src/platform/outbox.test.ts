import mongoose from "mongoose";
import { startTestApi, type TestApi } from "../../test/kit";
import { monotonicMs, systemClock } from "./clock";
import { encrypt } from "./crypto";
import { inTransaction } from "./db";
import { startJobs } from "./jobs";
import {
  backOffMs,
  enqueue,
  Outbox,
  type OutboxMessage,
  outboxJobs,
  PermanentDeliveryError,
  replayDeadLetter,
} from "./outbox";
import { outboxByKind } from "./outbox.migrations";
import { deliverDue } from "./outbox.testing";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: [] });
});
afterAll(() => api.stop());
beforeEach(async () => {
  await Outbox.deleteMany({});
});

const put = (dedupeKey: string, payload: Record<string, unknown> = { phone: "13800000001", text: "您好" }) =>
  inTransaction((session) => enqueue(api.ctx(), session, { kind: "sms", dedupeKey, payload }));

test("a message written twice under one key is sent once, with its payload", async () => {
  await put("a");
  await put("a");
  const sent: unknown[] = [];
  const handlers = { sms: async (_ctx: unknown, payload: unknown) => void sent.push(payload) };
  expect(await deliverDue(api.ctx(), handlers)).toEqual({ sent: 1, failed: 0 });
  expect(await deliverDue(api.ctx(), handlers)).toEqual({ sent: 0, failed: 0 });
  expect(sent).toEqual([{ phone: "13800000001", text: "您好" }]);
});

test("the stored payload shows no personal data", async () => {
  await put("a");
  const row = await Outbox.findById("sms:a").lean();
  expect(JSON.stringify(row)).not.toContain("13800000001");
});

test("a message of a rolled-back transaction does not exist", async () => {
  const failing = inTransaction(async (session) => {
    await enqueue(api.ctx(), session, { kind: "sms", dedupeKey: "a", payload: {} });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await Outbox.countDocuments({})).toBe(0);
});

test("ten workers at once deliver each message once", async () => {
  await Promise.all(Array.from({ length: 20 }, (_, index) => put(`m${index}`)));
  const seen = new Map<string, number>();
  const handlers = {
    sms: async (_ctx: unknown, _payload: unknown, id: string) => void seen.set(id, (seen.get(id) ?? 0) + 1),
  };
  await Promise.all(Array.from({ length: 10 }, () => deliverDue(api.ctx(), handlers)));
  expect(seen.size).toBe(20);
  expect([...seen.values()].every((times) => times === 1)).toBe(true);
});

test("failures are tried again with growing pauses and end as a dead letter that can be replayed", async () => {
  await put("a");
  const failing = { sms: () => Promise.reject(new Error("provider down")) };
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    expect(await deliverDue(api.ctx(), failing)).toEqual({ sent: 0, failed: 1 });
    expect(await deliverDue(api.ctx(), failing)).toEqual({ sent: 0, failed: 0 });
    api.clock.advance(backOffMs(attempt));
  }
  expect(await Outbox.findById("sms:a").lean()).toMatchObject({
    status: "dead",
    attempts: 8,
    lastError: "provider down",
    expiresAt: new Date(api.clock.now().getTime() - backOffMs(8) + 90 * 86_400_000),
  });
  await inTransaction((session) => replayDeadLetter(api.ctx(), session, "sms:a"));
  expect(await Outbox.findById("sms:a").lean()).toMatchObject({ status: "pending", expiresAt: null });
  expect(await deliverDue(api.ctx(), { sms: async () => undefined })).toEqual({ sent: 1, failed: 0 });
  await expect(inTransaction((session) => replayDeadLetter(api.ctx(), session, "sms:a"))).rejects.toMatchObject({
    code: "request.not-found",
  });
});

test("a refusal that no retry can heal is a dead letter at once; a kind that this process does not handle waits", async () => {
  await put("a");
  await deliverDue(api.ctx(), { sms: () => Promise.reject(new PermanentDeliveryError("number does not exist")) });
  expect(await Outbox.findById("sms:a").lean()).toMatchObject({ status: "dead", attempts: 1 });
  await put("b");
  await deliverDue(api.ctx(), {});
  expect(await Outbox.findById("sms:b").lean()).toMatchObject({ status: "pending", attempts: 0 });
});

test("a worker that died while sending leaves the message to another after its lease", async () => {
  await put("a");
  const neverEnds = deliverDue(api.ctx(), { sms: () => new Promise<void>(() => undefined) });
  void neverEnds;
  while ((await Outbox.findById("sms:a").lean())?.attempts !== 1) await new Promise(setImmediate);
  expect(await deliverDue(api.ctx(), { sms: async () => undefined })).toEqual({ sent: 0, failed: 0 });
  api.clock.advance(60_000);
  expect(await deliverDue(api.ctx(), { sms: async () => undefined })).toEqual({ sent: 1, failed: 0 });
});

test("a worker whose lease has run out does not say what became of a message that another has taken", async () => {
  await put("a");
  let fail: (error: Error) => void = () => undefined;
  const late = deliverDue(api.ctx(), {
    sms: () =>
      new Promise((_, reject) => {
        fail = reject;
      }),
  });
  while ((await Outbox.findById("sms:a").lean())?.attempts !== 1) await new Promise(setImmediate);
  api.clock.advance(60_000);
  expect(await deliverDue(api.ctx(), { sms: async () => undefined })).toEqual({ sent: 1, failed: 0 });
  fail(new PermanentDeliveryError("too late"));
  expect(await late).toEqual({ sent: 0, failed: 1 });
  expect(await Outbox.findById("sms:a").lean()).toMatchObject({ status: "sent", lastError: null });
});

/** A message of a kind, due for some time. */
const waiting = (kind: string, n: number): OutboxMessage => ({
  _id: `${kind}:${n}`,
  kind,
  payloadEnc: encrypt(api.deps.keys, "{}", "outbox"),
  status: "pending",
  attempts: 0,
  nextAttemptAt: new Date(api.clock.now().getTime() - 60_000),
  createdAt: api.clock.now(),
  sentAt: null,
  lastError: null,
  expiresAt: null,
});
const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

test("three thousand messages of a slow kind do not hold up one of another", async () => {
  await Outbox.insertMany(Array.from({ length: 3_000 }, (_, n) => waiting("reminder.sms", n)));
  let slow = 0;
  let isCodeSent = false;
  const handlers = {
    "reminder.sms": async () => {
      slow += 1;
      await later(50);
    },
    sms: async () => {
      isCodeSent = true;
    },
  };
  const ctx = (name: string, now: Date) => ({ ...api.ctx(), now, requestId: name });
  const jobs = startJobs(outboxJobs(handlers), { clock: systemClock, log: api.deps.log, ctx });
  while (slow === 0) await later(10);
  await put("code");
  const startedMs = monotonicMs();
  while (!isCodeSent) await later(10);
  expect(monotonicMs() - startedMs).toBeLessThan(3_000);
  expect(await jobs.stop(5_000)).toBe(true);
  // Still busy with the others, and each that was begun has been written down.
  expect(slow).toBeLessThan(3_000);
  expect(await Outbox.countDocuments({ kind: "reminder.sms", status: "sent" })).toBe(slow);
});

test("several messages of a kind are on their way at once, all that are due in one run", async () => {
  await Outbox.insertMany(Array.from({ length: 60 }, (_, n) => waiting("sms", n)));
  let [now, most] = [0, 0];
  const sms = async () => {
    now += 1;
    most = Math.max(most, now);
    await later(50);
    now -= 1;
  };
  expect(await deliverDue(api.ctx(), { sms })).toEqual({ sent: 60, failed: 0 });
  expect(most).toBe(8);
});

test("the index over all kinds is dropped, and dead letters of before get an end", async () => {
  const db = mongoose.connection.db as NonNullable<typeof mongoose.connection.db>;
  await Outbox.collection.createIndex({ status: 1, nextAttemptAt: 1 });
  await Outbox.insertMany([{ ...waiting("sms", 1), status: "dead" }, waiting("sms", 2)]);
  for (const _twice of [1, 2]) await outboxByKind.up(db, api.deps.keys);
  expect(await Outbox.collection.indexExists("status_1_nextAttemptAt_1")).toBe(false);
  const ends = await Outbox.find({}).sort({ _id: 1 }).lean();
  expect(ends.map(({ expiresAt }) => expiresAt)).toEqual([new Date(api.clock.now().getTime() + 90 * 86_400_000), null]);
});
