import { Text, View } from "@tarojs/components";
import type { ApiError } from "../../lib/api-error";
import { Button } from "../../ui/button";
import { Icon, type IconName } from "../../ui/icon";
import { Notice } from "../../ui/notice";
import styles from "./auth.module.scss";

type WelcomeProps = {
  isBusy: boolean;
  error: ApiError | null;
  onWechat: () => void;
  onSms: () => void;
  onLater: () => void;
};

const PROMISES: readonly { icon: IconName; text: string }[] = [
  { icon: "gift", text: "注册就有礼包，领取后到店出示即可使用" },
  { icon: "store", text: "签约门店就近可查，洗车、验车、代驾都能用" },
  { icon: "shield", text: "手机号和证件加密保存，随时可以导出或注销" },
];

/** First step: what it is good for, and three ways on. */
export function Welcome({ isBusy, error, onWechat, onSms, onLater }: WelcomeProps) {
  return (
    <View>
      <View className={styles.hero}>
        <Text className={styles.title}>登录车主俱乐部</Text>
        <Text className={styles.lead}>没有账号会先带您注册，只需一分钟</Text>
      </View>
      <View className={styles.promises}>
        {PROMISES.map(({ icon, text }) => (
          <View key={icon} className={styles.promise}>
            <View className={styles.promiseIcon}>
              <Icon name={icon} size={24} />
            </View>
            <Text className={styles.promiseText}>{text}</Text>
          </View>
        ))}
      </View>
      {error && <Notice tone="danger">{error.sentence}</Notice>}
      <View className={styles.actions}>
        <Button busy={isBusy} onClick={onWechat}>
          微信登录
        </Button>
        <Button kind="secondary" disabled={isBusy} onClick={onSms}>
          手机号验证码登录
        </Button>
        <Button kind="plain" onClick={onLater}>
          暂不登录，先看看
        </Button>
      </View>
    </View>
  );
}
