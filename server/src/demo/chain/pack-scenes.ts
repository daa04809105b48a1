import { randomUUID } from "node:crypto";
import { createGiftPack, publishGiftPack } from "@club/shared/giftpacks";
import { listStaffServices, updateService } from "@club/shared/services";
import { addDays } from "@club/shared/time";
import type { Person } from "./cast";
import type { Stage } from "./stage";

/** Two washes, one check, one drive home. */
const PACK_ITEMS = [
  { serviceId: "car-wash", quantity: 2, validDays: 180, plateBinding: "none" },
  { serviceId: "vehicle-check", quantity: 1, validDays: 365, plateBinding: "none" },
  { serviceId: "designated-driver", quantity: 1, validDays: 90, plateBinding: "none" },
] as const;
export const VOUCHERS_PER_PACK = PACK_ITEMS.reduce((sum, { quantity }) => sum + quantity, 0);

/** The administrator changes one rule of one service, with a reason. */
export async function changeOneRule({ world, printer }: Stage, admin: Person): Promise<void> {
  const { items } = await world.client.call(listStaffServices, {}, admin);
  const wash = items.find(({ id }) => id === "car-wash");
  printer.expect(items.length === 9 && wash !== undefined, "服务目录里有九项服务");
  if (!wash) return;
  const rules = { ...wash.rules, maxDistanceMeters: 300 };
  const change = { serviceId: wash.id, rules, reason: "城区门店密集，核销距离收紧到 300 米" };
  const after = await world.client.call(updateService, change, admin);
  printer.expectEqual(after.rules.maxDistanceMeters, 300, "洗车要在门店 300 米以内核销，每天限一次");
}

/** A registration pack without limits, open from now on. */
export async function publishPack({ world, printer }: Stage, admin: Person): Promise<string> {
  const draft = await world.client.call(
    createGiftPack,
    {
      name: "新会员礼包",
      intro: "注册即送：两次洗车、一次车辆检测、一次酒后代驾。",
      cityCode: null,
      trigger: "registration",
      audience: { kind: "all" },
      opensAt: addDays(world.clock.now(), -1).toISOString(),
      closesAt: null,
      claimDays: null,
      stockTotal: null,
      budgetFen: null,
      perMemberLimit: 1,
      items: [...PACK_ITEMS],
      terms: ["每位新会员限领一份。"],
    },
    { ...admin, key: randomUUID() },
  );
  const pack = await world.client.call(publishGiftPack, { packId: draft.id }, admin);
  printer.expectEqual(
    pack.status,
    "published",
    `「${pack.name}」已发布：${pack.items.map((item) => `${item.serviceName}×${item.quantity}`).join("、")}`,
  );
  return pack.id;
}
