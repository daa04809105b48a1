import type { PlacedOrder } from "@club/shared/mall-orders";
import { formatPoints } from "@club/shared/points";
import { Text, View } from "@tarojs/components";
import { goTab, replace } from "../../../lib/nav";
import { Button } from "../../../ui/button";
import { classes } from "../../../ui/classes";
import { Icon } from "../../../ui/icon";
import { Page } from "../../../ui/page";
import styles from "../orders.module.scss";

/** The order stands: what was exchanged, what is left, and where to go from here. */
export function Placed({ order }: { order: PlacedOrder }) {
  const { title, kind, quantity, totalPoints, balancePoints, orderId, orderNo } = order;
  const next = kind === "goods" ? "俱乐部会尽快发货，物流单号会显示在订单里。" : "兑换券已到账，打开订单就能使用。";
  return (
    <Page>
      <View className={styles.state}>
        <View className={classes(styles.sign, styles.done)}>
          <Icon name="check" size={32} />
        </View>
        <Text className={styles.stateTitle}>兑换成功</Text>
        <Text className={styles.stateNote}>{`${title} × ${quantity}`}</Text>
        <Text
          className={styles.stateNote}
        >{`用去 ${formatPoints(totalPoints)}，还剩 ${formatPoints(balancePoints)}`}</Text>
        <Text className={styles.stateNote}>{next}</Text>
        <Text className={styles.note}>{`订单号 ${orderNo}`}</Text>
      </View>
      <View className={styles.actions}>
        <Button onClick={() => replace("order", { id: orderId })}>查看订单</Button>
        <Button kind="secondary" onClick={() => goTab("mall")}>
          返回积分商城
        </Button>
      </View>
    </Page>
  );
}
