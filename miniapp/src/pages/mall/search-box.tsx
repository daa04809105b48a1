import { Input, View } from "@tarojs/components";
import { useState } from "react";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { spokenInput } from "../../ui/spoken";
import styles from "./mall.module.scss";

/** The longest search the contract takes. */
const MAX_LENGTH = 20;

/** Searches when the member says so, not with every letter. `value` = what the list shows now. */
export function SearchBox({ value, onSearch }: { value: string; onSearch: (words: string) => void }) {
  const [typed, setTyped] = useState(value);
  const words = typed.trim();
  const isShown = value !== "" && words === value;
  return (
    <View className={styles.search}>
      <Icon name="search" size={20} />
      <Input
        className={styles.searchInput ?? ""}
        placeholderClass={styles.placeholder ?? ""}
        value={typed}
        placeholder="搜索商品或服务"
        maxlength={MAX_LENGTH}
        confirmType="search"
        {...spokenInput("搜索商品或服务")}
        onInput={(event) => setTyped(event.detail.value)}
        onConfirm={() => onSearch(words)}
      />
      <Button size="sm" kind="plain" onClick={() => onSearch(isShown ? "" : words)}>
        {isShown ? "清除" : "搜索"}
      </Button>
    </View>
  );
}
