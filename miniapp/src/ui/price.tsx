import { formatFen } from "@club/shared/money";
import { Text } from "@tarojs/components";
import styles from "./figure.module.scss";

/** Money of `fen` (a whole number), written ¥128.00. */
export function Price({ fen, size = "md" }: { fen: number; size?: "sm" | "md" | "lg" }) {
  return <Text className={`${styles.figure} ${styles[size]}`}>{formatFen(fen)}</Text>;
}
