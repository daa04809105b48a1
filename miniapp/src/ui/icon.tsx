import { View } from "@tarojs/components";
import styles from "./icon.module.scss";

/** Every drawing of icon.module.scss; the names of services are those of the contract. */
export const ICON_NAMES = [
  "chevron",
  "close",
  "check",
  "gift",
  "ticket",
  "user",
  "phone",
  "pin",
  "map",
  "navigate",
  "shield",
  "gear",
  "clock",
  "lock",
  "edit",
  "download",
  "trash",
  "search",
  "warning",
  "info",
  "offline",
  "store",
  "refresh",
  "scan",
  "keyboard",
  "camera",
  "wechat",
  "document",
  "bell",
  "logout",
  "swap",
  "plus",
  "photo",
  "city",
  "flash",
  "car-wash",
  "inspection",
  "designated-driver",
  "fuel",
  "vehicle-check",
  "maintenance",
  "roadside-rescue",
  "airport-lounge",
  "health-care",
] as const;
export type IconName = (typeof ICON_NAMES)[number];

/** A line icon in the colour of the text around it. Decoration: what it means stands beside it in words. `size` in px. */
export function Icon({ name, size = 24 }: { name: IconName; size?: number }) {
  return <View className={`${styles.icon} ${styles[name]}`} style={{ width: `${size}px`, height: `${size}px` }} />;
}
