import { addVehicle, type VehicleView } from "@club/shared/vehicles";
import type { TestApi, TestUser } from "../../../test/kit";

/*
 * What tests that need vehicles share. Numbers are made for tests.
 */

export const TEST_VIN = "LSVAA49J0N2100001";
export const TEST_ENGINE = "EA211W12345";

let plates = 0;

/** A plate of Jinan that nobody has yet. */
export function newPlate(): string {
  plates += 1;
  return `鲁A8${String(plates).padStart(4, "0")}`;
}

/** Adds a vehicle with everything a provider of violations asks for. */
export async function parkVehicle(
  api: TestApi,
  member: TestUser,
  given: { plate?: string; plateType?: string; vin?: string | null; engineNo?: string | null } = {},
): Promise<VehicleView> {
  const input = { plate: given.plate ?? newPlate(), vin: TEST_VIN, engineNo: TEST_ENGINE, ...given };
  return (await api.call(addVehicle, input, { as: member })).vehicle;
}
