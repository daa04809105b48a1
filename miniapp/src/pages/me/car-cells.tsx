import { getMyUnreadCount } from "@club/shared/inbox";
import { go } from "../../lib/nav";
import { useQuery } from "../../lib/use-query";
import { Cell, CellGroup } from "../../ui/cell";

/** The member's cars and what is reminded of them; the number of unread messages where they are read. */
export function CarCells() {
  const unread = useQuery(getMyUnreadCount, {});
  const count = unread.status === "ready" ? unread.data.unreadCount : 0;
  return (
    <CellGroup>
      <Cell icon="car" title="我的车辆" note="年检、保险、违章" onClick={() => go("vehicles")} />
      <Cell icon="bell" title="车主秘书" note="未来 12 个月的待办" onClick={() => go("assistant")} />
      <Cell
        icon="mail"
        title="消息"
        {...(count > 0 && { value: `${count > 99 ? "99+" : count} 条未读`, dot: true })}
        onClick={() => go("inbox")}
      />
    </CellGroup>
  );
}
