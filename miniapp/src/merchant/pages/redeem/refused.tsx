import { Text, View } from "@tarojs/components";
import { back } from "../../../lib/nav";
import { Button } from "../../../ui/button";
import { Icon } from "../../../ui/icon";
import { Page } from "../../../ui/page";
import type { Preview } from "../../lib/redeem-rules";
import styles from "./index.module.scss";
import { VoucherFacts } from "./voucher-facts";

type RefusedProps = { preview: Preview; branchName: string; onLookAgain: () => void };

/** Every reason why the voucher cannot be redeemed here and now, each with what to do. Nothing was changed. */
export function Refused({ preview, branchName, onLookAgain }: RefusedProps) {
  const footer = (
    <View className={styles.buttons}>
      <Button kind="secondary" onClick={onLookAgain}>
        再查一次
      </Button>
      <Button onClick={back}>换一张</Button>
    </View>
  );
  return (
    <Page footer={footer}>
      <View className={styles.refused}>
        <View className={styles.refusedHead}>
          <Icon name="warning" size={24} />
          <Text className={styles.refusedTitle}>现在不能核销，券没有变化</Text>
        </View>
        {preview.reasons.map((reason) => (
          <View key={reason.code} className={styles.reason}>
            <Text className={styles.reasonTitle}>{reason.title}</Text>
            <Text className={styles.reasonNext}>{reason.next}</Text>
          </View>
        ))}
      </View>
      <VoucherFacts preview={preview} branchName={branchName} />
    </Page>
  );
}
