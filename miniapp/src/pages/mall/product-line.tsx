import type { ProductCard } from "@club/shared/mall";
import { formatPoints } from "@club/shared/points";
import { Text, View } from "@tarojs/components";
import { go } from "../../lib/nav";
import { Card } from "../../ui/card";
import { Points } from "../../ui/points";
import { ServiceIcon } from "../../ui/service-icon";
import { Tag } from "../../ui/tag";
import styles from "./mall.module.scss";
import { isWithinReach, stockText } from "./product-texts";

/** One product of the list: what it is, what it costs, whether it can be had. */
export function ProductLine({ product }: { product: ProductCard }) {
  const { id, title, picture, kindName, pricePoints, whyNot } = product;
  const stock = stockText(product);
  return (
    <View className={styles.product}>
      <Card
        onClick={() => go("product", { id })}
        label={`${title}，${kindName}，${formatPoints(pricePoints)}，${stock}`}
      >
        <View className={styles.line}>
          <ServiceIcon icon={picture} size={72} quiet={!isWithinReach(product)} />
          <View className={styles.body}>
            <Text className={styles.title}>{title}</Text>
            <View className={styles.tags}>
              <Tag>{kindName}</Tag>
            </View>
            <View className={styles.foot}>
              <Points value={pricePoints} />
              <Text className={whyNot.length > 0 ? styles.whyNot : styles.stock}>{stock}</Text>
            </View>
          </View>
        </View>
      </Card>
    </View>
  );
}
