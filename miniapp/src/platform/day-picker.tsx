import { Picker } from "@tarojs/components";
import type { PropsWithChildren } from "react";
import { spoken } from "../ui/spoken";

export type DayPickerProps = PropsWithChildren<{
  /** What a screen reader says: the field and what is chosen. */
  label: string;
  /** The field alone; what it is called in the browser, which says the value itself. */
  name: string;
  /** "2026-01-31", or "2026-01" with `isMonth`; "" = nothing yet. */
  value: string;
  isMonth: boolean;
  onPick: (value: string) => void;
}>;

const FIRST = "1950-01-01";
const LAST = "2069-12-31";

/** WeChat's wheel of days or months, opened by a tap on the children. */
export function DayPicker({ label, value, isMonth, onPick, children }: DayPickerProps) {
  return (
    <Picker
      mode="date"
      fields={isMonth ? "month" : "day"}
      value={value}
      start={FIRST}
      end={LAST}
      onChange={(event) => onPick(event.detail.value)}
      {...spoken("button", label)}
    >
      {children}
    </Picker>
  );
}
