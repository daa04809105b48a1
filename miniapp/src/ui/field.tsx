import { Input, type InputProps, Text, View } from "@tarojs/components";
import type { ReactNode } from "react";
import { classes } from "./classes";
import styles from "./field.module.scss";
import { spokenInput } from "./spoken";

export type FieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** One sentence; shown instead of the hint. */
  error?: string | undefined;
  hint?: string;
  placeholder?: string;
  type?: "text" | "number" | "idcard" | "digit" | "password";
  maxLength?: number;
  /** At the right of the input, e.g. the button that sends a code. */
  extra?: ReactNode;
  disabled?: boolean;
  focus?: boolean;
  onConfirm?: () => void;
};

/** One line to fill in: label above, sentence below. The line of the sentence is always there, so that nothing jumps. */
export function Field({ label, value, onChange, error, hint, type = "text", ...rest }: FieldProps) {
  const { placeholder, maxLength = 140, extra, disabled = false, focus = false, onConfirm } = rest;
  const kind = type === "password" ? { password: true } : { type: type as NonNullable<InputProps["type"]> };
  return (
    <View className={styles.field}>
      <Text className={styles.label}>{label}</Text>
      <View className={classes(styles.box, error && styles.wrong)}>
        <Input
          className={styles.input ?? ""}
          placeholderClass={styles.placeholder ?? ""}
          {...kind}
          value={value}
          placeholder={placeholder ?? `请填写${label}`}
          maxlength={maxLength}
          disabled={disabled}
          focus={focus}
          confirmType="done"
          cursorSpacing={24}
          {...spokenInput(label)}
          onInput={(event) => onChange(event.detail.value)}
          onConfirm={() => onConfirm?.()}
        />
        {extra}
      </View>
      <Text className={error ? styles.error : styles.hint}>{error ?? hint ?? ""}</Text>
    </View>
  );
}
