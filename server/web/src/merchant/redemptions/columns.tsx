import { formatFen } from "@club/shared/money";
import type { MerchantRedemption } from "@club/shared/redemptions";
import type { Column } from "../../kit/table/types";
import { Money, StateTag, Time, timeText } from "../../kit/values";

const STATUS_NAMES = { redeemed: "已核销", reversed: "已撤销" } as const;

/** Columns of a merchant's redemptions. */
export const MERCHANT_COLUMNS: readonly Column<MerchantRedemption>[] = [
  { key: "at", title: "时间", text: (row) => timeText(row.redeemedAt), render: (row) => <Time at={row.redeemedAt} /> },
  { key: "receipt", title: "凭证编号", text: (row) => row.receiptNo },
  { key: "service", title: "服务", text: (row) => row.serviceName },
  { key: "branch", title: "门店", text: (row) => row.branchName },
  { key: "clerk", title: "核销员", text: (row) => row.clerkName },
  { key: "member", title: "车主", text: (row) => row.member.name },
  { key: "plate", title: "车牌", text: (row) => row.plate ?? "" },
  {
    key: "club",
    title: "俱乐部应付",
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
  },
  {
    key: "status",
    title: "状态",
    text: (row) => STATUS_NAMES[row.status],
    render: (row) => <StateTag text={STATUS_NAMES[row.status]} tone={row.status === "redeemed" ? "done" : "danger"} />,
  },
  { key: "why", title: "撤销原因", text: (row) => row.reversalReason ?? "", isExtra: true },
];
