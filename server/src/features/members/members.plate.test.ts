import { searchMembers } from "@club/shared/member-admin";
import { removeVehicle } from "@club/shared/vehicles";
import { bindVoucherPlate } from "@club/shared/vouchers";
import { startTestApi, type TestApi, type TestUser } from "../../../test/kit";
import { clubHooks, clubRoutes } from "../../app";
import { newPlate, parkVehicle } from "../vehicles/vehicles.testing";
import { first, issueCard } from "../vouchers/vouchers.test-kit";
import { signInMember } from "./members.testing";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: clubRoutes, hooks: clubHooks });
});
afterAll(() => api.stop());

async function idsOf(plate: string, as: TestUser): Promise<string[]> {
  const { items, nextCursor } = await api.call(searchMembers, { plate }, { as });
  expect(nextCursor).toBeNull();
  return items.map((item) => item.id);
}

test("a plate leads to everybody who has it in the garage or on a voucher, each once, the newest first", async () => {
  const plate = newPlate();
  const province = api.as.staff("provinceAdmin");
  expect(await idsOf(plate, province)).toEqual([]);
  const driver = await signInMember(api, { name: "车主甲" });
  await parkVehicle(api, driver, { plate });
  api.clock.set(new Date(api.clock.now().getTime() + 60_000));
  const guest = await signInMember(api, { name: "车主乙" });
  for (const owner of [driver, guest]) {
    const { _id: voucherId } = first(await issueCard(api, owner, { quantity: 1, plateBinding: "required" }));
    await api.call(bindVoucherPlate, { voucherId, plate }, { as: owner });
  }
  expect(await idsOf(plate, province)).toEqual([guest.id, driver.id]);
  expect(await idsOf(newPlate(), province)).toEqual([]);

  const other = newPlate();
  const parked = await parkVehicle(api, guest, { plate: other });
  expect(await idsOf(` ${other.toLowerCase()}`, province)).toEqual([guest.id]);
  await api.call(removeVehicle, { vehicleId: parked.id }, { as: guest });
  expect(await idsOf(other, province)).toEqual([]);
});

test("city staff find only their own members, masked, whatever city the plate is of", async () => {
  const plate = newPlate();
  const here = await signInMember(api, { name: "济南人", cityCode: "370100" });
  const there = await signInMember(api, { name: "青岛人", cityCode: "370200" });
  for (const owner of [here, there]) await parkVehicle(api, owner, { plate });
  expect(await idsOf(plate, api.as.staff("counterClerk", "370100"))).toEqual([here.id]);
  expect(await idsOf(plate, api.as.staff("cityAdmin", "370200"))).toEqual([there.id]);
  expect((await idsOf(plate, api.as.staff("auditor"))).sort()).toEqual([here.id, there.id].sort());
  const found = await api.call(searchMembers, { plate }, { as: api.as.staff("cityAdmin", "370200") });
  expect(found.items[0]).toMatchObject({ name: "青*人", phone: expect.stringMatching(/^138\*{4}\d{4}$/) });
  expect(JSON.stringify(found)).not.toContain(plate);
});

test("a plate that can be none, or a second condition, is refused", async () => {
  const as = api.as.staff("provinceAdmin");
  for (const wrong of [{ plate: "鲁A" }, { plate: newPlate(), name: "车主甲" }])
    await expect(api.call(searchMembers, wrong, { as })).rejects.toMatchObject({ code: "request.invalid" });
});
