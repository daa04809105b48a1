import { HOUR_MS } from "@club/shared/time";
import { saveLicence } from "../features/vehicles/licences.service";
import { addVehicleOf } from "../features/vehicles/vehicles.garage";
import { vehicleIdentitiesOf } from "../features/vehicles/vehicles.service";
import { checkVehicle } from "../features/violations/violations.check";
import { ViolationReports } from "../features/violations/violations.model";
import { isAppError } from "../platform/problem";
import { planGarage } from "./garage-plan";
import { inLanes } from "./lanes";
import { planMember } from "./member-plan";
import { type SeedRun, seedCtx } from "./seed-run";

/** So many members have put their vehicles in; the first of them have asked about violations. */
const OWNERS = 120;
const ASKERS = 5;
const LANES = 8;

/** Vehicles, licences and violations of the first members, by the services that guard them. Run again it finds what is there. */
export async function seedGarage(run: SeedRun): Promise<void> {
  let vehicles = 0;
  const owners = Math.min(OWNERS, run.memberCount);
  await inLanes(owners, LANES, async (n) => {
    const member = planMember(n, run.startedAt);
    const garage = planGarage(member, run.startedAt);
    const ctx = seedCtx(run, new Date(member.registeredAt.getTime() + HOUR_MS));
    for (const vehicle of garage.vehicles) {
      await addVehicleOf(ctx, member.id, vehicle).catch(ignoreAdded);
      vehicles += 1;
    }
    if (garage.licence) await saveLicence(ctx, member.id, garage.licence);
  });
  for (let n = 0; n < Math.min(ASKERS, owners); n += 1) {
    const ctx = seedCtx(run, run.startedAt);
    for (const vehicle of await vehicleIdentitiesOf(ctx, planMember(n, run.startedAt).id)) {
      if (!(await ViolationReports.exists({ _id: vehicle.id }))) await checkVehicle(ctx, vehicle);
    }
  }
  run.progress(`车辆 ${vehicles} 辆`);
}

/** A run that was cut off had added it. */
function ignoreAdded(error: unknown): void {
  if (!isAppError(error, "vehicles.already-added")) throw error;
}
