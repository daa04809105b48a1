import { Text, View } from "@tarojs/components";
import type { PropsWithChildren } from "react";
import styles from "./orders.module.scss";

/** A label at the left, at the right its value as text, or what shows it. */
export function Line({ label, value, children }: PropsWithChildren<{ label: string; value?: string }>) {
  return (
    <View className={styles.sumLine}>
      <Text className={styles.label}>{label}</Text>
      {value === undefined ? children : <Text className={styles.value}>{value}</Text>}
    </View>
  );
}
