import { cityName } from "@club/shared/regions";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { CitySheet } from "../../ui/city-sheet";
import { Icon } from "../../ui/icon";
import { spoken } from "../../ui/spoken";
import styles from "./city-button.module.scss";

/** The city whose shops are shown, and the way to another. */
export function CityButton({ value, onChange }: { value: string; onChange: (cityCode: string) => void }) {
  const [isOpen, setIsOpen] = useState(false);
  const pick = (code: string) => {
    setIsOpen(false);
    onChange(code);
  };
  return (
    <View>
      <View
        className={styles.button}
        onClick={() => setIsOpen(true)}
        {...spoken("button", `${cityName(value)}，换一个城市`)}
      >
        <Icon name="pin" size={18} />
        <Text className={styles.name}>{cityName(value)}</Text>
        <View className={styles.down}>
          <Icon name="chevron" size={14} />
        </View>
      </View>
      <CitySheet open={isOpen} value={value} onPick={pick} onClose={() => setIsOpen(false)} />
    </View>
  );
}
