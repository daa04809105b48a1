import { randomUUID } from "node:crypto";
import { addVehicle, getMyVehicle } from "@club/shared/vehicles";
import { getVehicleViolations, refreshVehicleViolations } from "@club/shared/violations";
import { getViolationCosts } from "@club/shared/violations-admin";
import type { Person } from "./cast";
import { Refusal } from "./http-client";
import type { Member, Stage } from "./stage";

/** The stand-in's vehicle with one open and one handled record. */
export const PLATE = "鲁A00002";
const VIN = "LSVAA49J0N2100001";

/** A vehicle with its numbers; what comes back shows their ends only. */
export async function addOneVehicle({ world, printer }: Stage, member: Member): Promise<string> {
  const input = { plate: PLATE, vin: VIN, engineNo: "EA211-123456", inspectionValidUntilOn: "2027-03" };
  const key = randomUUID();
  const add = () => world.client.call(addVehicle, input, { ...member, key });
  const [first, second] = [await add(), await add()];
  printer.expectEqual(second.vehicle.id, first.vehicle.id, "同一次添加发了两遍，只有一辆车");
  const { vehicle } = first;
  printer.expect(!JSON.stringify(vehicle).includes(VIN), `车架号只显示 ${vehicle.vinMasked}`);
  printer.expectEqual(vehicle.inspectionValidUntilOn, "2027-03-31", "检验有效期按行驶证记到月底");
  return vehicle.id;
}

/** Violations: asked once, then from the cache; refreshed once a day. What the provider says is shown, nothing is made up. */
export async function lookUpViolations({ world, printer }: Stage, member: Member, vehicleId: string): Promise<void> {
  const first = await world.client.call(getVehicleViolations, { vehicleId }, member);
  printer.expectEqual(first.sentence, "查到 2 条记录，其中 1 条未处理。", `违章：${first.sentence}`);
  printer.expectEqual(first.totals?.knownPoints, 1, "只合计未处理的：1 分");
  const again = await world.client.call(getVehicleViolations, { vehicleId }, member);
  printer.expectEqual(again.state, "cached", "18 小时内再看，用上次的结果");
  const refreshed = await world.client.call(refreshVehicleViolations, { vehicleId }, member);
  printer.expectEqual(refreshed.state, "fresh", "主动刷新一次");
  const refusal = await world.client.call(refreshVehicleViolations, { vehicleId }, member).catch((error) => error);
  printer.expectEqual(
    refusal instanceof Refusal ? refusal.problem.code : null,
    "violations.refreshed-today",
    "当天第二次刷新被拒绝",
  );
}

/** Two calls to the provider, two prices; another member's vehicle is not there. */
export async function countTheCost(
  { world, printer }: Stage,
  of: { finance: Person; stranger: Member; vehicleId: string },
): Promise<void> {
  const costs = await world.client.call(getViolationCosts, {}, of.finance);
  printer.expectEqual(costs.spentLi, 80, `查询 ${costs.callCount} 次，花费 ${costs.spentLi / 1000} 元`);
  const { vehicleId } = of;
  const refusal = await world.client.call(getMyVehicle, { vehicleId }, of.stranger).catch((error) => error);
  printer.expectEqual(refusal instanceof Refusal ? refusal.status : null, 404, "别人的车查不到");
}
