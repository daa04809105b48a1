import mongoose from "mongoose";
import { startTestApi, type TestApi } from "../../test/kit";
import { AuditEntries, recordAudit, streamOf, verifyAuditStream } from "./audit";
import { inTransaction } from "./db";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: [] });
});
afterAll(() => api.stop());

const subject = { type: "member", id: "m1" };

test("rows of one city form an unbroken chain, also when 20 are written at once", async () => {
  const ctx = api.ctx(api.as.staff("cityAdmin", "370100"));
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      recordAudit(ctx, null, { action: "members.correct", subject, reason: `第${index}次更正` }),
    ),
  );
  expect(await verifyAuditStream("370100")).toEqual({ rows: 20, brokenAtSeq: null });
});

test("a row of a rolled-back transaction is not there", async () => {
  const ctx = api.ctx(api.as.staff("cityAdmin", "370200"));
  const failing = inTransaction(async (session) => {
    await recordAudit(ctx, session, { action: "members.correct", subject });
    throw new Error("later step failed");
  });
  await expect(failing).rejects.toThrow("later step failed");
  expect(await verifyAuditStream("370200")).toEqual({ rows: 0, brokenAtSeq: null });
});

describe("tampering shows", () => {
  const fill = async (city: string) => {
    const ctx = api.ctx(api.as.staff("cityAdmin", city));
    for (const reason of ["一", "二", "三"])
      await recordAudit(ctx, null, { action: "vouchers.revoke", subject, reason: `原因${reason}` });
  };

  test("an edited reason", async () => {
    await fill("370300");
    await AuditEntries.updateOne({ _id: "370300:2" }, { $set: { reason: "别的原因" } });
    expect(await verifyAuditStream("370300")).toEqual({ rows: 1, brokenAtSeq: 2 });
  });

  test("a removed row in the middle", async () => {
    await fill("370400");
    await AuditEntries.deleteOne({ _id: "370400:2" });
    expect(await verifyAuditStream("370400")).toEqual({ rows: 1, brokenAtSeq: 2 });
  });

  test("the newest row cut off", async () => {
    await fill("370500");
    await AuditEntries.deleteOne({ _id: "370500:3" });
    expect(await verifyAuditStream("370500")).toEqual({ rows: 2, brokenAtSeq: 3 });
  });

  test("a head set back, or removed", async () => {
    await fill("370700");
    const second = await AuditEntries.findById("370700:2").lean();
    const heads = mongoose.connection.collection<{ _id: string }>("auditHeads");
    await heads.updateOne({ _id: "370700" }, { $set: { seq: 2, hash: second?.hash } });
    expect(await verifyAuditStream("370700")).toEqual({ rows: 2, brokenAtSeq: 3 });
    await heads.deleteOne({ _id: "370700" });
    expect(await verifyAuditStream("370700")).toEqual({ rows: 0, brokenAtSeq: 1 });
  });
});

test("rows appended while a chain is checked are no break, from the first row on", async () => {
  const ctx = api.ctx(api.as.staff("cityAdmin", "370600"));
  let isWriting = true;
  const write = async () => {
    for (let n = 0; n < 120; n += 1) await recordAudit(ctx, null, { action: "members.correct", subject });
    isWriting = false;
  };
  const check = async () => {
    const broken: unknown[] = [];
    while (isWriting) broken.push((await verifyAuditStream("370600")).brokenAtSeq);
    return broken;
  };
  const [broken] = await Promise.all([check(), write()]);
  expect(broken.length).toBeGreaterThan(5);
  expect(new Set(broken)).toEqual(new Set([null]));
  expect(await verifyAuditStream("370600")).toEqual({ rows: 120, brokenAtSeq: null });
});

test("province staff and the system write to the province's chain", () => {
  expect(streamOf(api.as.staff("provinceAdmin").actor)).toBe("370000");
  expect(streamOf({ kind: "system", id: "job" })).toBe("370000");
});
