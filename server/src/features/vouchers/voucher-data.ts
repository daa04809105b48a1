import type { DataSection } from "@club/shared/members";
import { formatDay, formatInstant, lastValidDay } from "@club/shared/time";
import { VOUCHER_STATUS_NAMES } from "@club/shared/vouchers";
import type { Ctx } from "../../platform/context";
import { getCatalogue } from "../services/services.service";
import { type Voucher, Vouchers } from "./voucher.model";
import { effectiveStatus } from "./voucher.rules";
import { plateOf } from "./vouchers.service";

const FIELDS = { serviceId: 1, status: 1, issuedAt: 1, expiresAt: 1, redeemedAt: 1, plateEnc: 1 } as const;

/**
 * A member's vouchers, newest first, for the copy of their data. Codes stay out: they are worth a service to whoever finds the
 * copy, and the member reads them on the voucher. Index: { memberId, issuedAt, _id }.
 */
export async function vouchersDataSection(ctx: Ctx, memberId: string): Promise<DataSection> {
  const vouchers = await Vouchers.find({ memberId }, FIELDS).sort({ issuedAt: -1, _id: -1 }).lean<Voucher[]>();
  const catalogue = await getCatalogue();
  const items = vouchers.map((voucher) => ({
    id: voucher._id,
    title: catalogue.get(voucher.serviceId)?.name ?? voucher.serviceId,
    facts: factsOf(ctx, voucher),
  }));
  return { key: "vouchers", title: "兑换券", items };
}

function factsOf(ctx: Ctx, voucher: Voucher): { label: string; value: string }[] {
  const plate = plateOf(ctx, voucher);
  return [
    { label: "状态", value: VOUCHER_STATUS_NAMES[effectiveStatus(voucher, ctx.now)] },
    { label: "发放时间", value: formatInstant(voucher.issuedAt) },
    { label: "有效期至", value: formatDay(lastValidDay(voucher.expiresAt)) },
    ...(plate === null ? [] : [{ label: "绑定车牌", value: plate }]),
    ...(voucher.redeemedAt ? [{ label: "使用时间", value: formatInstant(voucher.redeemedAt) }] : []),
  ];
}
