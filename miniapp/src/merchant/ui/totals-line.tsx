import { formatFen } from "@club/shared/money";
import type { RedemptionTotals } from "@club/shared/redemptions";
import { Text, View } from "@tarojs/components";
import styles from "./totals-line.module.scss";

/** What a merchant did in a period; dashes until it is known, in the same place. */
export function TotalsLine({ totals }: { totals: RedemptionTotals | null }) {
  return (
    <View className={styles.totals}>
      <View className={styles.total}>
        <Text className={styles.figure}>{totals === null ? "–" : String(totals.redeemedCount)}</Text>
        <Text className={styles.label}>次核销</Text>
      </View>
      <View className={styles.total}>
        <Text className={styles.figure}>{totals === null ? "–" : formatFen(totals.clubFen)}</Text>
        <Text className={styles.label}>俱乐部应付</Text>
      </View>
      <View className={styles.total}>
        <Text className={styles.figure}>{totals === null ? "–" : String(totals.reversedCount)}</Text>
        <Text className={styles.label}>次撤销</Text>
      </View>
    </View>
  );
}
