import { Text, View } from "@tarojs/components";
import { Button } from "./button";
import styles from "./empty.module.scss";

type Art = "box" | "ticket" | "map" | "search" | "cloud";
type EmptyProps = {
  art?: Art;
  title: string;
  /** What to do, or when there will be something. */
  note?: string;
  action?: { text: string; onClick: () => void };
};

/** Nothing here (yet): a line drawing, one sentence, one way on. */
export function Empty({ art = "box", title, note, action }: EmptyProps) {
  return (
    <View className={styles.empty}>
      <View className={`${styles.art} ${styles[art]}`} />
      <Text className={styles.title}>{title}</Text>
      {note !== undefined && <Text className={styles.note}>{note}</Text>}
      {action !== undefined && (
        <View className={styles.action}>
          <Button size="sm" kind="secondary" onClick={action.onClick}>
            {action.text}
          </Button>
        </View>
      )}
    </View>
  );
}
