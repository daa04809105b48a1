import { Text } from "@tarojs/components";
import type { PropsWithChildren } from "react";
import styles from "./tag.module.scss";

type TagProps = PropsWithChildren<{ tone?: "plain" | "accent" | "ok" | "warn" | "danger" }>;

/** A state in one or two words. */
export function Tag({ tone = "plain", children }: TagProps) {
  return <Text className={`${styles.tag} ${styles[tone]}`}>{children}</Text>;
}
