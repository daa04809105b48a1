import type { Audience, GiftPackTrigger } from "@club/shared/giftpack-content";
import { GIFT_PACK_STATUS_NAMES, type GiftPackStatus } from "@club/shared/giftpacks";
import { MEMBER_TIER_NAMES } from "@club/shared/members";
import { cityName } from "@club/shared/regions";
import { formatDay } from "@club/shared/time";
import { countText, StateTag, type Tone } from "../../kit/values";

export const TRIGGER_NAMES: Record<GiftPackTrigger, string> = {
  registration: "注册即送",
  campaign: "会员自己参加",
  manual: "后台赠送",
  counter: "柜面赠送",
};
export const AUDIENCE_NAMES: Record<Audience["kind"], string> = {
  all: "全部会员",
  tier: "按会员等级",
  city: "按城市",
  list: "导入名单",
};
const TONES: Record<GiftPackStatus, Tone> = { draft: "quiet", published: "going", paused: "waiting", ended: "done" };

export function PackState({ status }: { status: GiftPackStatus }) {
  return <StateTag text={GIFT_PACK_STATUS_NAMES[status]} tone={TONES[status]} />;
}

/** Whom a pack is for, in words. */
export function audienceText(audience: Audience): string {
  if (audience.kind === "tier") return MEMBER_TIER_NAMES[audience.tier];
  if (audience.kind === "city") return audience.cityCodes.map(cityName).join("、");
  return AUDIENCE_NAMES[audience.kind];
}

/** "领取后 90 天内有效", the way the member reads it. */
export function validityText(item: { validDays?: number | undefined; validUntilOn?: string | undefined }): string {
  if (item.validUntilOn) return `${formatDay(item.validUntilOn)}前有效`;
  return item.validDays ? `领取后 ${item.validDays} 天内有效` : "请填写有效期";
}

/** "还剩 2,981 / 4,000", or that there is no limit. */
export function leftText(left: number | null, total: number | null): string {
  return left === null || total === null ? "不限" : `还剩 ${countText(left)} / ${countText(total)}`;
}
