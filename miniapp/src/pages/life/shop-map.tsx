import { Map as WechatMap } from "@tarojs/components";
import type { NearbyBranch } from "./branch-line";
import styles from "./shop-map.module.scss";

export type ShopMapProps = {
  places: readonly NearbyBranch[];
  /** Id of the branch that is shown below the map. */
  selected: string | null;
  onSelect: (branchId: string) => void;
  /** Where the phone is, when that is known. */
  from: { lngE6: number; latE6: number } | null;
};

const SCALE = 12;

/** The shops on WeChat's own map; a tap on a pin chooses it. */
export function ShopMap({ places, selected, onSelect, from }: ShopMapProps) {
  const centre = places.find(({ branch }) => branch.id === selected)?.branch ?? from ?? places[0]?.branch;
  if (!centre) return null;
  const markers = places.map(({ branch }, index) => ({
    id: index + 1,
    longitude: branch.lngE6 / 1_000_000,
    latitude: branch.latE6 / 1_000_000,
    title: branch.name,
    iconPath: "",
    width: branch.id === selected ? 30 : 22,
    height: branch.id === selected ? 40 : 30,
  }));
  const choose = (markerId: number | string) => {
    const place = places[Number(markerId) - 1];
    if (place) onSelect(place.branch.id);
  };
  return (
    <WechatMap
      className={styles.map ?? ""}
      longitude={centre.lngE6 / 1_000_000}
      latitude={centre.latE6 / 1_000_000}
      scale={SCALE}
      markers={markers}
      includePoints={markers.map(({ longitude, latitude }) => ({ longitude, latitude }))}
      showLocation={from !== null}
      onMarkerTap={(event) => choose(event.detail.markerId)}
      onError={() => undefined}
    />
  );
}
