import { Text, View } from "@tarojs/components";
import type { PropsWithChildren, ReactNode } from "react";
import styles from "./card.module.scss";
import { spoken, unnamedButton } from "./spoken";

type CardProps = PropsWithChildren<{
  title?: string;
  /** At the right of the title. */
  extra?: ReactNode;
  /** Makes the whole card a button, which is called by all its text unless `label` says better. */
  onClick?: () => void;
  label?: string;
}>;

/** White surface for one thing. */
export function Card({ title, extra, onClick, label, children }: CardProps) {
  const content = (
    <>
      {title !== undefined && (
        <View className={styles.head}>
          <Text className={styles.title}>{title}</Text>
          {extra}
        </View>
      )}
      {children}
    </>
  );
  if (!onClick) return <View className={styles.card}>{content}</View>;
  return (
    <View
      className={`${styles.card} ${styles.tap}`}
      onClick={onClick}
      {...(label === undefined ? unnamedButton() : spoken("button", label))}
    >
      {content}
    </View>
  );
}
