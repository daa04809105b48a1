import { checkAudit, listAudit } from "@club/shared/audit";
import mongoose from "mongoose";
import { startTestApi, type TestApi, type TestUser } from "../../../test/kit";
import { recordAudit } from "../../platform/audit";
import { signInStaff } from "../staff/staff.testing";

let api: TestApi;
let admin: TestUser;
let jinan: TestUser;
beforeEach(async () => {
  api = await startTestApi({ now: "2026-11-20T04:00:00Z" });
  admin = await signInStaff(api, "provinceAdmin");
  jinan = await signInStaff(api, "cityAdmin", "370100");
});
afterEach(() => api.stop());

const does = (by: TestUser, action: string, id: string) =>
  recordAudit(api.ctx(by), null, {
    action,
    subject: { type: "member", id },
    reason: "核实后更正",
    before: { name: "王*" },
    after: { name: "汪*" },
  });
type Filter = Partial<Parameters<typeof api.call<typeof listAudit>>[1]>;
const list = async (filter: Filter = {}, as = admin) => (await api.call(listAudit, filter, { as })).items;

test("a row says who, what, to which record, why, and what changed, with the staff member's name", async () => {
  await does(admin, "members.correct", "m-1");
  const [row] = await list({ subjectKind: "member", subjectId: "m-1" });
  expect(row).toMatchObject({
    stream: "370000",
    actorId: admin.actor.id,
    actorRole: "provinceAdmin",
    actorName: "测试人员",
    action: "members.correct",
    subject: { kind: "member", id: "m-1" },
    reason: "核实后更正",
    before: { name: "王*" },
    after: { name: "汪*" },
  });
});

test("rows are found by person, action, record and days, newest first, page by page", async () => {
  await does(admin, "members.correct", "m-1");
  api.clock.set("2026-11-21T04:00:00Z");
  await does(jinan, "members.reveal", "m-1");
  await does(admin, "members.reveal", "m-2");
  expect((await list({ actorId: jinan.actor.id })).map((row) => row.action)).toEqual(["members.reveal"]);
  expect((await list({ action: "members.reveal" })).map((row) => row.subject.id).sort()).toEqual(["m-1", "m-2"]);
  expect((await list({ subjectKind: "member", subjectId: "m-1" })).map((row) => row.action)).toEqual([
    "members.reveal",
    "members.correct",
  ]);
  expect(await list({ toDay: "2026-11-20", action: "members.reveal" })).toEqual([]);
  expect(await list({ fromDay: "2026-11-21", toDay: "2026-11-21" })).toHaveLength(2);
  const page = await api.call(listAudit, { fromDay: "2026-11-21", limit: 1 }, { as: admin });
  const rest = await api.call(listAudit, { fromDay: "2026-11-21", cursor: page.nextCursor ?? "" }, { as: admin });
  expect(new Set([...page.items, ...rest.items].map((row) => row.id)).size).toBe(2);
});

test("city staff see what their own city's people did, whatever chain they ask for", async () => {
  await does(admin, "members.correct", "m-1");
  await does(jinan, "members.correct", "m-2");
  const seen = await list({ stream: "370000" }, jinan);
  expect(seen.length).toBeGreaterThan(0);
  expect(new Set(seen.map((row) => row.stream))).toEqual(new Set(["370100"]));
  expect(await list({ subjectKind: "member", subjectId: "m-1" }, jinan)).toEqual([]);
});

test("a chain that nobody touched is whole; an edited row is found by its number", async () => {
  await does(jinan, "members.correct", "m-1");
  await does(jinan, "members.correct", "m-2");
  const whole = await api.call(checkAudit, { stream: "370100" }, { as: jinan });
  expect(whole).toMatchObject({ stream: "370100", brokenAtSeq: null, rowCount: 2 });
  await mongoose.connection
    .collection<{ _id: string }>("auditEntries")
    .updateOne({ _id: "370100:1" }, { $set: { reason: "别的原因" } });
  expect(await api.call(checkAudit, { stream: "370100" }, { as: admin })).toMatchObject({
    brokenAtSeq: 1,
    rowCount: 0,
  });
  await expect(api.call(checkAudit, { stream: "370200" }, { as: jinan })).rejects.toMatchObject({ status: 404 });
});
