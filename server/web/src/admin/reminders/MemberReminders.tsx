import { listReminderDeliveries } from "@club/shared/reminders-admin";
import { CursorTable } from "../../kit/table/CursorTable";
import { DELIVERY_COLUMNS } from "./delivery-columns";

/** The reminders of one member, newest first. */
export function MemberReminders({ memberId }: { memberId: string }) {
  return (
    <CursorTable
      id="member-reminders"
      name="会员的提醒"
      endpoint={listReminderDeliveries}
      columns={DELIVERY_COLUMNS}
      fixed={{ memberId }}
      rowKey={(row) => row.id}
      empty={{ sentence: "还没有给这位会员发过提醒。车主添加车辆和证件后，到期前会自动提醒。" }}
    />
  );
}
