import * as licences from "@club/shared/licences";
import * as vehicles from "@club/shared/vehicles";
import * as violations from "@club/shared/violations";
import * as admin from "@club/shared/violations-admin";
import { newPlate, parkVehicle, TEST_ENGINE, TEST_VIN } from "../src/features/vehicles/vehicles.testing";
import { aCase, type Case } from "./cases";
import type { World } from "./world";

const reason = "测试需要";
const everyone = { concerns: "everyone" } as const;
const caller = { concerns: "caller" } as const;
const member = { concerns: "member" } as const;
const city = { concerns: "city" } as const;
const cityList = { concerns: "city", outsider: "list" } as const;
const LINYI = { providerCity: "SD_LY", vinDigits: 6, engineDigits: 6, isOpen: true, reason };

/** Room is kept for those who only come to be called about. */
const ROOM = 7;
const parked = new WeakMap<World, Promise<string>>();

/** A vehicle of the world's member that stays. */
function ownVehicle(world: World): Promise<string> {
  const found = parked.get(world);
  if (found) return found;
  const made = parkVehicle(world.api, world.member).then(({ id }) => id);
  parked.set(world, made);
  return made;
}

/** One more vehicle of the member, at the cost of the newest when the garage gets full. */
async function freshVehicle(world: World): Promise<string> {
  await ownVehicle(world);
  await makeRoom(world);
  return (await parkVehicle(world.api, world.member)).id;
}

async function makeRoom({ api, member: as }: World): Promise<void> {
  const { items } = await api.call(vehicles.listMyVehicles, {}, { as });
  const newest = items.at(-1);
  if (items.length >= ROOM && newest) await api.call(vehicles.removeVehicle, { vehicleId: newest.id }, { as });
}

const licence = { classes: ["C1" as const], firstIssuedOn: "2020-12-15", validUntilOn: null };

export const vehicleCases: Case[] = [
  aCase(vehicles.listMyVehicles, caller)(() => ({ input: {} })),
  aCase(
    vehicles.addVehicle,
    caller,
  )(async (world) => {
    await makeRoom(world);
    return { input: { plate: newPlate(), vin: TEST_VIN, engineNo: TEST_ENGINE, nickname: "小白" } };
  }),
  aCase(vehicles.getMyVehicle, member)(async (world) => ({ input: { vehicleId: await ownVehicle(world) } })),
  aCase(
    vehicles.updateVehicle,
    member,
  )(async (world) => ({ input: { vehicleId: await ownVehicle(world), brand: "长城", seats: 5 } })),
  aCase(vehicles.removeVehicle, member)(async (world) => ({ input: { vehicleId: await freshVehicle(world) } })),
  aCase(
    vehicles.recordInspection,
    member,
  )(async (world) => ({ input: { vehicleId: await ownVehicle(world), inspectionValidUntilOn: "2027-03" } })),
  aCase(licences.getMyLicence, caller)(() => ({ input: {} })),
  aCase(licences.putMyLicence, caller)(() => ({ input: licence })),
  aCase(licences.removeMyLicence, caller)(() => ({ input: {} })),
  aCase(
    vehicles.listMemberVehicles,
    city,
  )(async (world) => {
    await ownVehicle(world);
    return { input: { memberId: world.member.id } };
  }),
  aCase(
    vehicles.listSharedPlates,
    cityList,
  )(async (world) => {
    const plate = newPlate();
    await makeRoom(world);
    await parkVehicle(world.api, world.member, { plate });
    await parkVehicle(world.api, world.otherMember, { plate });
    return { input: {} };
  }),
];

export const violationCases: Case[] = [
  aCase(violations.getViolationConfig, everyone)(() => ({ input: {} })),
  aCase(violations.listMyViolationSummaries, caller)(() => ({ input: {} })),
  aCase(violations.getVehicleViolations, member)(async (world) => ({ input: { vehicleId: await ownVehicle(world) } })),
  aCase(
    violations.refreshVehicleViolations,
    member,
  )(async (world) => ({ input: { vehicleId: await freshVehicle(world) } })),
  aCase(admin.getViolationHealth, everyone)(() => ({ input: {} })),
  aCase(admin.getViolationCosts, everyone)(() => ({ input: { month: "2026-11" } })),
  aCase(admin.setViolationBudget, everyone)(() => ({ input: { budgetLi: 200_000, reason } })),
  aCase(admin.switchViolations, everyone)(() => ({ input: { isOn: true, isBackgroundOn: false, reason } })),
  aCase(admin.listViolationCities, everyone)(() => ({ input: {} })),
  aCase(admin.overrideViolationCity, everyone)(() => ({ input: { provider: "juhe", prefix: "鲁Q", ...LINYI } })),
  aCase(
    admin.clearViolationCity,
    everyone,
  )(async ({ api, people }) => {
    const of = { provider: "juhe", prefix: "鲁R" } as const;
    await api.call(admin.overrideViolationCity, { ...of, ...LINYI }, { as: people.provinceAdmin });
    return { input: of };
  }),
  aCase(admin.testViolationProvider, everyone)(() => ({ input: { provider: "juhe" } })),
];
