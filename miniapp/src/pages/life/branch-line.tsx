import type { OutputOf } from "@club/shared/http";
import type { listNearbyBranches } from "@club/shared/merchant-branches";
import { Text, View } from "@tarojs/components";
import { go } from "../../lib/nav";
import { spoken } from "../../ui/spoken";
import styles from "./branch-line.module.scss";
import { distanceText } from "./distance";

export type NearbyBranch = OutputOf<typeof listNearbyBranches>["items"][number];

/** One shop in a list: its name, how far, what it does where that is not clear, where it is, when it is open. */
export function BranchLine({ place, offers = "" }: { place: NearbyBranch; offers?: string }) {
  const { branch, merchantId, distanceMeters } = place;
  const open = () => go("lifeMerchant", { id: merchantId, branch: branch.id });
  const far = distanceMeters === null ? null : distanceText(distanceMeters);
  return (
    <View className={styles.line} onClick={open} {...spoken("button", [branch.name, far].filter(Boolean).join("，"))}>
      <View className={styles.text}>
        <Text className={styles.name}>{branch.name}</Text>
        {offers !== "" && <Text className={styles.address}>{offers}</Text>}
        <Text className={styles.address}>{branch.address}</Text>
        {branch.openingHours !== null && <Text className={styles.hours}>{`营业 ${branch.openingHours}`}</Text>}
      </View>
      {far !== null && <Text className={styles.far}>{far}</Text>}
    </View>
  );
}
