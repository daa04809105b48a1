import { Text, View } from "@tarojs/components";
import { classes } from "./classes";
import { spoken } from "./spoken";
import styles from "./tabs.module.scss";

type TabsProps<K extends string> = {
  items: readonly { key: K; title: string }[];
  value: K;
  onChange: (key: K) => void;
};

/** Two to five views of the same thing. */
export function Tabs<K extends string>({ items, value, onChange }: TabsProps<K>) {
  return (
    <View className={styles.tabs}>
      {items.map(({ key, title }) => (
        <View
          key={key}
          className={classes(styles.tab, key === value && styles.current)}
          onClick={() => onChange(key)}
          {...spoken("button", key === value ? `${title}，当前` : title)}
        >
          <Text className={styles.title}>{title}</Text>
        </View>
      ))}
    </View>
  );
}
