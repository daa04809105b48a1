import { Text, View } from "@tarojs/components";
import { greeting } from "../../lib/format";
import { go } from "../../lib/nav";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import styles from "./home.module.scss";

/** For visitors: what registering brings, without asking for anything. */
export function GuestHome() {
  return (
    <View>
      <View className={styles.greeting}>
        <Text className={styles.hello}>{`${greeting()}，欢迎来到车主俱乐部`}</Text>
      </View>
      <View className={styles.hero}>
        <View className={styles.heroText}>
          <Text className={styles.heroTitle}>注册就送礼包</Text>
          <Text className={styles.heroNote}>洗车、验车、代驾，领取后到签约门店出示即可使用</Text>
        </View>
        <View className={styles.heroIcon}>
          <Icon name="gift" size={56} />
        </View>
        <View className={styles.heroAction}>
          <Button onClick={() => go("auth")}>登录 / 注册</Button>
        </View>
      </View>
    </View>
  );
}
