import type { GiftPackInput } from "@club/shared/giftpack-content";
import { addDays } from "@club/shared/time";
import { type GiftPack, GiftPacks } from "../features/giftpacks/giftpack.model";
import { createGiftPack, publishGiftPack } from "../features/giftpacks/giftpacks.service";
import { HISTORY_DAYS } from "./member-plan";
import { type SeedRun, staffCtx } from "./seed-run";
import { staffByLogin } from "./seed-staff";

export type SeededPacks = { registrationId: string; campaignId: string };

/** The campaign has been open for this many days. */
export const CAMPAIGN_DAYS = 30;

/** The club's gift packs, made and published by the province administrator before the first member came. */
export async function seedPacks(run: SeedRun): Promise<SeededPacks> {
  const before = addDays(run.startedAt, -HISTORY_DAYS - 5);
  const registrationId = await ensurePack(run, { at: before, pack: registrationPack(before), isPublished: true });
  const campaignAt = addDays(run.startedAt, -CAMPAIGN_DAYS - 1);
  const campaignId = await ensurePack(run, { at: campaignAt, pack: campaignPack(run, campaignAt), isPublished: true });
  await ensurePack(run, { at: addDays(run.startedAt, -2), pack: birthdayPack(run), isPublished: false });
  run.progress("礼包 3 个：新会员礼包、秋季养车礼包、生日礼包（草稿）");
  return { registrationId, campaignId };
}

type Wanted = { at: Date; pack: GiftPackInput; isPublished: boolean };

/** A pack by its name, made and published when it is not there yet. */
async function ensurePack(run: SeedRun, { at, pack, isPublished }: Wanted): Promise<string> {
  const ctx = staffCtx(run, await staffByLogin("admin"), at);
  const found = await GiftPacks.findOne({ name: pack.name, createdAt: at }).lean<GiftPack>();
  const { id, status } = found ? { id: found._id, status: found.status } : await createGiftPack(ctx, pack);
  if (isPublished && status === "draft") await publishGiftPack(ctx, { packId: id });
  return id;
}

function registrationPack(opensAt: Date): GiftPackInput {
  return {
    name: "新会员礼包",
    intro: "注册即送：两次洗车、一次车辆检测、一次酒后代驾。",
    cityCode: null,
    trigger: "registration",
    audience: { kind: "all" },
    opensAt: opensAt.toISOString(),
    closesAt: null,
    claimDays: null,
    stockTotal: null,
    budgetFen: null,
    perMemberLimit: 1,
    items: [
      { serviceId: "car-wash", quantity: 2, validDays: 180, plateBinding: "none" },
      { serviceId: "vehicle-check", quantity: 1, validDays: 365, plateBinding: "none" },
      { serviceId: "designated-driver", quantity: 1, validDays: 60, plateBinding: "none" },
    ],
    terms: ["每位新会员限领一份。", "领取后请在有效期内到合作门店使用。"],
  };
}

function campaignPack(run: SeedRun, opensAt: Date): GiftPackInput {
  return {
    name: "秋季养车礼包",
    intro: "一次基础保养、两次加油优惠，全体会员可领，领完为止。",
    cityCode: null,
    trigger: "campaign",
    audience: { kind: "all" },
    opensAt: opensAt.toISOString(),
    closesAt: addDays(run.startedAt, 60).toISOString(),
    claimDays: null,
    stockTotal: Math.max(1_000, run.memberCount * 2),
    budgetFen: null,
    perMemberLimit: 1,
    items: [
      { serviceId: "maintenance", quantity: 1, validDays: 120, plateBinding: "required" },
      { serviceId: "fuel", quantity: 2, validDays: 90, plateBinding: "none" },
    ],
    terms: ["保养券领取后请先绑定车牌，绑定后不能更改。"],
  };
}

function birthdayPack(run: SeedRun): GiftPackInput {
  return {
    name: "生日礼包",
    intro: "会员生日当月由俱乐部赠送：一次洗车、一次健康关怀。",
    cityCode: null,
    trigger: "manual",
    audience: { kind: "tier", tier: "senior" },
    opensAt: run.startedAt.toISOString(),
    closesAt: null,
    claimDays: 30,
    stockTotal: null,
    budgetFen: 50_000_000,
    perMemberLimit: 1,
    items: [
      { serviceId: "car-wash", quantity: 1, validDays: 60, plateBinding: "none" },
      { serviceId: "health-care", quantity: 1, validDays: 180, plateBinding: "none" },
    ],
    terms: ["限生日当月的高级会员，由俱乐部发放。"],
  };
}
