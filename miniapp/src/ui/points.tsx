import { formatPoints } from "@club/shared/points";
import { Text } from "@tarojs/components";
import styles from "./figure.module.scss";

/** A whole number of points, written 1,280 积分; the only thing in amber. */
export function Points({ value, size = "md" }: { value: number; size?: "sm" | "md" | "lg" }) {
  return <Text className={`${styles.figure} ${styles.points} ${styles[size]}`}>{formatPoints(value)}</Text>;
}
