import type { ProductDetail } from "@club/shared/mall";
import { cityName } from "@club/shared/regions";
import { Text, View } from "@tarojs/components";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { Points } from "../../../ui/points";
import { ServiceIcon } from "../../../ui/service-icon";
import { Line } from "../line";
import styles from "../orders.module.scss";
import type { Attempt } from "./order-form";

/** What is being ordered. */
export function ProductHead({ product: { title, picture, pricePoints, kindName } }: { product: ProductDetail }) {
  return (
    <Card>
      <View className={styles.orderLine}>
        <ServiceIcon icon={picture} size={64} />
        <View className={styles.itemText}>
          <Text className={styles.itemName}>{title}</Text>
          <Text className={styles.note}>{kindName}</Text>
          <Points value={pricePoints} />
        </View>
      </View>
    </Card>
  );
}

type QuantityProps = { product: ProductDetail; quantity: number; onChange: (quantity: number) => void };

/** How many, within what stock, limit and points allow. */
export function QuantityCard({ product, quantity, onChange }: QuantityProps) {
  const { maxQuantity, stockLeft } = product;
  return (
    <Card>
      <View className={styles.stepper}>
        <View className={styles.itemText}>
          <Text className={styles.itemName}>数量</Text>
          <Text className={styles.note}>
            {maxQuantity > 0 ? `本次最多 ${maxQuantity} 件，库存 ${stockLeft} 件` : "现在不能兑换"}
          </Text>
        </View>
        <View className={styles.stepperEnd}>
          <Button
            kind="plain"
            size="sm"
            label="减少一件"
            disabled={quantity <= 1}
            onClick={() => onChange(quantity - 1)}
          >
            −
          </Button>
          <Text className={styles.stepNumber}>{String(quantity)}</Text>
          <Button
            kind="plain"
            size="sm"
            label="增加一件"
            disabled={quantity >= maxQuantity}
            onClick={() => onChange(quantity + 1)}
          >
            +
          </Button>
        </View>
      </View>
    </Card>
  );
}

/** An attempt that cannot be changed any more. */
export function AttemptCard({ attempt: { quantity, address } }: { attempt: Attempt }) {
  return (
    <Card>
      <Line label="数量" value={`${quantity} 件`} />
      {address && <Line label="收货人" value={`${address.name} ${address.phone}`} />}
      {address && <Line label="地址" value={`${cityName(address.cityCode)} ${address.detail}`} />}
    </Card>
  );
}

/** What it costs and what is left; `balance` null = not known before the answer. */
export function SumCard({ total, balance }: { total: number; balance: number | null }) {
  return (
    <Card>
      <Line label="共用积分">
        <Points value={total} />
      </Line>
      {balance !== null && balance >= total && (
        <Line label="兑换后剩余">
          <Points value={balance - total} size="sm" />
        </Line>
      )}
    </Card>
  );
}
