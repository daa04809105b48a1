import { Text, View } from "@tarojs/components";
import { type PropsWithChildren, type ReactNode, useCallback, useState } from "react";
import { AsOfContext, earliest } from "../lib/as-of";
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
  /** Set when what the page itself asked for was remembered: the instant it was good. Its parts tell of theirs by themselves. */
  asOf?: Date | null;
}>;

type Parts = ReadonlyMap<object, Date>;
const NOTHING: Parts = new Map();

/** What every page has: margins, the mark of remembered data, the bottom bar and the privacy sheet. */
export function Page({ children, footer, asOf = null }: PageProps) {
  const [parts, setParts] = useState<Parts>(NOTHING);
  const tell = useCallback((part: object, its: Date | null) => setParts((old) => told(old, part, its)), []);
  const shown = earliest([...parts.values(), ...(asOf ? [asOf] : [])]);
  return (
    <View className={classes(styles.page, footer !== undefined && styles.withFooter)}>
      <DemoMark />
      {shown !== null && (
        <View className={styles.stale} {...spoken("status", "没有取到最新内容，显示的是较早的内容")}>
          <Icon name="offline" size={18} />
          <Text>{`没有取到最新内容，显示的是 ${moment(shown)} 的内容`}</Text>
        </View>
      )}
      <AsOfContext.Provider value={tell}>{children}</AsOfContext.Provider>
      {footer !== undefined && <View className={styles.footer}>{footer}</View>}
      <PrivacySheet />
    </View>
  );
}

/** The same map when nothing has changed, so that the page is not drawn again for every answer. */
function told(parts: Parts, part: object, asOf: Date | null): Parts {
  if (parts.get(part) === (asOf ?? undefined)) return parts;
  const others = [...parts].filter(([other]) => other !== part);
  return new Map(asOf === null ? others : [...others, [part, asOf]]);
}
