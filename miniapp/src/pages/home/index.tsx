import { formatFen } from "@club/shared/money";
import { listServices, type ServiceView } from "@club/shared/services";
import { Button, Text, View } from "@tarojs/components";
import { call } from "../../lib/request";
import { useRequest } from "../../lib/use-request";
import styles from "./index.module.scss";

const loadServices = () => call(listServices, {});
const SKELETON_ROWS = ["a", "b", "c", "d"];

export default function HomePage() {
  const state = useRequest(loadServices);
  return (
    <View className={styles.page}>
      <Text className={styles.title}>服务项目</Text>
      {state.status === "loading" && SKELETON_ROWS.map((row) => <View key={row} className={styles.skeleton} />)}
      {state.status === "error" && (
        <View className={styles.notice}>
          <Text className={styles.noticeTitle}>{state.error.message}</Text>
          <Text className={styles.soft}>{state.error.next}</Text>
          <Button className={styles.action} onClick={state.retry}>
            重新加载
          </Button>
        </View>
      )}
      {state.status === "ready" && <ServiceList services={state.data.items} />}
    </View>
  );
}

function ServiceList({ services }: { services: ServiceView[] }) {
  if (services.length === 0) {
    return (
      <View className={styles.notice}>
        <Text className={styles.noticeTitle}>暂时没有开放的服务</Text>
        <Text className={styles.soft}>服务上线后会显示在这里，请过些时候再来。</Text>
      </View>
    );
  }
  return (
    <View>
      {services.map((service) => (
        <View key={service.id} className={styles.card}>
          <View className={styles.row}>
            <Text className={styles.name}>{service.name}</Text>
            <Text className={styles.price}>门市价 {formatFen(service.standardPriceFen)}</Text>
          </View>
          <Text className={styles.soft}>{service.description}</Text>
        </View>
      ))}
    </View>
  );
}
