import { ScrollView, Text, View } from "@tarojs/components";
import { classes } from "../../ui/classes";
import { spoken } from "../../ui/spoken";
import styles from "./mall.module.scss";

type CategoriesProps<K extends string> = {
  items: readonly { key: K; title: string }[];
  value: K;
  onChange: (key: K) => void;
};

/** More groups than fit side by side: a row that can be pushed. */
export function Categories<K extends string>({ items, value, onChange }: CategoriesProps<K>) {
  return (
    <ScrollView scrollX className={styles.categories}>
      <View className={styles.categoryRow}>
        {items.map(({ key, title }) => (
          <View
            key={key}
            className={classes(styles.category, key === value && styles.current)}
            onClick={() => onChange(key)}
            {...spoken("button", key === value ? `${title}，当前分类` : title)}
          >
            <Text className={styles.categoryTitle}>{title}</Text>
          </View>
        ))}
      </View>
    </ScrollView>
  );
}
