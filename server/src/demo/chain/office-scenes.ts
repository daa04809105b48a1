import { randomUUID } from "node:crypto";
import { listReminderTemplates, previewReminderTemplate, saveReminderTemplate } from "@club/shared/reminders-admin";
import { addVehicle, listSharedPlates } from "@club/shared/vehicles";
import { getVehicleViolations, getViolationConfig, refreshVehicleViolations } from "@club/shared/violations";
import { getViolationHealth, switchViolations } from "@club/shared/violations-admin";
import type { Person } from "./cast";
import { PLATE } from "./garage-scenes";
import { Refusal } from "./http-client";
import type { Member, Stage } from "./stage";

type Office = { admin: Person; member: Member; vehicleId: string };

/** The same plate in a second garage: allowed, and the office sees it, masked. */
export async function shareThePlate({ world, printer }: Stage, admin: Person, partner: Member): Promise<void> {
  const { client } = world;
  await client.call(addVehicle, { plate: PLATE }, { ...partner, key: randomUUID() });
  const { items } = await client.call(listSharedPlates, {}, admin);
  printer.expectEqual(items.length, 1, `后台看到一个车牌在两位会员名下：${items[0]?.plateMasked ?? "没有"}`);
  printer.expect(!JSON.stringify(items).includes(PLATE), "后台只显示脱敏的车牌");
}

/** Violations are switched off and on: the entrance goes and comes back, and what was found stays. */
export async function switchOffAndOn({ world, printer }: Stage, { admin, member, vehicleId }: Office): Promise<void> {
  const { client } = world;
  const { providers } = await client.call(getViolationHealth, {}, admin);
  const [first] = providers;
  printer.expectEqual(
    first?.failedCount,
    0,
    `供应商「${first?.name ?? "没有"}」调用 ${first?.callCount ?? 0} 次，没有失败`,
  );
  await client.call(switchViolations, { isOn: false, reason: "供应商维护" }, admin);
  const closed = await client.call(getViolationConfig, {});
  printer.expectEqual(closed.isOn, false, "关闭后，小程序里没有违章查询的入口");
  const refusal = await client.call(refreshVehicleViolations, { vehicleId }, member).catch((error: unknown) => error);
  printer.expect(refusal instanceof Refusal && refusal.status === 409, "关闭时刷新被拒绝，不产生费用");
  await client.call(switchViolations, { isOn: true, reason: "维护结束" }, admin);
  const report = await client.call(getVehicleViolations, { vehicleId }, member);
  printer.expectEqual(report.state, "cached", "重新开放后，上次的结果还在");
}

/** A reminder's text is changed once; whoever still holds the old version cannot overwrite it. */
export async function rewordReminder({ world, printer }: Stage, admin: Person): Promise<void> {
  const { client } = world;
  const { items } = await client.call(listReminderTemplates, {}, admin);
  const found = items.find((item) => item.kind === "compulsoryInsurance" && item.phase === "before");
  if (!found) throw new Error("there is no text for the compulsory insurance");
  const { kind, phase, body, wechatTemplateId, wechatFields, smsTemplate, smsParams, version } = found;
  const text = { title: "{车牌} 该续交强险了", body, wechatTemplateId, wechatFields, smsTemplate, smsParams };
  const preview = await client.call(previewReminderTemplate, { kind, phase, ...text }, admin);
  printer.expect(preview.problems.length === 0, `保存前预览：${preview.title}`);
  const save = { kind, phase, ...text, baseVersion: version, reason: "更口语" };
  const saved = await client.call(saveReminderTemplate, save, admin);
  printer.expectEqual(saved.version, version + 1, "新文字已生效");
  const refusal = await client.call(saveReminderTemplate, save, admin).catch((error: unknown) => error);
  printer.expectEqual(
    refusal instanceof Refusal ? refusal.problem.code : null,
    "reminders.version-conflict",
    "另一个人拿旧版本保存，被拒绝",
  );
}
