import { Text, View } from "@tarojs/components";
import type { PropsWithChildren, ReactNode } from "react";
import { moment } from "../lib/format";
import { DemoMark } from "../platform/demo-mark";
import { PrivacySheet } from "../platform/privacy";
import { classes } from "./classes";
import { Icon } from "./icon";
import styles from "./page.module.scss";
import { spoken } from "./spoken";

type PageProps = PropsWithChildren<{
  /** The main action, always within the thumb's reach. */
  footer?: ReactNode;
  /** Set when what is shown was remembered: the instant it was good. */
  asOf?: Date | null;
}>;

/** What every page has: margins, the mark of remembered data, the bottom bar and the privacy sheet. */
export function Page({ children, footer, asOf = null }: PageProps) {
  return (
    <View className={classes(styles.page, footer !== undefined && styles.withFooter)}>
      <DemoMark />
      {asOf !== null && (
        <View className={styles.stale} {...spoken("status", "没有网络，显示的是较早的内容")}>
          <Icon name="offline" size={18} />
          <Text>{`没有连上网络，显示的是 ${moment(asOf)} 的内容`}</Text>
        </View>
      )}
      {children}
      {footer !== undefined && <View className={styles.footer}>{footer}</View>}
      <PrivacySheet />
    </View>
  );
}
