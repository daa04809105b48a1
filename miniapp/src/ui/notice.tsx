import { View } from "@tarojs/components";
import type { PropsWithChildren } from "react";
import { Button } from "./button";
import { Icon, type IconName } from "./icon";
import styles from "./notice.module.scss";

type Tone = "info" | "warn" | "danger" | "ok";
const ICONS: Record<Tone, IconName> = { info: "info", warn: "warning", danger: "warning", ok: "check" };
type NoticeProps = PropsWithChildren<{ tone: Tone; action?: { text: string; onClick: () => void; busy?: boolean } }>;

/** A sentence that belongs to the page, with its sign, so that colour is not all that tells. */
export function Notice({ tone, action, children }: NoticeProps) {
  return (
    <View className={`${styles.notice} ${styles[tone]}`}>
      <View className={action === undefined ? styles.icon : styles.iconByButton}>
        <Icon name={ICONS[tone]} size={20} />
      </View>
      <View className={styles.text}>{children}</View>
      {action !== undefined && (
        <Button size="sm" kind="plain" busy={action.busy ?? false} onClick={action.onClick}>
          {action.text}
        </Button>
      )}
    </View>
  );
}
