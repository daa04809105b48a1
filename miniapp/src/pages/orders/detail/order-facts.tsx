import type { MyOrder } from "@club/shared/mall-orders";
import { formatPoints } from "@club/shared/points";
import { Text, View } from "@tarojs/components";
import Taro from "@tarojs/taro";
import { expiryText, moment } from "../../../lib/format";
import { go } from "../../../lib/nav";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { Cell, CellGroup } from "../../../ui/cell";
import { classes } from "../../../ui/classes";
import { Icon } from "../../../ui/icon";
import { Points } from "../../../ui/points";
import { toast } from "../../../ui/toast";
import { Line } from "../line";
import { STATUS_SIGNS } from "../order-signs";
import { refundText, stateText } from "../order-texts";
import styles from "../orders.module.scss";

/** What an order is, where it is, and how it came there. */
export function OrderFacts({ order }: { order: MyOrder }) {
  return (
    <View>
      <State order={order} />
      <Vouchers order={order} />
      <Shipping order={order} />
      <Lines order={order} />
      <Card title="订单经过">
        {order.timeline.map(({ at, kind, title, note }) => (
          <View key={`${at}${kind}`} className={styles.event}>
            <Text className={styles.eventText}>{note ? `${title}：${note}` : title}</Text>
            <Text className={styles.eventAt}>{moment(at)}</Text>
          </View>
        ))}
      </Card>
    </View>
  );
}

function State({ order }: { order: MyOrder }) {
  const { status, statusName, kind, cancelReason, whyNotCancel, cancelUntil } = order;
  const refund = refundText(order);
  const isDelivered = status === "fulfilled" && kind !== "goods";
  return (
    <View className={styles.state}>
      <View
        className={classes(
          styles.sign,
          (status === "closed" || isDelivered) && styles.done,
          status === "cancelled" && styles.quiet,
        )}
      >
        <Icon name={isDelivered ? "check" : STATUS_SIGNS[status]} size={32} />
      </View>
      <Text className={styles.stateTitle}>{statusName}</Text>
      <Text className={styles.stateNote}>{stateText(order)}</Text>
      {cancelReason !== null && <Text className={styles.stateNote}>{`原因：${cancelReason}`}</Text>}
      {refund !== "" && <Text className={styles.stateNote}>{refund}</Text>}
      {whyNotCancel === null && cancelUntil !== null && (
        <Text className={styles.stateNote}>{`没有用券时，${moment(cancelUntil)} 前可以取消`}</Text>
      )}
    </View>
  );
}

function Vouchers({ order: { vouchers } }: { order: MyOrder }) {
  if (vouchers.length === 0) return null;
  return (
    <CellGroup title="兑换券">
      {vouchers.map(({ cardId, serviceName, quantity, usableCount, voucherId, expiresAt }) => (
        <Cell
          key={cardId}
          icon="ticket"
          title={`${serviceName} ${quantity} 张`}
          note={voucherId === null ? "没有可以使用的券" : `还可用 ${usableCount} 张，${expiryText(expiresAt)}`}
          {...(voucherId !== null && { value: "去使用", onClick: () => go("voucher", { id: voucherId }) })}
        />
      ))}
    </CellGroup>
  );
}

function Shipping({ order: { shipping, address } }: { order: MyOrder }) {
  if (address === null) return null;
  return (
    <Card title="收货信息">
      {shipping && (
        <View className={styles.tracking}>
          <View className={styles.itemText}>
            <Text className={styles.itemName}>{shipping.carrierName}</Text>
            <Text className={styles.note}>{shipping.trackingNo}</Text>
          </View>
          <Button size="sm" kind="secondary" label="复制快递单号" onClick={() => copy(shipping.trackingNo)}>
            复制
          </Button>
        </View>
      )}
      <Text className={styles.itemName}>{`${address.name} ${address.phoneMasked}`}</Text>
      <Text className={styles.note}>{`${address.cityName} ${address.detail}`}</Text>
    </Card>
  );
}

function copy(trackingNo: string): void {
  Taro.setClipboardData({ data: trackingNo }).then(
    () => toast("快递单号已复制"),
    () => toast("没有复制成功，请手动记下单号"),
  );
}

function Lines({ order }: { order: MyOrder }) {
  const { title, quantity, unitPoints, totalPoints, orderNo, placedAt } = order;
  return (
    <Card title="订单信息">
      <Line label="商品" value={title} />
      <Line label="数量" value={`${quantity} 件，每件 ${formatPoints(unitPoints)}`} />
      <Line label="共用积分">
        <Points value={totalPoints} />
      </Line>
      <Line label="订单号" value={orderNo} />
      <Line label="下单时间" value={moment(placedAt)} />
    </Card>
  );
}
