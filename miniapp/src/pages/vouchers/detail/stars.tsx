import { MAX_STARS } from "@club/shared/ratings";
import { View } from "@tarojs/components";
import { classes } from "../../../ui/classes";
import { Icon } from "../../../ui/icon";
import { spoken } from "../../../ui/spoken";
import styles from "./rating.module.scss";

const STARS = Array.from({ length: MAX_STARS }, (_, index) => index + 1);

/** Stars that were given. */
export function Stars({ value }: { value: number }) {
  return (
    <View className={styles.stars} {...spoken("img", `${value} 星，满分 ${MAX_STARS} 星`)}>
      {STARS.map((star) => (
        <View key={star} className={classes(styles.star, star <= value && styles.lit)}>
          <Icon name={star <= value ? "star-full" : "star"} size={24} />
        </View>
      ))}
    </View>
  );
}

/** Stars to give, one tap each. 0 = none yet. */
export function StarInput({ value, onChange }: { value: number; onChange: (stars: number) => void }) {
  return (
    <View className={styles.stars}>
      {STARS.map((star) => (
        <View
          key={star}
          className={classes(styles.starTap, star <= value && styles.lit)}
          onClick={() => onChange(star)}
          {...spoken("button", star === value ? `${star} 星，已选` : `${star} 星`)}
        >
          <Icon name={star <= value ? "star-full" : "star"} size={32} />
        </View>
      ))}
    </View>
  );
}
