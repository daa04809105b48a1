import { parseYuan } from "@club/shared/money";
import { DatePicker, Input } from "antd";
import dayjs from "dayjs";
import { useState } from "react";

type FieldProps<T> = { id?: string; value?: T; onChange?: (value: T | undefined) => void };

/** `label` names a field that has no label beside it. */
type MoneyInputProps = { disabled?: boolean; label?: string };

/** An amount typed in yuan, held in fen. What is no amount (yet) is undefined, and the typed text stays. */
export function MoneyInput({ id, value, onChange, disabled, label }: FieldProps<number> & MoneyInputProps) {
  const [typed, setTyped] = useState(() => yuanText(value));
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    setTyped(yuanText(value));
  }
  const take = (text: string) => {
    const fen = parseYuan(text) ?? undefined;
    setTyped(text);
    setKnown(fen);
    onChange?.(fen);
  };
  return (
    <Input
      {...(id && { id })}
      {...(label && { "aria-label": label })}
      prefix="¥"
      inputMode="decimal"
      disabled={disabled === true}
      value={typed}
      onChange={(event) => take(event.target.value)}
    />
  );
}

/** 12850 → "128.50", without a thousands separator, as people type it. */
export function yuanText(fen: number | undefined): string {
  if (fen === undefined) return "";
  const digits = String(Math.abs(fen)).padStart(3, "0");
  return `${fen < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** A day, "2026-11-22". */
export function DayInput({ id, value, onChange }: FieldProps<string>) {
  return (
    <DatePicker
      {...(id && { id })}
      style={{ width: "100%" }}
      value={value ? dayjs(value) : null}
      onChange={(_value, text) => onChange?.((Array.isArray(text) ? text[0] : text) || undefined)}
    />
  );
}
