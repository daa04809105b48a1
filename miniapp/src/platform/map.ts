import Taro from "@tarojs/taro";
import { toast } from "../ui/toast";

export type Place = { lngE6: number; latE6: number; name: string; address: string };

/** Opens the phone's map with the way there. */
export function openNavigation({ lngE6, latE6, name, address }: Place): void {
  const place = { longitude: lngE6 / 1_000_000, latitude: latE6 / 1_000_000, name, address, scale: 16 };
  Taro.openLocation(place).catch(() => toast("没有打开地图，请按地址前往"));
}

/** Asks, then calls. Cancelling is no event. */
export function callPhone(phoneNumber: string): void {
  Taro.makePhoneCall({ phoneNumber }).catch(() => undefined);
}
