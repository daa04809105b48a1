import { GRANT_STATUS_NAMES } from "@club/shared/giftpack-grants";
import type { DataSection } from "@club/shared/members";
import { formatInstant } from "@club/shared/time";
import type { Ctx } from "../../platform/context";
import { packNames } from "./giftpack.store";
import { effectiveGrantStatus } from "./giftpack.views";
import { type Grant, Grants } from "./grant.model";

const FIELDS = { packId: 1, status: 1, createdAt: 1, expiresAt: 1, claimedAt: 1 } as const;

/** The gift packs given to a member, newest first, for the copy of their data. Index: { memberId, createdAt, _id }. */
export async function grantsDataSection(ctx: Ctx, memberId: string): Promise<DataSection> {
  const grants = await Grants.find({ memberId }, FIELDS).sort({ createdAt: -1, _id: -1 }).lean<Grant[]>();
  const names = await packNames(grants.map((grant) => grant.packId));
  const items = grants.map((grant) => ({
    id: grant._id,
    title: names.get(grant.packId) ?? "礼包",
    facts: [
      { label: "状态", value: GRANT_STATUS_NAMES[effectiveGrantStatus(grant, ctx.now)] },
      { label: "赠送时间", value: formatInstant(grant.createdAt) },
      ...(grant.expiresAt ? [{ label: "领取截止", value: formatInstant(grant.expiresAt) }] : []),
      ...(grant.claimedAt ? [{ label: "领取时间", value: formatInstant(grant.claimedAt) }] : []),
    ],
  }));
  return { key: "gift-packs", title: "礼包", items };
}
