import { SERVICE_SEEDS } from "@club/shared/data/services";
import { listServices, listStaffServices, updateService } from "@club/shared/services";
import { startTestApi, type TestApi } from "../../../test/kit";
import { AuditEntries } from "../../platform/audit";
import { servicesRoutes } from "./services.routes";
import { getService, seedServices } from "./services.service";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: servicesRoutes });
  await seedServices(api.clock.now());
});
afterAll(() => api.stop());

test("anybody reads the nine services in the club's order, without the redemption rules", async () => {
  const { items } = await api.call(listServices, {});
  expect(items.map((item) => item.id)).toEqual(SERVICE_SEEDS.map((seed) => seed.id));
  expect(items).toHaveLength(9);
  expect(items[0]).toEqual({
    id: "car-wash",
    name: "洗车",
    category: "wash",
    icon: "car-wash",
    standardPriceFen: 2800,
    plateBinding: "none",
    description: expect.stringContaining("洗车"),
    terms: expect.arrayContaining(["每位会员每天限用一次。"]),
  });
});

test("seeding again keeps what the club has changed", async () => {
  const as = api.as.staff("provinceAdmin");
  await api.call(updateService, { serviceId: "fuel", standardPriceFen: 2500, reason: "油价调整" }, { as });
  await seedServices(api.clock.now());
  expect((await getService("fuel")).standardPriceFen).toBe(2500);
});

test("a change of the rules is audited with before and after, and every reader sees it at once", async () => {
  const as = api.as.staff("provinceAdmin");
  const before = (await getService("car-wash")).rules;
  const rules = { ...before, maxDistanceMeters: 800, photo: true };
  const answer = await api.call(updateService, { serviceId: "car-wash", rules, reason: "门店搬迁" }, { as });
  expect(answer.rules).toEqual(rules);
  const { items } = await api.call(listStaffServices, {}, { as: api.as.staff("auditor") });
  expect(items.find((item) => item.id === "car-wash")?.rules).toEqual(rules);
  const entry = await AuditEntries.findOne({ subjectKey: "service:car-wash" }).lean();
  expect(entry).toMatchObject({ action: "services.update", reason: "门店搬迁", actorId: as.actor.id });
  expect(JSON.parse(entry?.before ?? "")).toEqual({ rules: before });
  expect(JSON.parse(entry?.after ?? "")).toEqual({ rules });
});

test("a service that is switched off leaves the public list and stays in the staff's", async () => {
  const as = api.as.staff("provinceAdmin");
  await api.call(updateService, { serviceId: "health-care", isActive: false, reason: "合作到期" }, { as });
  expect((await api.call(listServices, {})).items.map((item) => item.id)).not.toContain("health-care");
  expect((await api.call(listStaffServices, {}, { as })).items).toHaveLength(9);
});

test.each([
  ["nobody", undefined, "auth.required"],
  ["a member", "member", "auth.forbidden"],
  ["a city admin", "cityAdmin", "auth.forbidden"],
])("%s may not change a service", async (_who, role, code) => {
  const as =
    role === "member" ? api.as.member() : role === "cityAdmin" ? api.as.staff("cityAdmin", "370100") : undefined;
  await expect(
    api.call(updateService, { serviceId: "fuel", isActive: false, reason: "试试" }, { as }),
  ).rejects.toMatchObject({ code });
});

test("a member may not read the rules", async () => {
  await expect(api.call(listStaffServices, {}, { as: api.as.member() })).rejects.toMatchObject({
    code: "auth.forbidden",
  });
});

test.each([
  ["an unknown service", { serviceId: "no-such", isActive: true, reason: "试试" }, "services.not-found"],
  ["nothing changed", { serviceId: "fuel", reason: "试试" }, "services.nothing-to-change"],
  ["no reason", { serviceId: "fuel", isActive: true }, "request.invalid"],
  ["a negative price", { serviceId: "fuel", standardPriceFen: -1, reason: "试试" }, "request.invalid"],
  ["a price with a fraction", { serviceId: "fuel", standardPriceFen: 0.5, reason: "试试" }, "request.invalid"],
])("a change with %s is refused", async (_what, input, code) => {
  const as = api.as.staff("provinceAdmin");
  await expect(api.call(updateService, input as never, { as })).rejects.toMatchObject({ code });
});
