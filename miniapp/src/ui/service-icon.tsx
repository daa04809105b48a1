import { View } from "@tarojs/components";
import { classes } from "./classes";
import { ICON_NAMES, Icon, type IconName } from "./icon";
import styles from "./service-icon.module.scss";

/** The icon of a service, or the drawing of a product, on its tile. `icon` is the key of the contract; an unknown one shows a ticket. `size` in px. */
export function ServiceIcon({ icon, size = 44, quiet = false }: { icon: string; size?: number; quiet?: boolean }) {
  return (
    <View
      className={classes(styles.tile, quiet && styles.quiet)}
      style={{ width: `${size}px`, height: `${size}px`, borderRadius: `${Math.round(size / 4)}px` }}
    >
      <Icon name={knownIcon(icon)} size={Math.round(size * 0.58)} />
    </View>
  );
}

function knownIcon(icon: string): IconName {
  return ICON_NAMES.find((name) => name === icon) ?? "ticket";
}
