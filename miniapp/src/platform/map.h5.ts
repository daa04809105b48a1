import type { Place } from "./map";

/** Opens the way there on Amap's web page, which takes the same coordinates. */
export function openNavigation({ lngE6, latE6, name }: Place): void {
  const to = `${lngE6 / 1_000_000},${latE6 / 1_000_000},${encodeURIComponent(name)}`;
  window.open(`https://uri.amap.com/navigation?to=${to}&mode=car&coordinate=gaode`, "_blank", "noopener");
}

export function callPhone(phoneNumber: string): void {
  window.location.href = `tel:${phoneNumber}`;
}
