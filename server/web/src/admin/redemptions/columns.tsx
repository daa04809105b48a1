import { formatFen } from "@club/shared/money";
import type { StaffRedemption } from "@club/shared/redemption-admin";
import { cityName } from "@club/shared/regions";
import type { Column } from "../../kit/table/types";
import { Money, StateTag, Time, timeText } from "../../kit/values";

export const REDEMPTION_NAMES = { redeemed: "已核销", reversed: "已冲正" } as const;

export function RedemptionState({ status }: { status: StaffRedemption["status"] }) {
  return <StateTag text={REDEMPTION_NAMES[status]} tone={status === "redeemed" ? "done" : "danger"} />;
}

/** Columns of the redemptions list. */
export const REDEMPTION_COLUMNS: readonly Column<StaffRedemption>[] = [
  { key: "at", title: "时间", text: (row) => timeText(row.redeemedAt), render: (row) => <Time at={row.redeemedAt} /> },
  { key: "receipt", title: "凭证编号", text: (row) => row.receiptNo },
  { key: "service", title: "服务", text: (row) => row.serviceName },
  { key: "merchant", title: "商户", text: (row) => row.merchantName },
  { key: "branch", title: "门店", text: (row) => row.branchName },
  { key: "city", title: "城市", text: (row) => cityName(row.cityCode) },
  { key: "member", title: "车主", text: (row) => row.member.name },
  { key: "phone", title: "手机", text: (row) => row.member.phone, isExtra: true },
  { key: "plate", title: "车牌", text: (row) => row.plate ?? "" },
  {
    key: "club",
    title: "俱乐部承担",
    align: "right",
    text: (row) => formatFen(row.clubFen),
    render: (row) => <Money fen={row.clubFen} />,
  },
  {
    key: "own",
    title: "车主自付",
    align: "right",
    text: (row) => formatFen(row.memberFen),
    render: (row) => <Money fen={row.memberFen} />,
    isExtra: true,
  },
  {
    key: "distance",
    title: "距门店（米）",
    align: "right",
    text: (row) => (row.distanceMeters === null ? "" : String(row.distanceMeters)),
    isExtra: true,
  },
  {
    key: "status",
    title: "状态",
    text: (row) => REDEMPTION_NAMES[row.status],
    render: (row) => <RedemptionState status={row.status} />,
  },
  { key: "reversedAt", title: "冲正时间", text: (row) => timeText(row.reversedAt), isExtra: true },
  { key: "why", title: "冲正原因", text: (row) => row.reversalReason ?? "", isExtra: true },
];
