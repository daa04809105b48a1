import type { ClaimAnswer } from "@club/shared/giftpack-grants";
import { Text, View } from "@tarojs/components";
import { lastDay } from "../../lib/format";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { Sheet } from "../../ui/sheet";
import styles from "./claimed.module.scss";

type ClaimedProps = { answer: ClaimAnswer; onUse: () => void; onClose: () => void };

const SPARKS = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** The one small celebration: the pack is claimed, and this is what came out of it. */
export function Claimed({ answer, onUse, onClose }: ClaimedProps) {
  return (
    <Sheet open title="领取成功" onClose={onClose} footer={<Button onClick={onUse}>去使用</Button>}>
      <View className={styles.stage}>
        {SPARKS.map((spark) => (
          <View key={spark} className={`${styles.spark} ${styles[spark]}`} />
        ))}
        <View className={styles.gift}>
          <Icon name="gift" size={48} />
        </View>
      </View>
      <Text className={styles.title}>{answer.packName}</Text>
      {answer.cards.map((card) => (
        <View key={card.cardId} className={styles.card}>
          <View className={styles.text}>
            <Text className={styles.name}>{card.serviceName}</Text>
            <Text className={styles.note}>{`有效期至 ${lastDay(card.expiresAt)}`}</Text>
          </View>
          <Text className={styles.count}>{`${card.quantity} 次`}</Text>
        </View>
      ))}
    </Sheet>
  );
}
