import { startTestApi, type TestApi } from "../../test/kit";
import { inTransaction } from "./db";
import { backOffMs, deliverDue, enqueue, Outbox, PermanentDeliveryError, replayDeadLetter } from "./outbox";

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
  });
  await inTransaction((session) => replayDeadLetter(api.ctx(), session, "sms:a"));
  expect(await deliverDue(api.ctx(), { sms: async () => undefined })).toEqual({ sent: 1, failed: 0 });
  await expect(inTransaction((session) => replayDeadLetter(api.ctx(), session, "sms:a"))).rejects.toMatchObject({
    code: "request.not-found",
  });
});

test("a refusal that no retry can heal is a dead letter at once, and so is a kind nobody handles", async () => {
  await put("a");
  await deliverDue(api.ctx(), { sms: () => Promise.reject(new PermanentDeliveryError("number does not exist")) });
  expect(await Outbox.findById("sms:a").lean()).toMatchObject({ status: "dead", attempts: 1 });
  await put("b");
  await deliverDue(api.ctx(), {});
  expect(await Outbox.findById("sms:b").lean()).toMatchObject({ status: "dead" });
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
