import { listServices, SERVICE_CATEGORIES, SERVICE_CATEGORY_NAMES, type ServiceView } from "@club/shared/services";
import { Text, View } from "@tarojs/components";
import { oldest } from "../../lib/as-of";
import { go } from "../../lib/nav";
import { useQuery } from "../../lib/use-query";
import { Cell, CellGroup } from "../../ui/cell";
import { Empty } from "../../ui/empty";
import { ErrorState } from "../../ui/error-state";
import { Page } from "../../ui/page";
import { Price } from "../../ui/price";
import { ServiceIcon } from "../../ui/service-icon";
import { Skeleton } from "../../ui/skeleton";
import { spoken } from "../../ui/spoken";
import { useCity } from "./city";
import { CityButton } from "./city-button";
import styles from "./index.module.scss";

type Category = { key: string; title: string; services: ServiceView[] };

/** The services in the order of the contract's categories; a category without services is left out. */
export function byCategory(services: readonly ServiceView[]): Category[] {
  return SERVICE_CATEGORIES.map((key) => ({
    key,
    title: SERVICE_CATEGORY_NAMES[key],
    services: services.filter(({ category }) => category === key),
  })).filter(({ services: own }) => own.length > 0);
}

/** 车生活: what the club offers, and from there the shops that do it. Open to everybody. */
export default function LifePage() {
  const [cityCode, setCity] = useCity();
  const services = useQuery(listServices, {});
  return (
    <Page asOf={oldest(services)}>
      <View className={styles.head}>
        <CityButton value={cityCode} onChange={setCity} />
        <Text className={styles.lead}>看看附近的门店，或选一项服务</Text>
      </View>
      <View className={styles.nearby}>
        <CellGroup>
          <Cell icon="pin" title="附近门店" note="列表和地图，都可以用券" onClick={() => go("lifeService", {})} />
        </CellGroup>
      </View>
      {services.status === "error" && <ErrorState error={services.error} onRetry={services.retry} />}
      {services.status !== "error" && services.status !== "ready" && <Skeleton kind="cards" count={5} />}
      {services.status === "ready" && <Catalogue services={services.data.items} />}
    </Page>
  );
}

function Catalogue({ services }: { services: ServiceView[] }) {
  if (services.length === 0)
    return <Empty art="box" title="暂时没有开放的服务" note="服务上线后会显示在这里，请过些时候再来。" />;
  return (
    <View className={styles.categories}>
      {byCategory(services).map(({ key, title, services: own }) => (
        <View key={key} className={styles.category}>
          <Text className={styles.caption}>{title}</Text>
          <View className={styles.card}>
            {own.map((service) => (
              <ServiceLine key={service.id} service={service} />
            ))}
          </View>
        </View>
      ))}
    </View>
  );
}

function ServiceLine({ service }: { service: ServiceView }) {
  const open = () => go("lifeService", { id: service.id });
  return (
    <View className={styles.line} onClick={open} {...spoken("button", `${service.name}，查看门店`)}>
      <ServiceIcon icon={service.icon} size={44} />
      <View className={styles.text}>
        <Text className={styles.name}>{service.name}</Text>
        <Text className={styles.description}>{service.description}</Text>
      </View>
      <View className={styles.price}>
        <Price fen={service.standardPriceFen} size="sm" />
        <Text className={styles.priceNote}>门市价</Text>
      </View>
    </View>
  );
}
