import { View } from "@tarojs/components";
import styles from "../ui/day-field.module.scss";
import type { DayPickerProps } from "./day-picker";

/** The browser's own calendar: its input lies unseen over the children, so that it is tapped and reached by the keyboard. */
export function DayPicker({ name, value, isMonth, onPick, children }: DayPickerProps) {
  return (
    <View className={styles.overlaid}>
      {children}
      <input
        className={styles.unseen}
        type={isMonth ? "month" : "date"}
        aria-label={name}
        value={value}
        onClick={({ currentTarget }) => openCalendar(currentTarget)}
        onChange={({ currentTarget }) => onPick(currentTarget.value)}
      />
    </View>
  );
}

/** Most browsers open it only by its little sign; where it cannot be opened the day is typed. */
function openCalendar(input: HTMLInputElement): void {
  try {
    input.showPicker();
  } catch {
    input.focus();
  }
}
