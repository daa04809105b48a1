import { CODE_SYMBOLS } from "@club/shared/ids";
import { plainUpper } from "@club/shared/typed";
import { Input, Text, View } from "@tarojs/components";
import { useEffect, useState } from "react";
import { classes } from "./classes";
import styles from "./code-input.module.scss";
import fieldStyles from "./field.module.scss";
import { spokenInput } from "./spoken";

type CodeKind = "sms" | "voucher" | "invitation";
type CodeInputProps = {
  label: string;
  /** Only the symbols, without dashes. */
  value: string;
  onChange: (value: string) => void;
  kind: CodeKind;
  error?: string | undefined;
  /** Called once, with the code, when the last symbol was typed. */
  onFull?: (value: string) => void;
  focus?: boolean;
};

const SHAPES: Record<CodeKind, { symbols: number; group: number; isDigits: boolean; hint: string }> = {
  // A number field takes no blanks.
  sms: { symbols: 6, group: 6, isDigits: true, hint: "6 位数字" },
  voucher: { symbols: CODE_SYMBOLS, group: 4, isDigits: false, hint: "12 位，字母不分大小写" },
  invitation: { symbols: 12, group: 4, isDigits: false, hint: "店主或俱乐部给您的邀请码" },
};

/** What was typed → symbols of the code: upper case, O and 0, I, L and 1 taken for each other, all else dropped. */
export function codeSymbols(typed: string, kind: CodeKind): string {
  const { symbols, isDigits } = SHAPES[kind];
  const plain = plainUpper(typed);
  const known = isDigits
    ? plain.replace(/\D/g, "")
    : plain
        .replace(/O/g, "0")
        .replace(/[IL]/g, "1")
        .replace(/[^0-9A-HJKMNP-TV-Z]/g, "");
  return known.slice(0, symbols);
}

/** "7K3M9QX" → "7K3M 9QX": groups a person can read out. */
export function groupCode(value: string, group: number): string {
  return value.replace(new RegExp(`(.{${group}})(?=.)`, "g"), "$1 ");
}

/** A code that is typed or pasted, shown in groups; the value never contains the blanks. */
export function CodeInput({ label, value, onChange, kind, error, onFull, focus = false }: CodeInputProps) {
  const { symbols, group, isDigits, hint } = SHAPES[kind];
  // WeChat's input keeps what was typed unless the value changes: so what was typed is shown once, and put right after that.
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => {
    if (typed !== null) setTyped(null);
  }, [typed]);
  const change = (text: string) => {
    const next = codeSymbols(text, kind);
    setTyped(text);
    onChange(next);
    if (next.length === symbols && next !== value) onFull?.(next);
  };
  return (
    <View className={fieldStyles.field}>
      <Text className={fieldStyles.label}>{label}</Text>
      <View className={classes(fieldStyles.box, error && fieldStyles.wrong)}>
        <Input
          className={`${fieldStyles.input} ${styles.code}`}
          placeholderClass={fieldStyles.placeholder ?? ""}
          type={isDigits ? "number" : "text"}
          value={typed ?? groupCode(value, group)}
          placeholder={hint}
          maxlength={60}
          focus={focus}
          cursorSpacing={24}
          {...spokenInput(label)}
          onInput={(event) => change(event.detail.value)}
        />
        <Text className={styles.count}>{`${value.length}/${symbols}`}</Text>
      </View>
      <Text className={error ? fieldStyles.error : fieldStyles.hint}>{error ?? ""}</Text>
    </View>
  );
}
