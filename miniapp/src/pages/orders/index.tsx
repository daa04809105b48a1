import { listMyOrders, ORDER_STATUSES, type OrderRow, type OrderStatus } from "@club/shared/mall-orders";
import { formatPoints } from "@club/shared/points";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { moment } from "../../lib/format";
import { go, goTab } from "../../lib/nav";
import { useSession } from "../../lib/session";
import { type PagedList, usePaged } from "../../lib/use-paged";
import { Card } from "../../ui/card";
import { Empty } from "../../ui/empty";
import { ErrorState } from "../../ui/error-state";
import { ListEnd } from "../../ui/list-end";
import { Page } from "../../ui/page";
import { Points } from "../../ui/points";
import { ServiceIcon } from "../../ui/service-icon";
import { SignInPrompt } from "../../ui/sign-in-prompt";
import { Skeleton } from "../../ui/skeleton";
import { Tabs } from "../../ui/tabs";
import { Tag } from "../../ui/tag";
import { STATUS_TONES } from "./order-signs";
import styles from "./orders.module.scss";

type Group = OrderStatus | "all";
/** Vouchers are delivered and goods are on their way in the same state. */
const TITLES: Record<Group, string> = {
  all: "全部",
  placed: "待发货",
  fulfilled: "已发出",
  closed: "已完成",
  cancelled: "已取消",
};
const GROUPS = (["all", ...ORDER_STATUSES] as const).map((key) => ({ key, title: TITLES[key] }));

/** 我的订单, by state. */
export default function OrdersPage() {
  const session = useSession("member");
  const [group, setGroup] = useState<Group>("all");
  if (session) return <Orders group={group} onGroup={setGroup} />;
  return (
    <Page>
      <SignInPrompt what="您的订单" />
    </Page>
  );
}

function Orders({ group, onGroup }: { group: Group; onGroup: (group: Group) => void }) {
  const list = usePaged(listMyOrders, group === "all" ? {} : { status: group });
  return (
    <Page asOf={list.asOf}>
      <Tabs items={GROUPS} value={group} onChange={onGroup} />
      <OrderCards list={list} group={group} />
    </Page>
  );
}

function OrderCards({ list, group }: { list: PagedList<OrderRow>; group: Group }) {
  if (list.status === "loading") return <Skeleton kind="cards" count={4} />;
  if (list.status === "error" && list.error) return <ErrorState error={list.error} onRetry={list.retry} />;
  if (list.items.length === 0) {
    return (
      <Empty
        title={group === "all" ? "还没有积分订单" : `没有${TITLES[group]}的订单`}
        note="用积分兑换的商品会放在这里。"
        action={{ text: "去积分商城", onClick: () => goTab("mall") }}
      />
    );
  }
  return (
    <View>
      {list.items.map((order) => (
        <OrderCard key={order.id} order={order} />
      ))}
      <ListEnd list={list} />
    </View>
  );
}

function OrderCard({ order }: { order: OrderRow }) {
  const { id, title, picture, status, statusName, quantity, totalPoints, placedAt } = order;
  return (
    <Card
      onClick={() => go("order", { id })}
      label={`${title}，${quantity} 件，${formatPoints(totalPoints)}，${statusName}`}
    >
      <View className={styles.orderLine}>
        <ServiceIcon icon={picture} size={48} quiet={status === "cancelled"} />
        <View className={styles.itemText}>
          <Text className={styles.itemName}>{title}</Text>
          <Text className={styles.note}>{`${quantity} 件 · ${moment(placedAt)}`}</Text>
        </View>
      </View>
      <View className={styles.orderFoot}>
        <Tag tone={STATUS_TONES[status]}>{statusName}</Tag>
        <Points value={totalPoints} />
      </View>
    </Card>
  );
}
