import {
  addAudience,
  countAudience,
  grantGiftPack,
  listGrants,
  listMyGiftPacks,
  previewGiftPack,
} from "@club/shared/giftpack-grants";
import { createGiftPack, publishGiftPack } from "@club/shared/giftpacks";
import { startTestApi, type TestApi } from "../../../test/kit";
import { AuditEntries } from "../../platform/audit";
import { seedServices } from "../services/services.service";
import { ListedMembers } from "./giftpack.model";
import { expireGrants, grantForTrigger } from "./giftpack-grants.service";
import { giftpacksRoutes } from "./giftpacks.routes";
import { newMember, newMembers, packInput, publishedPack } from "./giftpacks.test-kit";
import { Grants, grantIdOf } from "./grant.model";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: giftpacksRoutes, hooks: { afterRegistration: grantForTrigger } });
  await seedServices(api.clock.now());
});
beforeEach(() => api.clock.set("2026-11-22T04:00:00Z"));
afterAll(() => api.stop());

const reason = "五周年回馈";
const province = () => api.as.staff("provinceAdmin");
const file = (text: string) => ({ upload: { bytes: Buffer.from(text), contentType: "text/plain" } });

test("granting answers per member: a grant, or why not; with one audit row", async () => {
  const as = province();
  const [jinan, again] = await newMembers(api, 2);
  const pack = await publishedPack(api, { trigger: "manual" });
  await api.call(grantGiftPack, { packId: pack.id, memberIds: [again?.id ?? ""], reason }, { as });
  const memberIds = [jinan?.id ?? "", again?.id ?? "", "nobody", jinan?.id ?? ""];
  const answer = await api.call(grantGiftPack, { packId: pack.id, memberIds, reason }, { as });
  expect(answer.grantedCount).toBe(1);
  expect(answer.rows).toMatchObject([
    { memberId: jinan?.id, grantId: grantIdOf(pack.id, jinan?.id ?? "", 1), refusal: null },
    { memberId: again?.id, grantId: null, refusal: { code: "giftpacks.limit-reached" } },
    { memberId: "nobody", grantId: null, refusal: { code: "giftpacks.member-not-found" } },
  ]);
  const mine = await api.call(listMyGiftPacks, {}, { as: jinan });
  expect(mine.items).toMatchObject([
    { packId: pack.id, status: "granted", whyNot: null, grantedAt: "2026-11-22T04:00:00.000Z" },
  ]);
  const audits = await AuditEntries.find({ subjectKey: `giftPack:${pack.id}`, action: "giftpacks.grant" }).lean();
  expect(audits).toHaveLength(2);
  const listed = await api.call(listGrants, { packId: pack.id }, { as: api.as.staff("auditor") });
  expect(listed.items.map((grant) => grant.memberId).sort()).toEqual([jinan?.id, again?.id].sort());
});

test("the same request key grants once, and a dozen requests at once never pass the limit", async () => {
  const as = province();
  const member = await newMember(api);
  const pack = await publishedPack(api, { trigger: "manual", perMemberLimit: 3 });
  const input = { packId: pack.id, memberIds: [member.id], reason };
  const first = await api.call(grantGiftPack, input, { as, idempotencyKey: "grant-key-00000001" });
  expect(await api.call(grantGiftPack, input, { as, idempotencyKey: "grant-key-00000001" })).toEqual(first);
  await Promise.all(Array.from({ length: 12 }, () => api.call(grantGiftPack, input, { as })));
  const grants = await Grants.find({ memberId: member.id }).lean();
  expect(grants.map((grant) => grant.sequence).sort()).toEqual([1, 2, 3]);
}, 60_000);

test("city staff grant to their own members only; counter clerks hand out counter packs only", async () => {
  const [member] = await newMembers(api, 1, "370200");
  const pack = await publishedPack(api, { trigger: "counter", perMemberLimit: 5 });
  const input = { packId: pack.id, memberIds: [member?.id ?? ""], reason };
  const jinan = await api.call(grantGiftPack, input, { as: api.as.staff("cityAdmin", "370100") });
  expect(jinan.rows).toMatchObject([{ refusal: { code: "giftpacks.member-not-found" } }]);
  const clerk = api.as.staff("counterClerk", "370200");
  expect((await api.call(grantGiftPack, input, { as: clerk })).grantedCount).toBe(1);
  const manual = await publishedPack(api, { trigger: "manual" });
  await expect(api.call(grantGiftPack, { ...input, packId: manual.id }, { as: clerk })).rejects.toMatchObject({
    code: "giftpacks.trigger-mismatch",
  });
  const seen = await api.call(listGrants, { packId: pack.id }, { as: api.as.staff("cityAdmin", "370100") });
  expect(seen.items).toEqual([]);
});

test("a draft is not granted; members and nobody grant nothing", async () => {
  const as = province();
  const draft = await api.call(createGiftPack, packInput(), { as });
  const input = { packId: draft.id, memberIds: ["m"], reason };
  await expect(api.call(grantGiftPack, input, { as })).rejects.toMatchObject({ code: "giftpacks.not-published" });
  await expect(api.call(grantGiftPack, input, { as: api.as.member() })).rejects.toMatchObject({
    code: "auth.forbidden",
  });
  await expect(api.call(grantGiftPack, input)).rejects.toMatchObject({ code: "auth.required" });
  await expect(api.call(grantGiftPack, { ...input, memberIds: [] }, { as })).rejects.toMatchObject({
    code: "request.invalid",
  });
});

test("whoever registers finds the registration packs that are meant for them, at once and once", async () => {
  const everywhere = await publishedPack(api, { trigger: "registration", claimDays: 30 });
  const qingdao = await publishedPack(api, {
    trigger: "registration",
    audience: { kind: "city", cityCodes: ["370200"] },
  });
  const later = await publishedPack(api, { trigger: "registration", opensAt: "2027-01-01T00:00:00.000Z" });
  const member = await newMember(api, "370100");
  const { items } = await api.call(listMyGiftPacks, {}, { as: member });
  expect(items.map((item) => item.packId)).toEqual([everywhere.id]);
  expect(items[0]).toMatchObject({ trigger: "registration", claimBy: "2026-12-22T16:00:00.000Z" });
  const other = await newMember(api, "370200");
  const ids = (await api.call(listMyGiftPacks, {}, { as: other })).items.map((item) => item.packId);
  expect(ids.sort()).toEqual([everywhere.id, qingdao.id].sort());
  expect(ids).not.toContain(later.id);
});

test("the sweep expires grants that nobody claimed in time, and no others", async () => {
  const as = province();
  const [short, long] = await newMembers(api, 2);
  const week = await publishedPack(api, { trigger: "manual", claimDays: 7 });
  const open = await publishedPack(api, { trigger: "manual" });
  await api.call(grantGiftPack, { packId: week.id, memberIds: [short?.id ?? ""], reason }, { as });
  await api.call(grantGiftPack, { packId: open.id, memberIds: [long?.id ?? ""], reason }, { as });
  api.clock.set("2026-11-29T16:00:00Z");
  expect(
    (await api.call(listMyGiftPacks, { section: "granted" }, { as: short })).items.map((item) => item.packId),
  ).not.toContain(week.id);
  expect(await expireGrants(api.ctx())).toBeGreaterThanOrEqual(1);
  expect(await Grants.findById(grantIdOf(week.id, short?.id ?? "", 1)).lean()).toMatchObject({ status: "expired" });
  expect(await Grants.findById(grantIdOf(open.id, long?.id ?? "", 1)).lean()).toMatchObject({ status: "granted" });
  expect(await expireGrants(api.ctx())).toBe(0);
});

test("a list is imported from a file, sending it again adds nobody, and only those on it fit", async () => {
  const as = province();
  const [on, off] = await newMembers(api, 2);
  const { id: packId } = await api.call(createGiftPack, packInput({ audience: { kind: "list" } }), { as });
  const text = `手机号\n${on?.phone}\n${on?.phone}\n12345\n13700000000`;
  const answer = await api.call(addAudience, { packId }, { as, ...file(text) });
  expect(answer).toMatchObject({ addedCount: 1, alreadyCount: 0, memberCount: 1 });
  expect(answer.refused.map((row) => [row.rowNo, row.outcome.code])).toEqual([
    [2, "giftpacks.phone-repeated"],
    [3, "giftpacks.phone-invalid"],
    [4, "giftpacks.member-not-found"],
  ]);
  expect(JSON.stringify(answer)).not.toContain(on?.phone);
  expect(await api.call(addAudience, { packId }, { as, ...file(text) })).toMatchObject({
    addedCount: 0,
    alreadyCount: 1,
    memberCount: 1,
  });
  expect(await api.call(countAudience, { packId }, { as })).toEqual({ memberCount: 1 });
  await api.call(publishGiftPack, { packId }, { as });
  expect(await api.call(previewGiftPack, { packId, memberId: on?.id ?? "" }, { as })).toMatchObject({ canClaim: true });
  const preview = await api.call(previewGiftPack, { packId, memberId: off?.id ?? "" }, { as });
  expect(preview.reasons.map((row) => row.code)).toEqual(["giftpacks.not-eligible"]);
  const campaigns = async (member: typeof on) =>
    (await api.call(listMyGiftPacks, { section: "campaign" }, { as: member })).items.map((item) => item.packId);
  expect(await campaigns(on)).toContain(packId);
  expect(await campaigns(off)).not.toContain(packId);
});

test("an import that breaks off has an audit row for every part that it wrote, and none for another", async () => {
  const as = province();
  const [one, two] = await newMembers(api, 2);
  const { id: packId } = await api.call(createGiftPack, packInput({ audience: { kind: "list" } }), { as });
  const unknown = Array.from({ length: 499 }, (_, index) => String(13_100_000_000 + index));
  const phones = file([one?.phone, ...unknown, two?.phone].join("\n"));
  const rowsOf = async () => {
    const rows = await AuditEntries.find({ subjectKey: `giftPack:${packId}`, action: "giftpacks.import-audience" })
      .sort({ seq: 1 })
      .lean();
    return rows.map((row) => JSON.parse(row.after ?? "{}"));
  };
  const write = ListedMembers.bulkWrite.bind(ListedMembers);
  const bulkWrite = jest.spyOn(ListedMembers, "bulkWrite").mockRejectedValue(new Error("broken off"));
  bulkWrite.mockImplementationOnce(write as never);
  await expect(api.call(addAudience, { packId }, { as, ...phones })).rejects.toMatchObject({ status: 500 });
  bulkWrite.mockRestore();
  const first = { addedCount: 1, alreadyCount: 0, refusedCount: 499 };
  expect(await rowsOf()).toEqual([first]);
  expect(await ListedMembers.countDocuments({ packId })).toBe(1);
  // Sent again, it goes on.
  expect(await api.call(addAudience, { packId }, { as, ...phones })).toMatchObject({ addedCount: 1, alreadyCount: 1 });
  const again = { addedCount: 0, alreadyCount: 1, refusedCount: 499 };
  expect(await rowsOf()).toEqual([first, again, { addedCount: 1, alreadyCount: 0, refusedCount: 0 }]);
});

test("an empty file, a file that is too long, and a pack without a list are refused", async () => {
  const as = province();
  const { id: packId } = await api.call(createGiftPack, packInput({ audience: { kind: "list" } }), { as });
  const open = await publishedPack(api);
  await expect(api.call(addAudience, { packId }, { as, ...file("\n") })).rejects.toMatchObject({
    code: "giftpacks.file-empty",
  });
  const long = Array.from({ length: 20_001 }, (_, index) => String(13_000_000_000 + index)).join("\n");
  await expect(api.call(addAudience, { packId }, { as, ...file(long) })).rejects.toMatchObject({
    code: "giftpacks.file-too-long",
  });
  await expect(api.call(addAudience, { packId: open.id }, { as, ...file("13800000000") })).rejects.toMatchObject({
    code: "giftpacks.state-conflict",
  });
});
