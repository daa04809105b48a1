import type { listReminderDeliveries } from "@club/shared/reminders-admin";
import type { Column, RowOf } from "../../kit/table/types";
import { Day, placeText, StateTag, Time, timeText } from "../../kit/values";
import { STATE_TONES } from "./words";

type Delivery = RowOf<typeof listReminderDeliveries>;

/** One reminder that went out, or should have. */
export const DELIVERY_COLUMNS: readonly Column<Delivery>[] = [
  { key: "title", title: "提醒", text: (row) => row.title },
  { key: "kind", title: "类型", text: (row) => row.kindName },
  { key: "step", title: "时机", text: (row) => row.stepLabel },
  { key: "dueOn", title: "到期日", text: (row) => row.dueOn, render: (row) => <Day on={row.dueOn} /> },
  { key: "channel", title: "渠道", text: (row) => row.channelName },
  {
    key: "state",
    title: "结果",
    text: (row) => row.stateName,
    render: (row) => <StateTag text={row.stateName} tone={STATE_TONES[row.state]} />,
  },
  { key: "error", title: "失败原因", text: (row) => row.lastError ?? "" },
  { key: "at", title: "时间", text: (row) => timeText(row.at), render: (row) => <Time at={row.at} /> },
  { key: "city", title: "城市", text: (row) => placeText(row.cityCode) },
  { key: "member", title: "会员编号", text: (row) => row.memberId, isExtra: true },
];
