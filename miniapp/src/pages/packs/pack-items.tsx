import type { MyGiftPack } from "@club/shared/giftpack-grants";
import { Text, View } from "@tarojs/components";
import { ServiceIcon } from "../../ui/service-icon";
import styles from "./packs.module.scss";

const SHORT = 3;

/** What is in a pack: service, number of uses, how long they are good. `isShort` shows the first three. */
export function PackItems({ items, isShort = false }: { items: MyGiftPack["items"]; isShort?: boolean }) {
  const shown = isShort ? items.slice(0, SHORT) : items;
  const hidden = items.length - shown.length;
  return (
    <View>
      {shown.map((item) => (
        <View key={`${item.serviceId} ${item.validity}`} className={styles.item}>
          <ServiceIcon icon={item.icon} size={40} />
          <View className={styles.itemText}>
            <Text className={styles.itemName}>{item.serviceName}</Text>
            <Text className={styles.itemNote}>
              {item.plateBinding === "required" ? `${item.validity} · 需绑定车牌` : item.validity}
            </Text>
          </View>
          <Text className={styles.quantity}>{`${item.quantity} 次`}</Text>
        </View>
      ))}
      {hidden > 0 && <Text className={styles.until}>{`还有 ${hidden} 项服务`}</Text>}
    </View>
  );
}
