import { PROVINCE_SHORTS } from "@club/shared/data/plates";
import { formatPlate, normalizePlate, plateKind } from "@club/shared/plates";
import { Text, View } from "@tarojs/components";
import { useRef, useState } from "react";
import { Button } from "./button";
import { classes } from "./classes";
import fieldStyles from "./field.module.scss";
import { Icon } from "./icon";
import styles from "./plate-input.module.scss";
import { Sheet } from "./sheet";
import { spoken } from "./spoken";

type PlateInputProps = {
  label?: string;
  /** Normal form without the dot, e.g. "鲁A12345"; "" = nothing yet. */
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
};

const MAX_SYMBOLS = 8;
const PROVINCES = [...PROVINCE_SHORTS];
const LETTERS = [..."ABCDEFGHJKLMNPQRSTUVWXYZ"];
/** Police plates know O as well; whether a plate is whole is told by its kind. */
const ISSUERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const DIGITS = [..."0123456789"];
const LAST = [..."挂学警港澳领"];

/** The keys that may follow what has been typed: the province, its letter, then letters and digits, at the end special marks. */
export function plateKeys(typed: string): readonly string[] {
  if (typed === "") return [...PROVINCES, "使"];
  if (typed.startsWith("使")) return DIGITS;
  if (typed.length === 1) return ISSUERS;
  return typed.length >= 6 ? [...DIGITS, ...LETTERS, ...LAST] : [...DIGITS, ...LETTERS];
}

/** A plate with a keyboard of its own, because no phone keyboard has both the provinces and the letters. */
export function PlateInput({ label = "车牌号", value, onChange, error }: PlateInputProps) {
  const [isOpen, setIsOpen] = useState(false);
  // Taps come faster than the page is drawn: each goes on from what the one before has made.
  const latest = useRef(value);
  latest.current = value;
  const change = (next: string) => {
    latest.current = next;
    onChange(next);
  };
  const press = (key: string) => change(normalizePlate(latest.current + key).slice(0, MAX_SYMBOLS));
  const isWhole = plateKind(value) !== null;
  return (
    <View className={fieldStyles.field}>
      <Text className={fieldStyles.label}>{label}</Text>
      <View
        className={classes(fieldStyles.box, styles.box, error && fieldStyles.wrong)}
        onClick={() => setIsOpen(true)}
        {...spoken("button", value === "" ? `${label}，点击填写` : `${label}，${formatPlate(value)}`)}
      >
        <Text className={value === "" ? styles.placeholder : styles.plate}>
          {value === "" ? "点击填写，例如 鲁A·12345" : formatPlate(value)}
        </Text>
        <Icon name="keyboard" size={20} />
      </View>
      <Text className={error ? fieldStyles.error : fieldStyles.hint}>{error ?? ""}</Text>
      <Sheet
        open={isOpen}
        title={label}
        onClose={() => setIsOpen(false)}
        footer={
          <Button disabled={!isWhole} onClick={() => setIsOpen(false)}>
            {isWhole ? "填好了" : "请把车牌号填完整"}
          </Button>
        }
      >
        <PlateSymbols value={value} />
        <View className={styles.keys}>
          {plateKeys(value).map((key) => (
            <View key={key} className={styles.key} onClick={() => press(key)} {...spoken("button", key)}>
              <Text>{key}</Text>
            </View>
          ))}
          <View
            className={`${styles.key} ${styles.wide}`}
            onClick={() => change(latest.current.slice(0, -1))}
            {...spoken("button", "删除一位")}
          >
            <Text>删除</Text>
          </View>
        </View>
      </Sheet>
    </View>
  );
}

function PlateSymbols({ value }: { value: string }) {
  const symbols = [...value];
  const places = Array.from({ length: Math.max(7, symbols.length) }, (_, index) => ({
    id: `place-${index}`,
    symbol: symbols[index] ?? "",
  }));
  return (
    <View className={styles.symbols} {...spoken("status", value === "" ? "还没有填写" : formatPlate(value))}>
      {places.map(({ id, symbol }) => (
        <View key={id} className={styles.symbol}>
          <Text>{symbol}</Text>
        </View>
      ))}
    </View>
  );
}
