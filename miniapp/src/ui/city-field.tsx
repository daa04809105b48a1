import { cityName } from "@club/shared/regions";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { CitySheet } from "./city-sheet";
import { classes } from "./classes";
import fieldStyles from "./field.module.scss";
import { Icon } from "./icon";
import styles from "./plate-input.module.scss";
import { spoken } from "./spoken";

type CityFieldProps = { value: string; onChange: (cityCode: string) => void; error?: string | undefined };

/** The member's city in a form. `value` is the code, "" = not chosen yet. */
export function CityField({ value, onChange, error }: CityFieldProps) {
  const [isOpen, setIsOpen] = useState(false);
  const pick = (cityCode: string) => {
    setIsOpen(false);
    onChange(cityCode);
  };
  const shown = value === "" ? "请选择您常用车的城市" : cityName(value);
  return (
    <View className={fieldStyles.field}>
      <Text className={fieldStyles.label}>所在城市</Text>
      <View
        className={classes(fieldStyles.box, styles.box, error && fieldStyles.wrong)}
        onClick={() => setIsOpen(true)}
        {...spoken("button", `所在城市，${shown}`)}
      >
        <Text className={value === "" ? styles.placeholder : styles.chosen}>{shown}</Text>
        <Icon name="chevron" size={16} />
      </View>
      <Text className={error ? fieldStyles.error : fieldStyles.hint}>{error ?? ""}</Text>
      <CitySheet open={isOpen} value={value} onPick={pick} onClose={() => setIsOpen(false)} />
    </View>
  );
}
