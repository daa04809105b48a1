import { Text, View } from "@tarojs/components";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import styles from "./auth.module.scss";

type RegisteredProps = { onPacks: () => void; onComplete: () => void; onLater: () => void };

/** Last step: the member is registered, and the first pack waits. */
export function Registered({ onPacks, onComplete, onLater }: RegisteredProps) {
  return (
    <View>
      <View className={styles.done}>
        <View className={styles.doneMark}>
          <Icon name="check" size={40} />
        </View>
        <Text className={styles.title}>注册成功</Text>
        <Text className={styles.lead}>注册礼包已经放进「我的礼包」</Text>
      </View>
      <View className={styles.actions}>
        <Button onClick={onPacks}>去领取礼包</Button>
        <Button kind="secondary" onClick={onComplete}>
          完善资料，成为高级会员
        </Button>
        <Button kind="plain" onClick={onLater}>
          以后再说
        </Button>
      </View>
    </View>
  );
}
