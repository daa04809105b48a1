import type { OutputOf } from "@club/shared/http";
import { type BranchDto, getMerchantPage } from "@club/shared/merchant-branches";
import { distanceMeters } from "@club/shared/regions";
import { listServices, type ServiceView } from "@club/shared/services";
import { Text, View } from "@tarojs/components";
import { oldest } from "../../../lib/as-of";
import { useParams } from "../../../lib/nav";
import { useQuery } from "../../../lib/use-query";
import type { PositionE6 } from "../../../platform/location";
import { callPhone, openNavigation } from "../../../platform/map";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { Empty } from "../../../ui/empty";
import { ErrorState } from "../../../ui/error-state";
import { Page } from "../../../ui/page";
import { Price } from "../../../ui/price";
import { ServiceIcon } from "../../../ui/service-icon";
import { Skeleton } from "../../../ui/skeleton";
import { distanceText } from "../distance";
import { usePosition } from "../use-position";
import styles from "./index.module.scss";

/** The branch that was tapped first, the others after it. */
export function branchesFrom(branches: readonly BranchDto[], branchId: string | undefined): BranchDto[] {
  return [...branches].sort((a, b) => Number(b.id === branchId) - Number(a.id === branchId));
}

/** A merchant: its shops with hours, the way there and the phone, and what they do. */
export default function MerchantPage() {
  const { id, branch } = useParams<"id" | "branch">();
  const page = useQuery(getMerchantPage, id ? { merchantId: id } : null);
  const services = useQuery(listServices, {});
  if (page.status === "error") {
    return (
      <Page>
        <ErrorState error={page.error} onRetry={page.retry} />
      </Page>
    );
  }
  if (page.status === "idle") {
    return (
      <Page>
        <Empty art="map" title="没有指定商户" note="请从服务的门店列表里打开一家。" />
      </Page>
    );
  }
  if (page.status !== "ready") {
    return (
      <Page>
        <Skeleton kind="page" />
      </Page>
    );
  }
  const offered = services.status === "ready" ? services.data.items : [];
  return (
    <Page asOf={oldest(page, services)}>
      <MerchantHead merchant={page.data} services={offered} />
      <Branches branches={branchesFrom(page.data.branches, branch)} services={offered} />
    </Page>
  );
}

type Merchant = OutputOf<typeof getMerchantPage>;

function MerchantHead({ merchant, services }: { merchant: Merchant; services: ServiceView[] }) {
  const own = services.filter(({ id }) => merchant.serviceIds.includes(id));
  return (
    <Card>
      <Text className={styles.name}>{merchant.name}</Text>
      <Text className={styles.soft}>{`${merchant.branches.length} 家门店，兑换券可以在这里使用`}</Text>
      <View className={styles.services}>
        {own.map((service) => (
          <View key={service.id} className={styles.service}>
            <ServiceIcon icon={service.icon} size={36} />
            <Text className={styles.serviceName}>{service.name}</Text>
            <Text className={styles.soft}>门市价</Text>
            <Price fen={service.standardPriceFen} size="sm" />
          </View>
        ))}
      </View>
    </Card>
  );
}

function Branches({ branches, services }: { branches: readonly BranchDto[]; services: ServiceView[] }) {
  const { position } = usePosition();
  if (branches.length === 0) return <Empty art="map" title="这家商户没有营业中的门店" note="请返回选择其他门店。" />;
  return (
    <View className={styles.branches}>
      {branches.map((branch) => (
        <BranchCard key={branch.id} branch={branch} services={services} from={position} />
      ))}
    </View>
  );
}

type BranchCardProps = { branch: BranchDto; services: ServiceView[]; from: PositionE6 | null };

function BranchCard({ branch, services, from }: BranchCardProps) {
  const { name, address, phone, openingHours, lngE6, latE6 } = branch;
  const far = from && distanceMeters({ lng: from.lngE6, lat: from.latE6 }, { lng: lngE6, lat: latE6 });
  const names = services.filter(({ id }) => branch.serviceIds.includes(id)).map((service) => service.name);
  return (
    <Card>
      <View className={styles.branchHead}>
        <Text className={styles.branchName}>{name}</Text>
        {far !== null && <Text className={styles.far}>{distanceText(far)}</Text>}
      </View>
      <Text className={styles.line}>{address}</Text>
      <Text className={styles.line}>{openingHours === null ? "营业时间请电话确认" : `营业 ${openingHours}`}</Text>
      {names.length > 0 && <Text className={styles.line}>{`服务：${names.join("、")}`}</Text>}
      <View className={styles.actions}>
        <View className={styles.action}>
          <Button kind="secondary" onClick={() => openNavigation({ lngE6, latE6, name, address })} label={`去${name}`}>
            导航
          </Button>
        </View>
        {phone !== null && (
          <View className={styles.action}>
            <Button kind="secondary" onClick={() => callPhone(phone)} label={`打电话给${name}`}>
              打电话
            </Button>
          </View>
        )}
      </View>
    </Card>
  );
}
