import { cityName } from "@club/shared/regions";
import { formatDay, lastValidDay } from "@club/shared/time";
import type { StaffVoucherRow } from "@club/shared/voucher-admin";
import type { VoucherStatus } from "@club/shared/vouchers";
import type { Column } from "../../kit/table/types";
import { StateTag, Time, type Tone, timeText } from "../../kit/values";
import { memberColumn } from "../members/member-column";

const TONES: Record<VoucherStatus, Tone> = {
  issued: "going",
  redeemed: "done",
  locked: "waiting",
  expired: "quiet",
  revoked: "danger",
  replaced: "quiet",
  closed: "quiet",
};

export function VoucherState({ voucher }: { voucher: Pick<StaffVoucherRow, "status" | "statusName"> }) {
  return <StateTag text={voucher.statusName} tone={TONES[voucher.status]} />;
}

/** Columns of every list of vouchers. */
export const VOUCHER_COLUMNS: readonly Column<StaffVoucherRow>[] = [
  { key: "code", title: "券码（末四位）", text: (row) => row.codeMasked },
  { key: "service", title: "服务", text: (row) => row.serviceName },
  { key: "status", title: "状态", text: (row) => row.statusName, render: (row) => <VoucherState voucher={row} /> },
  memberColumn(),
  { key: "plate", title: "绑定车牌", text: (row) => row.plateMasked ?? "" },
  { key: "city", title: "城市", text: (row) => cityName(row.cityCode) },
  {
    key: "issued",
    title: "发放时间",
    text: (row) => timeText(row.issuedAt),
    render: (row) => <Time at={row.issuedAt} />,
  },
  { key: "until", title: "有效至", text: (row) => formatDay(lastValidDay(new Date(row.expiresAt))) },
  {
    key: "redeemed",
    title: "使用时间",
    text: (row) => timeText(row.redeemedAt),
    render: (row) => <Time at={row.redeemedAt} />,
  },
];
