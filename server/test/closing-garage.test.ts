import { putMyLicence } from "@club/shared/licences";
import { closeMe, exportMyData } from "@club/shared/members";
import { updateMyReminderSettings } from "@club/shared/reminders";
import { removeVehicle } from "@club/shared/vehicles";
import { getVehicleViolations } from "@club/shared/violations";
import { switchViolations } from "@club/shared/violations-admin";
import { closeDueMembers } from "../src/features/members/members.closing";
import { securityCode, signInMember } from "../src/features/members/members.testing";
import { seedServices } from "../src/features/services/services.service";
import { Garages, Licences, PlateHoldings, Vehicles } from "../src/features/vehicles/vehicles.model";
import { parkVehicle, TEST_VIN } from "../src/features/vehicles/vehicles.testing";
import { checkInBackground } from "../src/features/violations/violations.jobs";
import { ViolationReports, Violations } from "../src/features/violations/violations.model";
import { startTestApi, type TestApi } from "./kit";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await seedServices(api.clock.now());
});
afterAll(() => api.stop());

async function memberWithGarage() {
  const as = await signInMember(api);
  const { id: vehicleId } = await parkVehicle(api, as, { plate: "鲁A00002" });
  await api.call(getVehicleViolations, { vehicleId }, { as });
  return { as, vehicleId };
}

test("closing an account erases vehicles, licence and violations, in the whole club as it is wired", async () => {
  const { as, vehicleId } = await memberWithGarage();
  await api.call(putMyLicence, { classes: ["C1"], firstIssuedOn: "2020-12-15", validUntilOn: null }, { as });
  expect(await Violations.countDocuments({ vehicleId })).toBe(2);
  await api.call(closeMe, { smsCode: await securityCode(api, as) }, { as });
  api.clock.advance(7 * 86_400_000);
  expect(await closeDueMembers(api.ctx())).toBe(1);
  const memberId = as.actor.id;
  const left = [
    await Vehicles.countDocuments({ memberId }),
    await Garages.countDocuments({ _id: memberId }),
    await PlateHoldings.countDocuments({}),
    await Licences.countDocuments({ _id: memberId }),
    await ViolationReports.countDocuments({ memberId }),
    await Violations.countDocuments({ memberId }),
  ];
  expect(left).toEqual([0, 0, 0, 0, 0, 0]);
});

test("removing a vehicle erases its violations, in the whole club as it is wired", async () => {
  const { as, vehicleId } = await memberWithGarage();
  await api.call(removeVehicle, { vehicleId }, { as });
  expect(await Violations.countDocuments({ vehicleId })).toBe(0);
  expect(await ViolationReports.countDocuments({ _id: vehicleId })).toBe(0);
});

test("the copy of a member's data has vehicles, licence and violations in full, and says 未知 for what is not known", async () => {
  const as = await signInMember(api);
  const { id: vehicleId } = await parkVehicle(api, as, { plate: "鲁A00006" });
  await api.call(getVehicleViolations, { vehicleId }, { as });
  await api.call(putMyLicence, { classes: ["C1"], firstIssuedOn: "2020-12-15", validUntilOn: null }, { as });
  const { sections } = await api.call(exportMyData, { smsCode: await securityCode(api, as) }, { as });
  const textOf = (key: string) => JSON.stringify(sections.find((section) => section.key === key)?.items);
  expect(textOf("vehicles")).toContain(TEST_VIN);
  expect(textOf("vehicles")).toContain("鲁A·00006");
  expect(textOf("licence")).toContain("长期");
  expect(textOf("violations")).toMatch(/经十路.*"记分","value":"未知".*"罚款","value":"未知"/);
});

test("background checks ask about the vehicles of members whose reminders say so, in the whole club as it is wired", async () => {
  const wanting = await memberWithGarage();
  const refusing = await memberWithGarage();
  await api.call(updateMyReminderSettings, { switches: [{ kind: "violation", isOn: false }] }, { as: refusing.as });
  const admin = api.as.staff("provinceAdmin");
  await api.call(switchViolations, { isOn: true, isBackgroundOn: true, reason: "开始后台检查" }, { as: admin });
  api.clock.advance(8 * 86_400_000);
  await checkInBackground(api.ctx());
  const asOf = async (id: string) => (await ViolationReports.findById(id).lean())?.asOf;
  expect(await asOf(wanting.vehicleId)).toEqual(api.clock.now());
  expect(await asOf(refusing.vehicleId)).not.toEqual(api.clock.now());
});
