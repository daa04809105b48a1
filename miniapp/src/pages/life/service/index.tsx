import { listNearbyBranches } from "@club/shared/merchant-branches";
import { cityName } from "@club/shared/regions";
import { listServices, type ServiceView } from "@club/shared/services";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { oldest } from "../../../lib/as-of";
import { useParams } from "../../../lib/nav";
import { usePaged } from "../../../lib/use-paged";
import { useQuery } from "../../../lib/use-query";
import { Card } from "../../../ui/card";
import { Empty } from "../../../ui/empty";
import { ErrorState } from "../../../ui/error-state";
import { ListEnd } from "../../../ui/list-end";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { Price } from "../../../ui/price";
import { ServiceIcon } from "../../../ui/service-icon";
import { Skeleton } from "../../../ui/skeleton";
import { Tabs } from "../../../ui/tabs";
import { BranchLine, type NearbyBranch } from "../branch-line";
import { useCity } from "../city";
import { CityButton } from "../city-button";
import { ShopMap } from "../shop-map";
import { type Positioning, usePosition } from "../use-position";
import styles from "./index.module.scss";

type View2 = "list" | "map";
const VIEWS: readonly { key: View2; title: string }[] = [
  { key: "list", title: "列表" },
  { key: "map", title: "地图" },
];

/** One service: what it is, and the shops of a city that do it, nearest first when the phone's place is known. Without a service: all shops. */
export default function ServicePage() {
  const { id } = useParams<"id">();
  const services = useQuery(listServices, {});
  const [cityCode, setCity] = useCity();
  const service = services.status === "ready" ? services.data.items.find((one) => one.id === id) : undefined;
  return (
    <Page asOf={oldest(services)}>
      {services.status === "error" && <ErrorState error={services.error} onRetry={services.retry} />}
      {services.status === "loading" && <Skeleton kind="page" />}
      {services.status === "ready" && id === undefined && (
        <Shops services={services.data.items} cityCode={cityCode} onCity={setCity} />
      )}
      {services.status === "ready" && id !== undefined && service === undefined && (
        <Empty art="search" title="这项服务已经下架" note="请返回车生活，看看其他服务。" />
      )}
      {service && <ServiceHead service={service} />}
      {service && <Shops service={service} services={[]} cityCode={cityCode} onCity={setCity} />}
      {service && <Terms terms={service.terms} />}
    </Page>
  );
}

function ServiceHead({ service }: { service: ServiceView }) {
  return (
    <Card>
      <View className={styles.head}>
        <ServiceIcon icon={service.icon} size={56} />
        <View className={styles.title}>
          <Text className={styles.name}>{service.name}</Text>
          <View className={styles.price}>
            <Text className={styles.soft}>门市价</Text>
            <Price fen={service.standardPriceFen} size="sm" />
          </View>
        </View>
      </View>
      <Text className={styles.description}>{service.description}</Text>
    </Card>
  );
}

function Terms({ terms }: { terms: readonly string[] }) {
  return (
    <Card title="使用须知">
      {terms.map((term) => (
        <Text key={term} className={styles.term}>{`· ${term}`}</Text>
      ))}
    </Card>
  );
}

type ShopsProps = {
  /** Shops that do this; all when not told. */
  service?: ServiceView;
  /** Whose names stand at the shops: what each of them does. */
  services: readonly ServiceView[];
  cityCode: string;
  onCity: (cityCode: string) => void;
};

function Shops({ service, services, cityCode, onCity }: ShopsProps) {
  const [view, setView] = useState<View2>("list");
  const positioning = usePosition();
  const list = usePaged(listNearbyBranches, {
    cityCode,
    ...(service && { serviceId: service.id }),
    ...positioning.position,
  });
  const offersOf = ({ branch }: NearbyBranch) =>
    services
      .filter(({ id }) => branch.serviceIds.includes(id))
      .map(({ name }) => name)
      .join("、");
  const isEmpty = list.status === "ready" && list.items.length === 0;
  return (
    <Card title={service ? "可以使用的门店" : "签约门店"} extra={<CityButton value={cityCode} onChange={onCity} />}>
      <PositionLine positioning={positioning} />
      <Tabs items={VIEWS} value={view} onChange={setView} />
      <View className={styles.shops}>
        {list.status === "loading" && <Skeleton kind="rows" count={4} />}
        {list.status === "error" && list.error && <ErrorState error={list.error} onRetry={list.retry} />}
        {isEmpty && (
          <Empty
            art="map"
            title={`${cityName(cityCode)}还没有${service ? "签约这项服务的" : "签约的"}门店`}
            note="换一个城市看看，或联系俱乐部客服。"
          />
        )}
        {!isEmpty &&
          view === "list" &&
          list.items.map((place) => <BranchLine key={place.branch.id} place={place} offers={offersOf(place)} />)}
        {!isEmpty && view === "map" && list.status === "ready" && (
          <MapView places={list.items} offersOf={offersOf} hasMore={list.hasMore} from={positioning.position} />
        )}
        {!isEmpty && list.status === "ready" && <ListEnd list={list} />}
      </View>
    </Card>
  );
}

/** Offers to sort by distance; says what to do when the phone does not tell its place. */
function PositionLine({ positioning: { position, isAsking, isRefused, ask } }: { positioning: Positioning }) {
  if (position !== null) return null;
  const text = isRefused ? "没有取得位置。请在手机设置里允许使用位置后再试。" : "哪家离您最近？";
  return (
    <View className={styles.position}>
      <Notice tone={isRefused ? "warn" : "info"} action={{ text: "按距离排序", onClick: ask, busy: isAsking }}>
        <Text>{text}</Text>
      </Notice>
    </View>
  );
}

type MapViewProps = {
  places: readonly NearbyBranch[];
  offersOf: (place: NearbyBranch) => string;
  /** There are shops that are not loaded yet, and so not on the map. */
  hasMore: boolean;
  from: Positioning["position"];
};

function MapView({ places, offersOf, hasMore, from }: MapViewProps) {
  const [selected, setSelected] = useState<string | null>(null);
  const chosen = places.find(({ branch }) => branch.id === selected) ?? places[0];
  return (
    <View>
      {hasMore && (
        <Text
          className={styles.soft}
        >{`地图显示${from === null ? "前" : "最近的"} ${places.length} 家，加载更多后全部显示`}</Text>
      )}
      <ShopMap places={places} selected={chosen?.branch.id ?? null} onSelect={setSelected} from={from} />
      {chosen && <BranchLine place={chosen} offers={offersOf(chosen)} />}
    </View>
  );
}
