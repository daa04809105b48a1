import { Text, View } from "@tarojs/components";
import { useState } from "react";
import styles from "../preview/preview.module.scss";
import { PreviewSheet } from "../preview/preview-sheet";
import { spoken } from "../ui/spoken";

/** Says on every page of the browser preview what it is, and lets the visitor change who WeChat says they are. */
export function DemoMark() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <View className={styles.mark} onClick={() => setIsOpen(true)} {...spoken("button", "演示环境 · 切换身份")}>
        <Text>演示环境 · 切换身份</Text>
      </View>
      <PreviewSheet open={isOpen} onClose={() => setIsOpen(false)} />
    </>
  );
}
