import {
  createGrantBatch,
  executeGrantBatch,
  getGrantBatch,
  listGrantBatches,
  listGrantBatchRows,
} from "@club/shared/giftpack-batches";
import { pauseGiftPack } from "@club/shared/giftpacks";
import mongoose from "mongoose";
import { startTestApi, type TestApi } from "../../../test/kit";
import { newId } from "../../platform/ids";
import { seedServices } from "../services/services.service";
import { giftpacksRoutes } from "./giftpacks.routes";
import { newMembers, publishedPack } from "./giftpacks.test-kit";
import { resultsOfBatchRows } from "./grant.migrations";
import { GrantBatchRows, Grants } from "./grant.model";
import { runGrantBatch, runPendingGrantBatches } from "./grant-batch.runner";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: giftpacksRoutes });
  await seedServices(api.clock.now());
});
beforeEach(() => api.clock.set("2026-11-22T04:00:00Z"));
afterAll(() => api.stop());

const reason = "老客户回馈";
const province = () => api.as.staff("provinceAdmin");
const file = (lines: readonly string[]) => ({
  upload: { bytes: Buffer.from(lines.join("\n")), contentType: "text/csv" },
});

async function allRows(batchId: string) {
  const rows = [];
  let cursor: string | undefined;
  do {
    const page = await api.call(
      listGrantBatchRows,
      { batchId, limit: 100, ...(cursor ? { cursor } : {}) },
      { as: province() },
    );
    rows.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return rows;
}

test("a file is checked row by row without granting anything, then carried out with an answer per row", async () => {
  const as = province();
  const members = await newMembers(api, 3);
  const pack = await publishedPack(api, { trigger: "manual" });
  const phones = members.map((member) => member.phone);
  const lines = ["手机号", ...phones, phones[0] ?? "", "13700000000", "abc1"];
  const batchId = newId();
  const checked = await api.call(createGrantBatch, { packId: pack.id, batchId, reason }, { as, ...file(lines) });
  expect(checked).toMatchObject({
    id: batchId,
    status: "checked",
    rowCount: 6,
    progressCount: 6,
    grantableCount: 3,
    refusedCount: 3,
    grantedCount: 0,
  });
  const planned = await allRows(batchId);
  expect(planned.map((row) => row.plannedRefusal?.code ?? null)).toEqual([
    ...[null, null, null],
    ...["giftpacks.phone-repeated", "giftpacks.member-not-found", "giftpacks.phone-invalid"],
  ]);
  expect(planned.every((row) => row.isChecked && !row.isDone)).toBe(true);
  expect(await Grants.countDocuments({ packId: pack.id })).toBe(0);

  const done = await api.call(executeGrantBatch, { batchId }, { as });
  expect(done).toMatchObject({
    status: "done",
    statusName: "已完成",
    grantedCount: 3,
    refusedCount: 3,
    progressCount: 6,
  });
  const rows = await allRows(batchId);
  expect(rows.map((row) => row.grantId)).toEqual([
    ...members.map((member) => `${pack.id}:${member.id}:1`),
    null,
    null,
    null,
  ]);
  expect(await api.call(executeGrantBatch, { batchId }, { as })).toEqual(done);
  expect(await api.call(createGrantBatch, { packId: pack.id, batchId, reason }, { as, ...file(lines) })).toEqual(done);
  expect(await allRows(batchId)).toEqual(rows);
  expect(await Grants.countDocuments({ packId: pack.id })).toBe(3);
});

test("a batch cut off in the middle is finished by the job, and two runners at once do no row twice", async () => {
  const as = province();
  const members = await newMembers(api, 450);
  const pack = await publishedPack(api, { trigger: "manual", perMemberLimit: 5 });
  const batchId = newId();
  const first = await api.call(
    createGrantBatch,
    { packId: pack.id, batchId, reason },
    { as, ...file(members.map((member) => member.phone)) },
  );
  expect(first).toMatchObject({ status: "checking", progressCount: 400, rowCount: 450 });
  await expect(api.call(executeGrantBatch, { batchId }, { as })).rejects.toMatchObject({
    code: "giftpacks.batch-not-ready",
  });
  await runPendingGrantBatches(api.ctx());
  expect(await api.call(getGrantBatch, { batchId }, { as })).toMatchObject({ status: "checked", grantableCount: 450 });
  await api.call(executeGrantBatch, { batchId }, { as });
  await Promise.all([
    runGrantBatch(api.ctx(), batchId),
    runGrantBatch(api.ctx(), batchId),
    runGrantBatch(api.ctx(), batchId),
  ]);
  expect(await api.call(getGrantBatch, { batchId }, { as })).toMatchObject({
    status: "done",
    grantedCount: 450,
    refusedCount: 0,
  });
  expect(await Grants.countDocuments({ packId: pack.id })).toBe(450);
  expect(await GrantBatchRows.countDocuments({ batchId, outcome: "ok" })).toBe(450);
}, 120_000);

test("rows are judged again when they are carried out: whoever reached the limit meanwhile is refused", async () => {
  const as = province();
  const [member] = await newMembers(api, 1);
  const pack = await publishedPack(api, { trigger: "manual" });
  const batches = [newId(), newId()];
  for (const batchId of batches) {
    await api.call(createGrantBatch, { packId: pack.id, batchId, reason }, { as, ...file([member?.phone ?? ""]) });
  }
  const [one, two] = batches as [string, string];
  expect(await api.call(executeGrantBatch, { batchId: one }, { as })).toMatchObject({ grantedCount: 1 });
  expect(await api.call(executeGrantBatch, { batchId: two }, { as })).toMatchObject({
    grantedCount: 0,
    refusedCount: 1,
  });
  expect((await allRows(two))[0]).toMatchObject({
    plannedRefusal: null,
    refusal: { code: "giftpacks.limit-reached" },
    isDone: true,
  });
});

test("a batch id is for one file of one pack; a paused pack is not granted", async () => {
  const as = province();
  const pack = await publishedPack(api, { trigger: "manual" });
  const batchId = newId();
  const create = (lines: string[]) =>
    api.call(createGrantBatch, { packId: pack.id, batchId, reason }, { as, ...file(lines) });
  await create(["13700000001"]);
  await expect(create(["13700000002"])).rejects.toMatchObject({ code: "giftpacks.state-conflict" });
  await api.call(pauseGiftPack, { packId: pack.id, reason }, { as });
  await expect(api.call(executeGrantBatch, { batchId }, { as })).rejects.toMatchObject({
    code: "giftpacks.not-published",
  });
  await expect(create(["13700000001"])).rejects.toMatchObject({ code: "giftpacks.not-published" });
});

test("a city's file reaches its own members only, and other cities see neither batch nor members", async () => {
  const [jinan] = await newMembers(api, 1, "370100");
  const [qingdao] = await newMembers(api, 1, "370200");
  const pack = await publishedPack(api, { trigger: "manual" });
  const as = api.as.staff("cityAdmin", "370100");
  const batchId = newId();
  await api.call(
    createGrantBatch,
    { packId: pack.id, batchId, reason },
    { as, ...file([jinan?.phone ?? "", qingdao?.phone ?? ""]) },
  );
  const rows = await allRows(batchId);
  expect(rows).toMatchObject([
    { memberId: jinan?.id, plannedRefusal: null },
    { memberId: null, plannedRefusal: { code: "giftpacks.member-not-found" } },
  ]);
  const other = api.as.staff("cityAdmin", "370200");
  for (const call of [getGrantBatch, executeGrantBatch, listGrantBatchRows]) {
    await expect(api.call(call, { batchId }, { as: other })).rejects.toMatchObject({
      code: "giftpacks.batch-not-found",
    });
  }
});

test("the batches of a pack are found again, the newest first, page by page; a city's only those of its own people", async () => {
  const pack = await publishedPack(api, { trigger: "manual" });
  const other = await publishedPack(api, { trigger: "manual" });
  const jinan = api.as.staff("cityAdmin", "370100");
  const made: string[] = [];
  for (const [as, packId] of [
    [province(), pack.id],
    [jinan, pack.id],
    [province(), pack.id],
    [province(), other.id],
  ] as const) {
    const batchId = newId();
    await api.call(createGrantBatch, { packId, batchId, reason }, { as, ...file(["13700000001"]) });
    made.unshift(batchId);
    api.clock.set(new Date(api.clock.now().getTime() + 1_000));
  }
  const ofPack = made.slice(1);
  const packId = pack.id;
  const first = await api.call(listGrantBatches, { packId, limit: 2 }, { as: province() });
  const cursor = first.nextCursor ?? "";
  const second = await api.call(listGrantBatches, { packId, limit: 2, cursor }, { as: province() });
  expect([...first.items, ...second.items].map((batch) => batch.id)).toEqual(ofPack);
  expect(second.nextCursor).toBeNull();
  expect(first.items[0]).toMatchObject({ packId, status: "checked", rowCount: 1, refusedCount: 1, reason });
  const seen = async (cityCode: string) =>
    (await api.call(listGrantBatches, { packId }, { as: api.as.staff("auditor", cityCode) })).items.map(({ id }) => id);
  expect(await seen("370100")).toEqual([ofPack[1]]);
  expect(await seen("370200")).toEqual([]);
  await expect(api.call(listGrantBatches, { packId: "nobodys" }, { as: province() })).rejects.toMatchObject({
    code: "giftpacks.not-found",
  });
});

test("the refused rows are found by themselves, after the check and after the execution, and in stored rows of before", async () => {
  const as = province();
  const [one, two] = await newMembers(api, 2);
  const pack = await publishedPack(api, { trigger: "manual" });
  const phones = [one?.phone ?? "", "13700000009", two?.phone ?? "", "abc1"];
  const [batchId, late] = [newId(), newId()];
  for (const id of [batchId, late])
    await api.call(createGrantBatch, { packId: pack.id, batchId: id, reason }, { as, ...file(phones) });
  const noOf = async (id: string, result: "ok" | "refused") =>
    (await api.call(listGrantBatchRows, { batchId: id, result }, { as })).items.map((row) => row.rowNo);
  const [ok, refused] = [
    [1, 3],
    [2, 4],
  ];
  expect([await noOf(batchId, "ok"), await noOf(batchId, "refused")]).toEqual([ok, refused]);
  await api.call(executeGrantBatch, { batchId }, { as });
  expect([await noOf(batchId, "ok"), await noOf(batchId, "refused")]).toEqual([ok, refused]);
  // By now both have all they may get.
  await api.call(executeGrantBatch, { batchId: late }, { as });
  expect([await noOf(late, "ok"), await noOf(late, "refused")]).toEqual([[], [1, 2, 3, 4]]);

  const { db } = mongoose.connection;
  if (!db) throw new Error("not connected");
  await db.collection("grantBatchRows").updateMany({}, { $unset: { result: 1 } });
  for (const _twice of [1, 2]) await resultsOfBatchRows.up(db, api.deps.keys);
  expect([await noOf(batchId, "ok"), await noOf(batchId, "refused")]).toEqual([ok, refused]);
  expect(await noOf(late, "refused")).toEqual([1, 2, 3, 4]);
});

test("the stored rows hold no phone in the clear", async () => {
  const as = province();
  const pack = await publishedPack(api, { trigger: "manual" });
  const batchId = newId();
  await api.call(createGrantBatch, { packId: pack.id, batchId, reason }, { as, ...file(["13711112222"]) });
  const stored = JSON.stringify(await GrantBatchRows.find({ batchId }).lean());
  expect(stored).not.toContain("13711112222");
  expect(stored).toContain("137****2222");
});

test.each([
  ["nothing in it", "\n\n", "giftpacks.file-empty"],
  [
    "too many rows",
    Array.from({ length: 20_001 }, (_, index) => String(13_000_000_000 + index)).join("\n"),
    "giftpacks.file-too-long",
  ],
])("a file with %s is refused", async (_what, text, code) => {
  const pack = await publishedPack(api, { trigger: "manual" });
  const call = api.call(
    createGrantBatch,
    { packId: pack.id, batchId: newId(), reason },
    { as: province(), ...file([text]) },
  );
  await expect(call).rejects.toMatchObject({ code });
});

test("members, readers and nobody import nothing", async () => {
  const pack = await publishedPack(api, { trigger: "manual" });
  const input = { packId: pack.id, batchId: newId(), reason };
  await expect(api.call(createGrantBatch, input, file(["1"]))).rejects.toMatchObject({ code: "auth.required" });
  await expect(api.call(createGrantBatch, input, { as: api.as.member(), ...file(["1"]) })).rejects.toMatchObject({
    code: "auth.forbidden",
  });
  await expect(
    api.call(createGrantBatch, input, { as: api.as.staff("counterClerk", "370100"), ...file(["1"]) }),
  ).rejects.toMatchObject({ code: "auth.forbidden" });
});
