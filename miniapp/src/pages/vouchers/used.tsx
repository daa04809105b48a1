import type { MyRedemption } from "@club/shared/redemptions";
import { Text, View } from "@tarojs/components";
import { moment } from "../../lib/format";
import { go } from "../../lib/nav";
import type { PagedList } from "../../lib/use-paged";
import { Card } from "../../ui/card";
import { Empty } from "../../ui/empty";
import { ErrorState } from "../../ui/error-state";
import { ListEnd } from "../../ui/list-end";
import { ServiceIcon } from "../../ui/service-icon";
import { Skeleton } from "../../ui/skeleton";
import { Tag } from "../../ui/tag";
import styles from "./index.module.scss";

/** Every use of a voucher, the last first, also each of a card of many; behind each its receipt and the member's rating. */
export function Uses({ list }: { list: PagedList<MyRedemption> }) {
  if (list.status === "loading") return <Skeleton kind="cards" count={4} />;
  if (list.status === "error" && list.error) return <ErrorState error={list.error} onRetry={list.retry} />;
  if (list.items.length === 0) {
    return <Empty art="ticket" title="还没有使用过兑换券" note="到店用过的券和凭证会保存在这里。" />;
  }
  return (
    <View>
      {list.items.map((redemption) => (
        <Use key={redemption.id} redemption={redemption} />
      ))}
      <ListEnd list={list} />
    </View>
  );
}

function Use({ redemption }: { redemption: MyRedemption }) {
  const { voucherId, serviceName, icon, branchName, plate, redeemedAt, status } = redemption;
  const when = `${moment(redeemedAt)}${plate === null ? "" : ` · ${plate}`}`;
  const isReversed = status === "reversed";
  const label = `${serviceName}，${branchName}，${when}${isReversed ? "，已撤销" : ""}`;
  return (
    <View className={styles.item}>
      <Card onClick={() => go("voucher", { id: voucherId })} label={label}>
        <View className={styles.row}>
          <ServiceIcon icon={icon} size={48} quiet />
          <View className={styles.body}>
            <Text className={styles.name}>{serviceName}</Text>
            <Text className={styles.until}>{branchName}</Text>
            <Text className={styles.until}>{when}</Text>
          </View>
          {isReversed && <Tag tone="warn">已撤销</Tag>}
        </View>
      </Card>
    </View>
  );
}
