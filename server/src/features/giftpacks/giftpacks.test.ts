import { addAudience, countAudience, previewGiftPack } from "@club/shared/giftpack-grants";
import {
  createGiftPack,
  createGiftPackVersion,
  endGiftPack,
  getGiftPack,
  listGiftPacks,
  pauseGiftPack,
  publishGiftPack,
  topUpGiftPack,
  updateGiftPack,
} from "@club/shared/giftpacks";
import { startTestApi, type TestApi } from "../../../test/kit";
import { AuditEntries } from "../../platform/audit";
import { seedServices } from "../services/services.service";
import { GiftPackVersions } from "./giftpack.model";
import { giftpacksRoutes } from "./giftpacks.routes";
import { newMember, PACK_COST_FEN, packInput, publishedPack } from "./giftpacks.test-kit";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: giftpacksRoutes });
  await seedServices(api.clock.now());
});
beforeEach(() => api.clock.set("2026-11-22T04:00:00Z"));
afterAll(() => api.stop());

const reason = "预算调整";
const province = () => api.as.staff("provinceAdmin");

test("a draft shows its contents, its cost by standard prices and all that is left", async () => {
  const as = province();
  const created = await api.call(createGiftPack, packInput({ stockTotal: 100, budgetFen: 500_000 }), { as });
  expect(created).toEqual({
    ...packInput(),
    id: expect.any(String),
    status: "draft",
    statusName: "草稿",
    stockTotal: 100,
    stockLeft: 100,
    budgetFen: 500_000,
    budgetLeftFen: 500_000,
    claimedCount: 0,
    currentVersion: 1,
    costFen: PACK_COST_FEN,
    items: [
      {
        serviceId: "car-wash",
        serviceName: "洗车",
        icon: "car-wash",
        quantity: 5,
        validDays: 90,
        plateBinding: "none",
        validity: "领取后 90 天内有效",
      },
      {
        serviceId: "vehicle-check",
        serviceName: "车辆检测",
        icon: "vehicle-check",
        quantity: 1,
        validUntilOn: "2027-06-30",
        plateBinding: "none",
        validity: "2027年6月30日前有效",
      },
    ],
    createdAt: "2026-11-22T04:00:00.000Z",
    updatedAt: "2026-11-22T04:00:00.000Z",
  });
  expect(await api.call(getGiftPack, { packId: created.id }, { as: api.as.staff("auditor") })).toEqual(created);
});

test("a draft can be changed as a whole; once published only a new version can", async () => {
  const as = province();
  const { id: packId } = await api.call(createGiftPack, packInput(), { as });
  const changed = await api.call(updateGiftPack, { packId, ...packInput({ name: "老客礼包", stockTotal: 9 }) }, { as });
  expect(changed).toMatchObject({ name: "老客礼包", stockLeft: 9, currentVersion: 1 });
  await api.call(publishGiftPack, { packId }, { as });
  await expect(api.call(updateGiftPack, { packId, ...packInput() }, { as })).rejects.toMatchObject({
    code: "giftpacks.not-editable",
  });
  const items = [{ serviceId: "fuel", quantity: 2, validDays: 30, plateBinding: "none" as const }];
  const next = await api.call(createGiftPackVersion, { packId, baseVersion: 1, items, terms: [], reason }, { as });
  expect(next).toMatchObject({ currentVersion: 2, costFen: 4_000, items: [{ serviceId: "fuel" }] });
  await expect(
    api.call(createGiftPackVersion, { packId, baseVersion: 1, items, terms: [], reason }, { as }),
  ).rejects.toMatchObject({
    code: "giftpacks.version-conflict",
  });
});

test("publish, pause, publish again, end: each audited; an ended pack never opens again", async () => {
  const as = province();
  const { id: packId } = await publishedPack(api);
  expect(await api.call(pauseGiftPack, { packId, reason }, { as })).toMatchObject({
    status: "paused",
    statusName: "已暂停",
  });
  await expect(api.call(pauseGiftPack, { packId, reason }, { as })).rejects.toMatchObject({
    code: "giftpacks.state-conflict",
  });
  expect(await api.call(publishGiftPack, { packId }, { as })).toMatchObject({ status: "published" });
  expect(await api.call(endGiftPack, { packId, reason }, { as })).toMatchObject({ status: "ended" });
  await expect(api.call(publishGiftPack, { packId }, { as })).rejects.toMatchObject({
    code: "giftpacks.state-conflict",
  });
  const actions = (await AuditEntries.find({ subjectKey: `giftPack:${packId}` }).lean()).map((row) => row.action);
  expect(actions.sort()).toEqual(
    ["create", "end", "pause", "publish", "publish"].map((action) => `giftpacks.${action}`),
  );
});

test("what cannot be claimed cannot be published", async () => {
  const as = province();
  const publish = async (change: Parameters<typeof packInput>[0], now?: string) => {
    const { id: packId } = await api.call(createGiftPack, packInput(change), { as });
    if (now) api.clock.set(now);
    return api.call(publishGiftPack, { packId }, { as });
  };
  await expect(publish({ audience: { kind: "list" } })).rejects.toMatchObject({ code: "giftpacks.audience-empty" });
  await expect(publish({ closesAt: "2026-11-20T00:00:00.000Z" })).rejects.toMatchObject({
    code: "giftpacks.window-closed",
  });
  await expect(publish({}, "2027-07-01T00:00:00Z")).rejects.toMatchObject({ code: "giftpacks.items-expired" });
});

test("stock and money are topped up once per request key, with audit; without a limit there is nothing to raise", async () => {
  const as = province();
  const { id: packId } = await publishedPack(api, { stockTotal: 10, budgetFen: 1_000 });
  const input = { packId, stockCount: 5, budgetFen: 500, reason };
  const first = await api.call(topUpGiftPack, input, { as, idempotencyKey: "top-up-key-0000001" });
  expect(first).toMatchObject({ stockTotal: 15, stockLeft: 15, budgetFen: 1_500, budgetLeftFen: 1_500 });
  expect(await api.call(topUpGiftPack, input, { as, idempotencyKey: "top-up-key-0000001" })).toEqual(first);
  expect(await api.call(getGiftPack, { packId }, { as })).toMatchObject({ stockLeft: 15 });
  const { id: open } = await publishedPack(api);
  await expect(api.call(topUpGiftPack, { packId: open, stockCount: 5, reason }, { as })).rejects.toMatchObject({
    code: "giftpacks.no-limit-to-raise",
  });
  await expect(api.call(topUpGiftPack, { packId, reason }, { as })).rejects.toMatchObject({ code: "request.invalid" });
});

test("a top-up whose answer cannot be made has added nothing, and its key never adds twice", async () => {
  const as = province();
  const { id: packId } = await publishedPack(api, { budgetFen: 1_000 });
  const input = { packId, budgetFen: 500, reason };
  const topUp = () => api.call(topUpGiftPack, input, { as, idempotencyKey: "top-up-key-broken" });
  const lost = Object.assign(new Error("no primary"), { name: "MongoServerSelectionError" });
  const find = jest.spyOn(GiftPackVersions, "find").mockImplementation(() => {
    throw lost;
  });
  await expect(topUp()).rejects.toMatchObject({ status: 503 });
  find.mockRestore();
  expect(await api.call(getGiftPack, { packId }, { as })).toMatchObject({ budgetLeftFen: 1_000 });
  expect(await AuditEntries.exists({ subjectKey: `giftPack:${packId}`, action: "giftpacks.top-up" })).toBeNull();
  await expect(topUp()).rejects.toMatchObject({ code: "request.outcome-unknown" });
});

test.each([
  [
    "an unknown service",
    { items: [{ serviceId: "no-such", quantity: 1, validDays: 1, plateBinding: "none" as const }] },
    "giftpacks.service-unavailable",
  ],
  [
    "a last day in the past",
    { items: [{ serviceId: "fuel", quantity: 1, validUntilOn: "2026-11-21", plateBinding: "none" as const }] },
    "giftpacks.items-expired",
  ],
  [
    "both kinds of validity",
    {
      items: [
        { serviceId: "fuel", quantity: 1, validDays: 1, validUntilOn: "2027-01-01", plateBinding: "none" as const },
      ],
    },
    "request.invalid",
  ],
  ["no validity", { items: [{ serviceId: "fuel", quantity: 1, plateBinding: "none" as const }] }, "request.invalid"],
  ["nothing in it", { items: [] }, "request.invalid"],
  [
    "too many vouchers",
    {
      items: Array.from({ length: 3 }, () => ({
        serviceId: "fuel",
        quantity: 100,
        validDays: 1,
        plateBinding: "none" as const,
      })),
    },
    "request.invalid",
  ],
  ["an end before its beginning", { closesAt: "2026-10-01T00:00:00.000Z" }, "request.invalid"],
  ["no stock", { stockTotal: 0 }, "request.invalid"],
  ["a blank name", { name: "  " }, "request.invalid"],
])("a pack with %s is refused", async (_what, change, code) => {
  await expect(api.call(createGiftPack, packInput(change), { as: province() })).rejects.toMatchObject({ code });
});

test("a city manages its own packs, sees the province's, and knows nothing of another city's", async () => {
  const jinan = api.as.staff("cityAdmin", "370100");
  const qingdao = api.as.staff("cityAdmin", "370200");
  await expect(api.call(createGiftPack, packInput(), { as: jinan })).rejects.toMatchObject({
    code: "giftpacks.city-out-of-scope",
  });
  const own = await api.call(createGiftPack, packInput({ cityCode: "370100" }), { as: jinan });
  const wide = await publishedPack(api);
  await expect(api.call(pauseGiftPack, { packId: wide.id, reason }, { as: jinan })).rejects.toMatchObject({
    code: "giftpacks.city-out-of-scope",
  });
  for (const endpoint of [publishGiftPack, getGiftPack, countAudience]) {
    await expect(api.call(endpoint, { packId: own.id }, { as: qingdao })).rejects.toMatchObject({
      code: "giftpacks.not-found",
      status: 404,
    });
  }
  const { items } = await api.call(listGiftPacks, { limit: 100 }, { as: qingdao });
  const ids = items.map((pack) => pack.id);
  expect(ids).toContain(wide.id);
  expect(ids).not.toContain(own.id);
});

test("lists page by status, newest first", async () => {
  const as = province();
  for (let index = 0; index < 3; index += 1)
    await api.call(createGiftPack, packInput({ name: `分页${index}` }), { as });
  const first = await api.call(listGiftPacks, { status: "draft", limit: 2 }, { as });
  const second = await api.call(listGiftPacks, { status: "draft", limit: 2, cursor: first.nextCursor ?? "" }, { as });
  const ids = [...first.items, ...second.items].map((pack) => pack.id);
  expect(new Set(ids).size).toBe(4);
  expect(first.items.every((pack) => pack.status === "draft")).toBe(true);
});

test("the audience is counted over active members only", async () => {
  const as = province();
  await newMember(api, "371600");
  await newMember(api, "371600");
  const pack = await publishedPack(api, { audience: { kind: "city", cityCodes: ["371600"] } });
  expect(await api.call(countAudience, { packId: pack.id }, { as })).toEqual({ memberCount: 2 });
  const senior = await publishedPack(api, { audience: { kind: "tier", tier: "senior" } });
  expect(await api.call(countAudience, { packId: senior.id }, { as })).toEqual({ memberCount: 0 });
});

test("city staff count their own city's members of a province pack, whatever its audience", async () => {
  const as = province();
  const [here, also, there] = [
    await newMember(api, "371500"),
    await newMember(api, "371500"),
    await newMember(api, "371400"),
  ];
  const city = api.as.staff("cityAdmin", "371500");
  const counts = async (packId: string) => [
    (await api.call(countAudience, { packId }, { as })).memberCount,
    (await api.call(countAudience, { packId }, { as: city })).memberCount,
  ];
  const wide = await publishedPack(api, { audience: { kind: "city", cityCodes: ["371400", "371500"] } });
  expect(await counts(wide.id)).toEqual([3, 2]);
  const elsewhere = await publishedPack(api, { audience: { kind: "city", cityCodes: ["371400"] } });
  expect(await counts(elsewhere.id)).toEqual([1, 0]);
  const list = await api.call(createGiftPack, packInput({ audience: { kind: "list" } }), { as });
  const bytes = Buffer.from([here.phone, also.phone, there.phone].join("\n"));
  await api.call(addAudience, { packId: list.id }, { as, upload: { bytes, contentType: "text/plain" } });
  expect(await counts(list.id)).toEqual([3, 2]);
});

test("a preview tells every reason why a member cannot claim", async () => {
  const as = province();
  const member = await newMember(api);
  const pack = await publishedPack(api, {
    audience: { kind: "tier", tier: "senior" },
    opensAt: "2026-12-01T00:00:00.000Z",
    budgetFen: 100,
  });
  const preview = await api.call(previewGiftPack, { packId: pack.id, phone: member.phone }, { as });
  expect(preview).toMatchObject({ canClaim: false, usedCount: 0, perMemberLimit: 1 });
  expect(preview.reasons.map((row) => row.code)).toEqual([
    "giftpacks.not-open",
    "giftpacks.not-eligible",
    "giftpacks.budget-exhausted",
  ]);
  expect(preview.whyNotGrant?.code).toBe("giftpacks.not-eligible");
  const later = await publishedPack(api, { opensAt: "2026-12-01T00:00:00.000Z", budgetFen: 100 });
  expect(await api.call(previewGiftPack, { packId: later.id, memberId: member.id }, { as })).toMatchObject({
    canClaim: false,
    whyNotGrant: null,
  });
  const open = await publishedPack(api);
  expect(await api.call(previewGiftPack, { packId: open.id, memberId: member.id }, { as })).toMatchObject({
    canClaim: true,
    reasons: [],
  });
  const elsewhere = api.as.staff("cityAdmin", "370200");
  await expect(
    api.call(previewGiftPack, { packId: open.id, memberId: member.id }, { as: elsewhere }),
  ).rejects.toMatchObject({
    code: "giftpacks.member-not-found",
  });
});

test("members, readers and nobody change no pack", async () => {
  const { id: packId } = await publishedPack(api);
  for (const endpoint of [pauseGiftPack, endGiftPack]) {
    await expect(api.call(endpoint, { packId, reason })).rejects.toMatchObject({ code: "auth.required" });
    await expect(api.call(endpoint, { packId, reason }, { as: api.as.member() })).rejects.toMatchObject({
      code: "auth.forbidden",
    });
    await expect(api.call(endpoint, { packId, reason }, { as: api.as.staff("auditor") })).rejects.toMatchObject({
      code: "auth.forbidden",
    });
    await expect(api.call(endpoint, { packId, reason: "" }, { as: province() })).rejects.toMatchObject({
      code: "request.invalid",
    });
    await expect(api.call(endpoint, { packId: "nosuch", reason }, { as: province() })).rejects.toMatchObject({
      code: "giftpacks.not-found",
    });
  }
});
