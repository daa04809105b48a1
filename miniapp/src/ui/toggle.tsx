import { View } from "@tarojs/components";
import { classes } from "./classes";
import { spoken } from "./spoken";
import styles from "./toggle.module.scss";

type ToggleProps = {
  /** What is switched; whether it is on is added for screen readers. */
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** The change is under way: no more taps. */
  busy?: boolean;
};

/** A switch that takes effect at once. */
export function Toggle({ label, checked, onChange, busy = false }: ToggleProps) {
  const tap = () => {
    if (!busy) onChange(!checked);
  };
  return (
    <View
      className={classes(styles.target, busy && styles.busy)}
      onClick={tap}
      {...spoken("checkbox", `${label}，${checked ? "已开" : "已关"}`)}
      aria-checked={checked}
    >
      <View className={classes(styles.track, checked && styles.on)}>
        <View className={styles.knob} />
      </View>
    </View>
  );
}
