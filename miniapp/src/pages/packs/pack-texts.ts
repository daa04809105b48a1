import type { MyGiftPack } from "@club/shared/giftpack-grants";
import { expiryText, lastDay, moment } from "../../lib/format";

/** Until when a pack can be claimed, or when it was. */
export function claimUntil({
  status,
  claimBy,
  claimedAt,
}: Pick<MyGiftPack, "status" | "claimBy" | "claimedAt">): string {
  if (claimedAt !== null) return `${moment(claimedAt)} 领取`;
  if (claimBy === null) return "不限领取时间";
  if (status !== "granted") return `领取期限 ${lastDay(claimBy)}`;
  const text = expiryText(claimBy);
  return text.startsWith("有效期至") ? `${lastDay(claimBy)} 前领取` : `领取${text}`;
}
