import { formatDay } from "@club/shared/time";
import { Text, View } from "@tarojs/components";
import { DayPicker } from "../platform/day-picker";
import { Button } from "./button";
import { classes } from "./classes";
import styles from "./day-field.module.scss";
import fieldStyles from "./field.module.scss";
import { Icon } from "./icon";
import boxStyles from "./plate-input.module.scss";

type DayFieldProps = {
  label: string;
  /** "2026-01-31", or "2026-01" with `isMonth`; "" = nothing yet. */
  value: string;
  onChange: (value: string) => void;
  isMonth?: boolean;
  error?: string | undefined;
  hint?: string | undefined;
};

/** A day (or a month) as it is printed on a document; what was chosen can be taken out again. */
export function DayField({ label, value, onChange, isMonth = false, error, hint }: DayFieldProps) {
  const shown = value === "" ? `请选择${label}` : dayText(value);
  return (
    <View className={fieldStyles.field}>
      <Text className={fieldStyles.label}>{label}</Text>
      <View className={styles.line}>
        <View className={styles.box}>
          <DayPicker label={`${label}，${shown}`} name={label} value={value} isMonth={isMonth} onPick={onChange}>
            <View className={classes(fieldStyles.box, boxStyles.box, error && fieldStyles.wrong)}>
              <Text className={value === "" ? boxStyles.placeholder : boxStyles.chosen}>{shown}</Text>
              <Icon name="calendar" size={20} />
            </View>
          </DayPicker>
        </View>
        {value !== "" && (
          <Button size="sm" kind="plain" label={`清除${label}`} onClick={() => onChange("")}>
            清除
          </Button>
        )}
      </View>
      <Text className={error ? fieldStyles.error : fieldStyles.hint}>{error ?? hint ?? ""}</Text>
    </View>
  );
}

/** "2026-01-31" → "2026年1月31日", "2026-01" → "2026年1月". */
export function dayText(value: string): string {
  return value.length === 7 ? `${value.slice(0, 4)}年${Number(value.slice(5))}月` : formatDay(value);
}
