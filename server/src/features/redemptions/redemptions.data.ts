import { formatCode } from "@club/shared/ids";
import type { DataSection } from "@club/shared/members";
import { formatFen } from "@club/shared/money";
import { formatInstant } from "@club/shared/time";
import type { Ctx } from "../../platform/context";
import { type Redemption, Redemptions } from "./redemptions.model";

/** Where and when a member's vouchers were used, newest first, for the copy of their data. Index: { memberId, redeemedAt, _id }. */
export async function redemptionsDataSection(_ctx: Ctx, memberId: string): Promise<DataSection> {
  const rows = await Redemptions.find({ memberId }).sort({ redeemedAt: -1, _id: -1 }).lean<Redemption[]>();
  const items = rows.map((row) => ({ id: row._id, title: row.serviceName, facts: factsOf(row) }));
  return { key: "redemptions", title: "核销记录", items };
}

function factsOf(row: Redemption): { label: string; value: string }[] {
  return [
    { label: "凭证编号", value: formatCode(row._id) },
    { label: "核销时间", value: formatInstant(row.redeemedAt) },
    { label: "商户", value: `${row.merchantName}（${row.branchName}）` },
    { label: "自付金额", value: formatFen(row.memberFen) },
    ...(row.plateMasked === null ? [] : [{ label: "车牌（只保存隐藏后的）", value: row.plateMasked }]),
    { label: "核销照片", value: row.photoId === null ? "没有" : "有，由俱乐部保存" },
    ...(row.reversedAt ? [{ label: "撤销时间", value: formatInstant(row.reversedAt) }] : []),
  ];
}
