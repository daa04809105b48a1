import { Text, View } from "@tarojs/components";
import { spoken } from "../../ui/spoken";
import { plot } from "./map-rules";
import type { ShopMapProps } from "./shop-map";
import styles from "./shop-map.module.scss";

const PHONE = "phone";

/** In the browser preview: how the shops lie to each other, north above, without streets. */
export function ShopMap({ places, selected, onSelect, from }: ShopMapProps) {
  const shops = places.map(({ branch }) => ({ id: branch.id, lngE6: branch.lngE6, latE6: branch.latE6 }));
  const dots = plot(from ? [...shops, { id: PHONE, ...from }] : shops);
  const names = new Map(places.map(({ branch }) => [branch.id, branch.name]));
  return (
    <View className={`${styles.map} ${styles.plot}`}>
      {dots.map(({ id, x, y }) =>
        id === PHONE ? (
          <View key={id} className={styles.phone} style={placed(x, y)} {...spoken("img", "您的位置")} />
        ) : (
          <View key={id} className={styles.touch} style={placed(x, y)} onClick={() => onSelect(id)} {...pin(names, id)}>
            <View className={`${styles.pin} ${id === selected ? styles.chosen : ""}`} />
          </View>
        ),
      )}
      <Text className={styles.note}>位置示意，北在上方</Text>
    </View>
  );
}

function pin(names: ReadonlyMap<string, string>, id: string) {
  return spoken("button", names.get(id) ?? "门店");
}

function placed(x: number, y: number) {
  return { left: `${x / 10}%`, top: `${y / 10}%` };
}
