import { Text, View } from "@tarojs/components";
import { useState } from "react";
import styles from "./choice-field.module.scss";
import { classes } from "./classes";
import fieldStyles from "./field.module.scss";
import { Icon } from "./icon";
import boxStyles from "./plate-input.module.scss";
import { Sheet } from "./sheet";
import { spoken } from "./spoken";

type Choice<K extends string> = { key: K; title: string; note?: string };
type ChoiceFieldProps<K extends string> = {
  label: string;
  /** Null = not chosen yet. */
  value: K | null;
  choices: readonly Choice<K>[];
  onChange: (key: K) => void;
  error?: string | undefined;
  hint?: string | undefined;
};

/** One of a few in a form; the choices come up in a sheet. */
export function ChoiceField<K extends string>({ label, value, choices, onChange, ...rest }: ChoiceFieldProps<K>) {
  const { error, hint } = rest;
  const [isOpen, setIsOpen] = useState(false);
  const pick = (key: K) => {
    setIsOpen(false);
    onChange(key);
  };
  const chosen = choices.find(({ key }) => key === value)?.title;
  const shown = chosen ?? `请选择${label}`;
  return (
    <View className={fieldStyles.field}>
      <Text className={fieldStyles.label}>{label}</Text>
      <View
        className={classes(fieldStyles.box, boxStyles.box, error && fieldStyles.wrong)}
        onClick={() => setIsOpen(true)}
        {...spoken("button", `${label}，${shown}`)}
      >
        <Text className={chosen === undefined ? boxStyles.placeholder : boxStyles.chosen}>{shown}</Text>
        <Icon name="chevron" size={16} />
      </View>
      <Text className={error ? fieldStyles.error : fieldStyles.hint}>{error ?? hint ?? ""}</Text>
      <Sheet open={isOpen} title={label} onClose={() => setIsOpen(false)}>
        {choices.map((choice) => (
          <ChoiceLine key={choice.key} choice={choice} isCurrent={choice.key === value} onPick={pick} />
        ))}
      </Sheet>
    </View>
  );
}

type LineProps<K extends string> = { choice: Choice<K>; isCurrent: boolean; onPick: (key: K) => void };

function ChoiceLine<K extends string>({ choice: { key, title, note }, isCurrent, onPick }: LineProps<K>) {
  const label = [title, note, isCurrent && "当前"].filter(Boolean).join("，");
  return (
    <View
      className={classes(styles.choice, isCurrent && styles.current)}
      onClick={() => onPick(key)}
      {...spoken("button", label)}
    >
      <View className={styles.text}>
        <Text className={styles.title}>{title}</Text>
        {note !== undefined && <Text className={styles.note}>{note}</Text>}
      </View>
      {isCurrent && <Icon name="check" size={20} />}
    </View>
  );
}
