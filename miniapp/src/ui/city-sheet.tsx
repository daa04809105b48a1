import { CITIES } from "@club/shared/regions";
import { Text, View } from "@tarojs/components";
import styles from "./city-sheet.module.scss";
import { classes } from "./classes";
import { Sheet } from "./sheet";
import { spoken } from "./spoken";

type CitySheetProps = {
  open: boolean;
  /** Six-digit code, or "" when none was chosen. */
  value: string;
  onPick: (cityCode: string) => void;
  onClose: () => void;
};

/** The 16 cities of the club to choose from. */
export function CitySheet({ open, value, onPick, onClose }: CitySheetProps) {
  return (
    <Sheet open={open} title="选择城市" onClose={onClose}>
      <View className={styles.cities}>
        {CITIES.map(({ code, name }) => (
          <View
            key={code}
            className={classes(styles.city, code === value && styles.current)}
            onClick={() => onPick(code)}
            {...spoken("button", code === value ? `${name}，当前` : name)}
          >
            <Text>{name}</Text>
          </View>
        ))}
      </View>
    </Sheet>
  );
}
