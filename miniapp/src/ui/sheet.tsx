import { ScrollView, Text, View } from "@tarojs/components";
import type { PropsWithChildren, ReactNode } from "react";
import { Portal } from "../platform/portal";
import { Icon } from "./icon";
import styles from "./sheet.module.scss";
import { spoken } from "./spoken";

type SheetProps = PropsWithChildren<{
  open: boolean;
  title: string;
  onClose: () => void;
  /** Stays below while the content scrolls: the action. */
  footer?: ReactNode;
}>;

/** A panel from below for one question. Nothing of it exists while it is closed, so what was typed in it is gone then. */
export function Sheet({ open, title, onClose, footer, children }: SheetProps) {
  if (!open) return null;
  return (
    <Portal>
      <View className={styles.layer}>
        <View className={styles.veil} onClick={onClose} {...spoken("button", "关闭")} />
        <View className={styles.panel} {...spoken("dialog", title)}>
          <View className={styles.head}>
            <Text className={styles.title}>{title}</Text>
            <View className={styles.close} onClick={onClose} {...spoken("button", "关闭")}>
              <Icon name="close" size={20} />
            </View>
          </View>
          <ScrollView scrollY className={styles.content}>
            <View className={styles.inner}>{children}</View>
          </ScrollView>
          {footer !== undefined && <View className={styles.footer}>{footer}</View>}
        </View>
      </View>
    </Portal>
  );
}
