import type { ServiceView } from "@club/shared/services";
import { Text, View } from "@tarojs/components";
import { go } from "../../lib/nav";
import type { QueryState } from "../../lib/use-query";
import { Card } from "../../ui/card";
import { Empty } from "../../ui/empty";
import { ErrorState } from "../../ui/error-state";
import { ServiceIcon } from "../../ui/service-icon";
import { Skeleton } from "../../ui/skeleton";
import { spoken } from "../../ui/spoken";
import styles from "./home.module.scss";

/** What the club offers, four a line; each opens the shops that do it. */
export function ServiceGrid({ services }: { services: QueryState<{ items: ServiceView[] }> }) {
  return (
    <View className={styles.services}>
      <Card title="俱乐部服务">
        {services.status === "loading" && <Skeleton kind="rows" count={2} />}
        {services.status === "error" && <ErrorState error={services.error} onRetry={services.retry} />}
        {services.status === "ready" && services.data.items.length === 0 && (
          <Empty title="暂时没有开放的服务" note="服务上线后会显示在这里，请过些时候再来。" />
        )}
        {services.status === "ready" && (
          <View className={styles.grid}>
            {services.data.items.map(({ id, name, icon }) => (
              <View
                key={id}
                className={styles.service}
                onClick={() => go("lifeService", { id })}
                {...spoken("button", `${name}，查看门店`)}
              >
                <ServiceIcon icon={icon} size={48} />
                <Text className={styles.serviceName}>{name}</Text>
              </View>
            ))}
          </View>
        )}
      </Card>
    </View>
  );
}
