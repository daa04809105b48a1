import { Text, View } from "@tarojs/components";
import type { PagedList } from "../lib/use-paged";
import { Button } from "./button";
import styles from "./list-end.module.scss";

/** What stands below a paged list: more, nothing more, or what went wrong. */
export function ListEnd({ list }: { list: PagedList }) {
  if (list.items.length === 0) return null;
  if (list.error) {
    return (
      <View className={styles.end}>
        <Text className={styles.text}>{`${list.error.message}，下面的内容没有加载出来`}</Text>
        <Button size="sm" kind="plain" onClick={list.retry}>
          重新加载
        </Button>
      </View>
    );
  }
  if (!list.hasMore) return <View className={styles.end} />;
  return (
    <View className={styles.end}>
      <Button size="sm" kind="plain" busy={list.isLoadingMore} onClick={list.loadMore}>
        {list.isLoadingMore ? "正在加载" : "加载更多"}
      </Button>
    </View>
  );
}
