import { getMyPoints } from "@club/shared/points-account";
import { Text, View } from "@tarojs/components";
import { go } from "../../lib/nav";
import { useQuery } from "../../lib/use-query";
import { Button } from "../../ui/button";
import { Points } from "../../ui/points";
import styles from "./mall.module.scss";

/** What the member can spend, and the orders so far; visitors are told how to come by points. */
export function BalanceLine() {
  const mine = useQuery(getMyPoints, {});
  if (mine.status === "idle") {
    return (
      <View className={`${styles.balance} ${styles.guest}`}>
        <Text className={styles.balanceNote}>登录后可以用积分兑换</Text>
        <Button size="sm" kind="secondary" onClick={() => go("auth")}>
          登录 / 注册
        </Button>
      </View>
    );
  }
  return (
    <View className={styles.balance}>
      <Button size="sm" kind="plain" onClick={() => go("points")}>
        <Text className={styles.balanceNote}>我的积分</Text>
        {mine.status === "ready" && <Points value={mine.data.balancePoints} />}
      </Button>
      <Button size="sm" kind="plain" onClick={() => go("orders")}>
        我的订单
      </Button>
    </View>
  );
}
