import { getVehicleViolations, refreshVehicleViolations, type ViolationReport } from "@club/shared/violations";
import { startTestApi, type TestApi, type TestUser } from "../../../test/kit";
import { recordQueries } from "../../../test/queries";
import { signInMember } from "../members/members.testing";
import { vehiclesRoutes } from "../vehicles/vehicles.routes";
import { parkVehicle } from "../vehicles/vehicles.testing";
import { Breakers } from "./violations.model";
import { violationsRoutes } from "./violations.routes";
import { removeViolationsOfVehicle } from "./violations.service";

/*
 * What tests of the violations share: a club with vehicles and violations, and before each test a new member who looks.
 */

let api: TestApi;
let as: TestUser;
let queries: ReturnType<typeof recordQueries>;

const club = {
  get api() {
    return api;
  },
  get as() {
    return as;
  },
  get queries() {
    return queries;
  },
  /** What the member, or somebody else, is shown for a vehicle. */
  look: (vehicleId: string, who = as) => api.call(getVehicleViolations, { vehicleId }, { as: who }),
  refresh: (vehicleId: string) => api.call(refreshVehicleViolations, { vehicleId }, { as }),
  /** Adds a vehicle and looks at it at once. */
  reportOf: async (plate: string, given: Parameters<typeof parkVehicle>[2] = {}): Promise<ViolationReport> => {
    const { id } = await parkVehicle(api, as, { plate, ...given });
    return club.look(id);
  },
  callsFor: (plate: string) => api.violations.calls.filter((call) => call.plate === plate).length,
};

/** Opens the club for the tests of a file, at noon of 22 November 2026 in China; the providers' breakers are closed before each. */
export function openViolations(): typeof club {
  beforeAll(async () => {
    queries = recordQueries();
    const hooks = { afterVehicleRemoved: removeViolationsOfVehicle };
    api = await startTestApi({ routes: [...vehiclesRoutes, ...violationsRoutes], hooks });
  });
  beforeEach(async () => {
    api.clock.set("2026-11-22T04:00:00Z");
    await Breakers.deleteMany({});
    as = await signInMember(api);
  });
  afterAll(() => api.stop());
  return club;
}
