import { View } from "@tarojs/components";
import type { PropsWithChildren } from "react";
import styles from "./checkbox.module.scss";
import { classes } from "./classes";
import { Icon } from "./icon";
import { spoken } from "./spoken";

type CheckboxProps = PropsWithChildren<{
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** What a screen reader says; the children may hold links. */
  label: string;
}>;

/** A tick with its sentence. Only the box and what stands right beside it toggle, so that links in the sentence stay links. */
export function Checkbox({ checked, onChange, label, children }: CheckboxProps) {
  return (
    <View className={styles.line}>
      <View
        className={styles.target}
        onClick={() => onChange(!checked)}
        {...spoken("checkbox", label)}
        aria-checked={checked}
      >
        <View className={classes(styles.box, checked && styles.checked)}>
          {checked && <Icon name="check" size={16} />}
        </View>
      </View>
      <View className={styles.text}>{children}</View>
    </View>
  );
}
