import { shanghaiDay, shiftDay } from "@club/shared/time";
import { demoId } from "../../server/src/demo/insert-missing";
import { memberId } from "../../server/src/demo/member-plan";
import { cityOf } from "../../server/src/demo/merchant-plan";
import { Members } from "../../server/src/features/members/members.model";
import { newPlan, planDue } from "../../server/src/features/reminders/planner.service";
import { InboxMessages, ReminderPlans, Reminders } from "../../server/src/features/reminders/reminders.model";
import { type VehicleDoc, Vehicles } from "../../server/src/features/vehicles/vehicles.model";
import { encryptOf, plateBlindOf } from "../../server/src/features/vehicles/vehicles.views";
import { type AppDeps, systemCtx } from "../../server/src/platform/context";
import { native } from "../../server/src/platform/db";
import { toMember } from "./prepare";

/** `dueCount` of the members are due now: their insurance ends within the month. The others wait. */
export type Garages = { members: number; dueCount: number };

const CHUNK = 1_000;

/** Members with a vehicle and a plan each, as documents: they are volume here. */
export async function prepareGarages(deps: AppDeps, { members, dueCount }: Garages): Promise<void> {
  const now = deps.clock.now();
  const later = new Date(now.getTime() + 20 * 86_400_000);
  for (let from = 0; from < members; from += CHUNK) {
    const numbers = Array.from({ length: Math.min(CHUNK, members - from) }, (_, index) => from + index);
    await native(Members).insertMany(numbers.map((n) => toMember(deps, n, now)));
    await native(Vehicles).insertMany(numbers.map((n) => toVehicle(deps, n, now)));
    // Those that are due are spread among the others.
    const plans = numbers.map((n) => ({
      _id: memberId(n),
      ...newPlan(now),
      revision: 0,
      nextAt: (n * dueCount) % members < dueCount ? now : later,
    }));
    await native(ReminderPlans).insertMany(plans);
  }
}

function toVehicle({ keys }: AppDeps, n: number, now: Date): VehicleDoc {
  const plate = `鲁A${String(n % 100_000).padStart(5, "0")}`;
  return {
    _id: demoId("Car", n),
    memberId: memberId(n),
    cityCode: cityOf(n).code,
    plateEnc: encryptOf(keys, "plate", plate),
    plateBlind: plateBlindOf(keys, plate),
    plateType: "02",
    brand: null,
    model: null,
    vinEnc: null,
    engineNoEnc: null,
    registeredOn: "2019-05-06",
    manufacturedOn: null,
    hadInjuryAccident: false,
    wasIllegallyModified: false,
    use: "small_nonop",
    energy: null,
    seats: null,
    inspectionValidUntilOn: null,
    compulsoryUntilOn: shiftDay(shanghaiDay(now), 1 + (n % 28)),
    commercialUntilOn: null,
    nickname: null,
    identifiedAt: now,
    addedAt: now,
    updatedAt: now,
  };
}

const SAMPLE_MS = 100;

/** Plans everybody who is due. `heapMb` = how much more than before the heap of the event loop held at most. */
export async function planGarages(
  deps: AppDeps,
): Promise<{ ms: number; heapMb: number; plans: number; reminders: number }> {
  const heapMb = () => process.memoryUsage().heapUsed / 1e6;
  const beforeMb = heapMb();
  let mostMb = beforeMb;
  const sampler = setInterval(() => {
    mostMb = Math.max(mostMb, heapMb());
  }, SAMPLE_MS);
  const begun = performance.now();
  const done = await planDue(systemCtx(deps, "bench", deps.clock.now()), { maxBatches: 100_000 });
  clearInterval(sampler);
  return { ms: performance.now() - begun, heapMb: mostMb - beforeMb, ...done };
}

/** What the database says has come of it. */
export async function reminderBooks(): Promise<{ reminders: number; messages: number }> {
  return { reminders: await Reminders.countDocuments({}), messages: await InboxMessages.countDocuments({}) };
}
