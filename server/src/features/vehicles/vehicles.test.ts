import { getMyLicence, putMyLicence, removeMyLicence } from "@club/shared/licences";
import {
  addVehicle,
  getMyVehicle,
  listMemberVehicles,
  listMyVehicles,
  listSharedPlates,
  recordInspection,
  removeVehicle,
  updateVehicle,
} from "@club/shared/vehicles";
import { VIN_WARNING } from "@club/shared/vin";
import mongoose from "mongoose";
import { refusal, startTestApi, type TestApi } from "../../../test/kit";
import { inTransaction } from "../../platform/db";
import { newIdCard, signInMember } from "../members/members.testing";
import { openRule } from "../points/points.testing";
import { removeLicenceOfMember } from "./licences.service";
import { estimateVehicleEnd, recordInspectionDone, saveVehicleEnd } from "./vehicles.ends";
import { removeVehiclesOfMember } from "./vehicles.garage";
import { Garages, Licences, PlateHoldings, Vehicles } from "./vehicles.model";
import { vehiclesRoutes } from "./vehicles.routes";
import { garagesOfMembers, getVehicleIdentity } from "./vehicles.service";
import { newPlate, parkVehicle, TEST_ENGINE, TEST_VIN } from "./vehicles.testing";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: vehiclesRoutes });
});
beforeEach(() => api.clock.set("2026-11-22T04:00:00Z"));
afterAll(() => api.stop());

test("a vehicle is added with a type guessed from its plate; VIN and engine number come back by their ends only", async () => {
  const as = await signInMember(api);
  const input = {
    plate: " 鲁ad·12345 ",
    vin: "lsvaa49j1n2100001",
    engineNo: "*EA211-W12345*",
    registeredOn: "2020-11-15",
    inspectionValidUntilOn: "2026-11",
    compulsoryUntilOn: "2027-01-15",
    energy: "electric" as const,
  };
  const { vehicle } = await api.call(addVehicle, input, { as });
  expect(vehicle).toMatchObject({
    plate: "鲁AD12345",
    plateType: "52",
    plateTypeName: "小型新能源汽车",
    cityCode: "370100",
    vinMasked: "*************0001",
    vinWarning: VIN_WARNING,
    engineNoMasked: "*******2345",
    inspectionValidUntilOn: "2026-11-30",
    compulsoryUntilOn: "2027-01-15",
    commercialUntilOn: null,
    energyName: "纯电动",
    isDefault: true,
  });
  const stored = JSON.stringify(await mongoose.connection.collection("vehicles").find({}).toArray());
  for (const plain of ["鲁AD12345", "LSVAA49J1N2100001", "EA211W12345"]) expect(stored).not.toContain(plain);
});

test("a motorcycle's plate, which looks like a car's, has the type of a motorcycle", async () => {
  const as = await signInMember(api);
  const { vehicle } = await api.call(addVehicle, { plate: newPlate(), use: "moto" }, { as });
  expect(vehicle).toMatchObject({ plateType: "07", plateTypeName: "普通摩托车" });
});

test("the same plate twice in one garage is refused, also when both arrive together", async () => {
  const as = await signInMember(api);
  const plate = newPlate();
  const both = [1, 2].map(() => refusal(api.call(addVehicle, { plate }, { as })));
  expect((await Promise.all(both)).sort()).toEqual([null, "vehicles.already-added"].sort());
  expect((await api.call(listMyVehicles, {}, { as })).items).toHaveLength(1);
});

test("a garage takes ten vehicles and not one more, however many arrive together", async () => {
  const as = await signInMember(api);
  const codes = await Promise.all(
    Array.from({ length: 14 }, () => refusal(api.call(addVehicle, { plate: newPlate() }, { as }))),
  );
  expect(codes.filter((code) => code === null)).toHaveLength(10);
  expect(codes.filter((code) => code === "vehicles.too-many")).toHaveLength(4);
  expect(await Vehicles.countDocuments({ memberId: as.actor.id })).toBe(10);
});

test("a plate earns its points once for a member, also after it was removed and added again", async () => {
  await openRule(api, "vehicle-added", { points: 30 });
  const as = await signInMember(api);
  const plate = newPlate();
  const first = await api.call(addVehicle, { plate }, { as });
  expect(first.earnedPoints).toBe(30);
  await api.call(removeVehicle, { vehicleId: first.vehicle.id }, { as });
  expect((await api.call(addVehicle, { plate }, { as })).earnedPoints).toBeNull();
  expect((await api.call(addVehicle, { plate: newPlate() }, { as })).earnedPoints).toBe(30);
});

test("the usual vehicle stands first; when it leaves, the oldest of the others is it", async () => {
  const as = await signInMember(api);
  const ids: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    ids.push((await parkVehicle(api, as)).id);
    api.clock.advance(1_000);
  }
  const [a = "", b = "", c = ""] = ids;
  await api.call(updateVehicle, { vehicleId: c, isDefault: true }, { as });
  const order = async () => (await api.call(listMyVehicles, {}, { as })).items.map(({ id }) => id);
  expect(await order()).toEqual([c, a, b]);
  await api.call(removeVehicle, { vehicleId: c }, { as });
  expect(await order()).toEqual([a, b]);
  expect(await Garages.findById(as.actor.id).lean()).toMatchObject({ vehicleCount: 2, defaultVehicleId: a });
});

test("details are corrected and emptied; the plate's type cannot contradict the plate", async () => {
  const as = await signInMember(api);
  const { id: vehicleId } = await parkVehicle(api, as);
  const change = (input: Omit<Parameters<typeof api.call<typeof updateVehicle>>[1], "vehicleId">) =>
    api.call(updateVehicle, { vehicleId, ...input }, { as });
  expect(await change({ nickname: "小白", vin: null, plateType: "01" })).toMatchObject({
    nickname: "小白",
    vinMasked: null,
    vinWarning: null,
    plateTypeName: "大型汽车",
  });
  expect(await change({ nickname: null })).toMatchObject({ nickname: null, plateType: "01" });
  expect(await refusal(change({ plateType: "52" }))).toBe("vehicles.plate-type-contradicts");
  expect(await refusal(change({}))).toBe("vehicles.nothing-to-change");
  expect(await refusal(change({ registeredOn: "2026-11-23" }))).toBe("vehicles.date-in-future");
});

test("what a provider is asked with counts as changed only where it differs", async () => {
  const as = await signInMember(api);
  const { id: vehicleId } = await parkVehicle(api, as);
  const identifiedAfter = async (input: { engineNo?: string; vin?: string | null; plateType?: string }) => {
    api.clock.advance(60_000);
    await api.call(updateVehicle, { vehicleId, ...input }, { as });
    const row = await Vehicles.findById(vehicleId).lean();
    return row?.identifiedAt.getTime() === api.clock.now().getTime();
  };
  expect(await identifiedAfter({ engineNo: TEST_ENGINE, vin: TEST_VIN, plateType: "02" })).toBe(false);
  expect(await identifiedAfter({ engineNo: "EA211W99999" })).toBe(true);
  expect(await identifiedAfter({ vin: null })).toBe(true);
  expect(await identifiedAfter({ vin: null })).toBe(false);
  expect(await identifiedAfter({ plateType: "01" })).toBe(true);
});

test("an inspection that is done moves the printed date on, once, and never back", async () => {
  const as = await signInMember(api);
  const { id: vehicleId } = await parkVehicle(api, as);
  const done = (inspectionValidUntilOn: string) =>
    api.call(recordInspection, { vehicleId, inspectionValidUntilOn }, { as });
  expect(await done("2027-03")).toMatchObject({ inspectionValidUntilOn: "2027-03-31" });
  expect(await done("2027-03-01")).toMatchObject({ inspectionValidUntilOn: "2027-03-31" });
  expect(await refusal(done("2026-03"))).toBe("vehicles.inspection-not-later");
});

test("an estimate says that it is one until any printed date takes its place; a later date is not moved back", async () => {
  const as = await signInMember(api);
  const { id: vehicleId } = await parkVehicle(api, as);
  const end = "inspectionValidUntilOn" as const;
  const mine = { memberId: as.actor.id, vehicleId, end, dueOn: "2026-11-30" };
  const estimate = (on: string | null) =>
    inTransaction((session) => estimateVehicleEnd(api.ctx(), session, { ...mine, on }));
  const view = () => api.call(getMyVehicle, { vehicleId }, { as });
  await estimate("2028-11-30");
  expect(await view()).toMatchObject({ [end]: "2028-11-30", estimatedEnds: [end] });
  const printed = await api.call(recordInspection, { vehicleId, [end]: "2027-11" }, { as });
  expect(printed).toMatchObject({ [end]: "2027-11-30", estimatedEnds: [] });
  await estimate("2029-11-30");
  expect(await view()).toEqual(printed);
  await api.call(updateVehicle, { vehicleId, [end]: "2026-11" }, { as });
  await estimate("2028-11-30");
  expect(await api.call(updateVehicle, { vehicleId, [end]: null }, { as })).toMatchObject({ estimatedEnds: [] });
});

test("somebody else's vehicle does not exist", async () => {
  const owner = await signInMember(api);
  const as = await signInMember(api);
  const { id: vehicleId } = await parkVehicle(api, owner);
  for (const work of [
    api.call(getMyVehicle, { vehicleId }, { as }),
    api.call(updateVehicle, { vehicleId, nickname: "我的" }, { as }),
    api.call(removeVehicle, { vehicleId }, { as }),
    api.call(recordInspection, { vehicleId, inspectionValidUntilOn: "2027-03" }, { as }),
  ])
    expect(await refusal(work)).toBe("vehicles.not-found");
});

test("a plate in two garages is flagged for staff, until it stands in one again; other cities do not see it", async () => {
  const [first, second] = [await signInMember(api), await signInMember(api)];
  const plate = newPlate();
  const { id: vehicleId } = await parkVehicle(api, first, { plate });
  await parkVehicle(api, second, { plate });
  const admin = api.as.staff("provinceAdmin");
  const shared = async (as = admin) => (await api.call(listSharedPlates, { limit: 100 }, { as })).items;
  const [row] = (await shared()).filter(({ vehicles }) => vehicles.some((held) => held.vehicleId === vehicleId));
  expect(row).toMatchObject({
    holderCount: 2,
    cityCode: "370100",
    plateMasked: expect.stringMatching(/^鲁A·\*+\d\d$/),
  });
  expect(await shared(api.as.staff("cityAdmin", "370200"))).toEqual([]);
  const of = (as = admin) => api.call(listMemberVehicles, { memberId: first.actor.id }, { as });
  expect((await of()).items).toMatchObject([{ isSharedPlate: true, holderCount: 2, hasVin: true }]);
  expect(JSON.stringify(await of())).not.toContain(plate);
  expect(await refusal(of(api.as.staff("cityAdmin", "370200")))).toBe("members.not-found");

  await api.call(removeVehicle, { vehicleId }, { as: first });
  expect((await shared()).filter(({ id }) => id === row?.id)).toEqual([]);
});

test("a licence is kept, its number masked; leaving the number out keeps it, null removes it", async () => {
  const as = await signInMember(api);
  expect(await api.call(getMyLicence, {}, { as })).toEqual({ licence: null });
  const number = newIdCard("19950402");
  const facts = { classes: ["C1" as const, "D" as const], firstIssuedOn: "2020-12-15", validUntilOn: "2026-12-15" };
  await api.call(putMyLicence, { ...facts, number }, { as });
  const { licence } = await api.call(putMyLicence, { ...facts, validUntilOn: null }, { as });
  expect(licence).toMatchObject({
    isLongTerm: true,
    birthdayOn: "1995-04-02",
    numberMasked: `370102********${number.slice(-4)}`,
  });
  const { licence: without } = await api.call(putMyLicence, { ...facts, number: null }, { as });
  expect(without).toMatchObject({ numberMasked: null, birthdayOn: null, isLongTerm: false });
  const put = (change: object) => refusal(api.call(putMyLicence, { ...facts, ...change }, { as }));
  expect(await put({ firstIssuedOn: "2026-11-23" })).toBe("licences.date-in-future");
  expect(await put({ validUntilOn: "2019-01-01" })).toBe("licences.ends-before-issue");
  await api.call(removeMyLicence, {}, { as });
  expect(await api.call(getMyLicence, {}, { as })).toEqual({ licence: null });
});

test("the licence shows the birthday that the reminders go by: the ID card's, without the licence's number too", async () => {
  const user = await signInMember(api, { name: "张三", idCard: newIdCard("19510308") });
  const facts = { classes: ["C1" as const], firstIssuedOn: "1980-12-15", validUntilOn: null };
  const { licence } = await api.call(putMyLicence, facts, { as: user });
  expect(licence).toMatchObject({ birthdayOn: "1951-03-08", numberMasked: null });
  expect((await api.call(getMyLicence, {}, { as: user })).licence).toEqual(licence);
});

test("reminders get whole garages in one call, members without one an empty one", async () => {
  const [as, nobody] = [await signInMember(api), await signInMember(api)];
  const { id: vehicleId, plate } = await parkVehicle(api, as);
  const licence = { classes: ["C1" as const], firstIssuedOn: "2020-12-15", validUntilOn: null };
  await api.call(putMyLicence, licence, { as });
  const memberId = as.actor.id;
  await inTransaction(async (session) => {
    await recordInspectionDone(api.ctx(), session, { memberId, vehicleId, validUntil: "2027-03-31" });
    await saveVehicleEnd(api.ctx(), session, { memberId, vehicleId, end: "compulsoryUntilOn", on: "2027-05-01" });
  });
  const garages = await garagesOfMembers(api.ctx(), [memberId, nobody.actor.id]);
  expect(garages.get(memberId)).toMatchObject({
    vehicles: [{ id: vehicleId, plate, inspectionValidUntil: "2027-03-31", compulsoryUntil: "2027-05-01" }],
    licence: { classes: ["C1"], validUntil: null, birthday: null },
  });
  expect(garages.get(nobody.actor.id)).toEqual({ vehicles: [], licence: null });
});

test("a closed account leaves no vehicle, no licence and no count behind", async () => {
  const [as, other] = [await signInMember(api), await signInMember(api)];
  const plate = newPlate();
  await parkVehicle(api, as, { plate });
  await parkVehicle(api, other, { plate });
  await parkVehicle(api, as);
  const licence = { classes: ["C1" as const], firstIssuedOn: "2020-12-15", validUntilOn: null };
  await api.call(putMyLicence, licence, { as });
  const memberId = as.actor.id;
  const holdings = await PlateHoldings.countDocuments({});
  await inTransaction(async (session) => {
    await removeVehiclesOfMember(api.ctx(), session, memberId);
    await removeLicenceOfMember(api.ctx(), session, memberId);
  });
  expect(await Vehicles.countDocuments({ memberId })).toBe(0);
  expect([await Garages.findById(memberId).lean(), await Licences.findById(memberId).lean()]).toEqual([null, null]);
  expect(await PlateHoldings.countDocuments({})).toBe(holdings - 1);
  const { items } = await api.call(
    listMemberVehicles,
    { memberId: other.actor.id },
    { as: api.as.staff("provinceAdmin") },
  );
  expect(items).toMatchObject([{ isSharedPlate: false, holderCount: 1 }]);
});

test("what a provider is asked with is there in full, for its owner's requests only", async () => {
  const as = await signInMember(api);
  const { id: vehicleId, plate } = await parkVehicle(api, as);
  const of = { memberId: as.actor.id, vehicleId };
  expect(await getVehicleIdentity(api.ctx(), of)).toMatchObject({ plate, vin: TEST_VIN, engineNo: TEST_ENGINE });
  expect(await refusal(getVehicleIdentity(api.ctx(), { ...of, memberId: "somebody-else" }))).toBe("vehicles.not-found");
});
