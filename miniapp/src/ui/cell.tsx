import { Text, View } from "@tarojs/components";
import type { PropsWithChildren } from "react";
import styles from "./cell.module.scss";
import { classes } from "./classes";
import { Icon, type IconName } from "./icon";
import { spoken } from "./spoken";

/** Cells that belong together on one card, with a caption above. */
export function CellGroup({ title, children }: PropsWithChildren<{ title?: string }>) {
  return (
    <View className={styles.group}>
      {title !== undefined && <Text className={styles.caption}>{title}</Text>}
      <View className={styles.card}>{children}</View>
    </View>
  );
}

type CellProps = {
  title: string;
  /** Second line. */
  note?: string;
  /** At the right. */
  value?: string;
  icon?: IconName;
  onClick?: () => void;
  danger?: boolean;
  /** A red dot before the value: something new; the value says what. */
  dot?: boolean;
};

/** One line of a list: a name, what is known, and a way on when there is one. */
export function Cell({ title, note, value, icon, onClick, danger = false, dot = false }: CellProps) {
  const content = (
    <>
      {icon !== undefined && (
        <View className={styles.icon}>
          <Icon name={icon} size={22} />
        </View>
      )}
      <View className={styles.text}>
        <Text className={styles.title}>{title}</Text>
        {note !== undefined && <Text className={styles.note}>{note}</Text>}
      </View>
      {dot && <View className={styles.dot} />}
      {value !== undefined && <Text className={styles.value}>{value}</Text>}
      {onClick !== undefined && (
        <View className={styles.arrow}>
          <Icon name="chevron" size={16} />
        </View>
      )}
    </>
  );
  const className = classes(styles.cell, danger && styles.danger);
  if (!onClick) return <View className={className}>{content}</View>;
  const label = [title, value, note].filter(Boolean).join("，");
  return (
    <View className={`${className} ${styles.tap}`} onClick={onClick} {...spoken("button", label)}>
      {content}
    </View>
  );
}
