import { listNearbyBranches } from "@club/shared/merchant-branches";
import { cityName } from "@club/shared/regions";
import { Text, View } from "@tarojs/components";
import { go } from "../../lib/nav";
import { useQuery } from "../../lib/use-query";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Skeleton } from "../../ui/skeleton";
import { BranchLine } from "./branch-line";
import styles from "./nearest-branches.module.scss";
import { usePosition } from "./use-position";

const SHOWN = 3;

/** A few shops that take a voucher of the service; the place of the phone is used only when it is known already. */
export function NearestBranches({ serviceId, cityCode }: { serviceId: string; cityCode: string }) {
  const { position } = usePosition();
  const branches = useQuery(listNearbyBranches, { cityCode, serviceId, limit: SHOWN, ...position });
  const showAll = () => go("lifeService", { id: serviceId });
  return (
    <Card title="可以使用的门店">
      {branches.status === "ready" && branches.data.items.length > 0 && (
        <View>
          {branches.data.items.map((place) => (
            <BranchLine key={place.branch.id} place={place} />
          ))}
          <View className={styles.more}>
            <Button kind="secondary" onClick={showAll}>
              查看全部门店和地图
            </Button>
          </View>
        </View>
      )}
      {branches.status === "ready" && branches.data.items.length === 0 && (
        <Text className={styles.note}>{`${cityName(cityCode)}暂时没有签约这项服务的门店，请联系俱乐部客服。`}</Text>
      )}
      {branches.status === "error" && (
        <View>
          <Text className={styles.note}>门店没有加载出来，不影响使用兑换券。</Text>
          <Button kind="plain" size="sm" onClick={branches.retry}>
            重新加载
          </Button>
        </View>
      )}
      {branches.status !== "ready" && branches.status !== "error" && <Skeleton kind="rows" count={SHOWN} />}
    </Card>
  );
}
