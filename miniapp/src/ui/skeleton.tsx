import { View } from "@tarojs/components";
import styles from "./skeleton.module.scss";
import { spoken } from "./spoken";

const ROWS = ["a", "b", "c", "d", "e", "f"];

type SkeletonProps = {
  /** cards: separate cards; rows: lines of one card; page: one large block and lines. */
  kind: "cards" | "rows" | "page";
  count?: number;
};

/** The shape of what is being loaded, so that nothing jumps when it comes. */
export function Skeleton({ kind, count = 3 }: SkeletonProps) {
  const rows = ROWS.slice(0, count);
  return (
    <View {...spoken("status", "正在加载")}>
      {kind === "page" && <View className={`${styles.block} ${styles.hero}`} />}
      {kind === "cards" && rows.map((row) => <View key={row} className={`${styles.block} ${styles.card}`} />)}
      {kind !== "cards" && (
        <View className={styles.list}>
          {rows.map((row) => (
            <View key={row} className={styles.row}>
              <View className={`${styles.bone} ${styles.icon}`} />
              <View className={styles.lines}>
                <View className={`${styles.bone} ${styles.long}`} />
                <View className={`${styles.bone} ${styles.short}`} />
              </View>
            </View>
          ))}
        </View>
      )}
    </View>
  );
}
