import { formatPlate } from "@club/shared/plates";
import { formatDay, shanghaiDay } from "@club/shared/time";
import { listMyVehicles, type VehicleView } from "@club/shared/vehicles";
import { Text, View } from "@tarojs/components";
import { oldest } from "../../lib/as-of";
import { go } from "../../lib/nav";
import { useQuery } from "../../lib/use-query";
import { now } from "../../platform/clock";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Cell, CellGroup } from "../../ui/cell";
import { Empty } from "../../ui/empty";
import { ErrorState } from "../../ui/error-state";
import { Notice } from "../../ui/notice";
import { Page } from "../../ui/page";
import { SignInPrompt } from "../../ui/sign-in-prompt";
import { Skeleton } from "../../ui/skeleton";
import { Tag } from "../../ui/tag";
import { leftText, nearestDue } from "./due-rows";
import { vehicleName } from "./vehicle-name";
import styles from "./vehicles.module.scss";

/** 我的车辆: the garage, the usual vehicle first, each with what is due next. */
export default function VehiclesPage() {
  const garage = useQuery(listMyVehicles, {});
  const vehicles = garage.status === "ready" ? garage.data.items : [];
  const isFull = garage.status === "ready" && vehicles.length >= garage.data.maxVehicles;
  const canAdd = vehicles.length > 0 && !isFull;
  return (
    <Page
      asOf={oldest(garage)}
      footer={canAdd ? <Button onClick={() => go("vehicleEdit")}>添加车辆</Button> : undefined}
    >
      {garage.status === "idle" && <SignInPrompt what="您的车辆和到期日" />}
      {garage.status === "loading" && <Skeleton kind="cards" />}
      {garage.status === "error" && <ErrorState error={garage.error} onRetry={garage.retry} />}
      {garage.status === "ready" && vehicles.length === 0 && <NoVehicle />}
      {isFull && (
        <Notice tone="info">{`最多可以添加 ${garage.data.maxVehicles} 辆车，需要添加新的请先删除不用的。`}</Notice>
      )}
      <View>
        {vehicles.map((vehicle) => (
          <VehicleCard key={vehicle.id} vehicle={vehicle} />
        ))}
      </View>
      {garage.status === "ready" && (
        <View className={styles.actions}>
          <CellGroup>
            <Cell icon="document" title="我的驾驶证" note="换证、审验和记分周期" onClick={() => go("licence")} />
            <Cell icon="bell" title="车主秘书" note="年检、保险、换证的提醒" onClick={() => go("assistant")} />
          </CellGroup>
        </View>
      )}
    </Page>
  );
}

function NoVehicle() {
  return (
    <Empty
      title="还没有添加车辆"
      note="添加后，车主秘书会提醒年检和保险，也可以查询违章。"
      action={{ text: "添加车辆", onClick: () => go("vehicleEdit") }}
    />
  );
}

function VehicleCard({ vehicle }: { vehicle: VehicleView }) {
  const today = shanghaiDay(now());
  const due = nearestDue(vehicle, today);
  const left = due && leftText(due.dueOn, today);
  return (
    <Card onClick={() => go("vehicle", { id: vehicle.id })}>
      <View className={styles.head}>
        <Text className={styles.plate}>{formatPlate(vehicle.plate)}</Text>
        {vehicle.isDefault && <Tag tone="accent">常用车</Tag>}
      </View>
      <Text className={styles.name}>{vehicleName(vehicle)}</Text>
      <View className={styles.due}>
        <Text className={styles.dueText}>
          {due ? `${due.title} ${formatDay(due.dueOn)}` : "补充日期后，这里显示最近要办的事"}
        </Text>
        {due?.isEstimated && <Tag>估算</Tag>}
        {left && <Tag tone={left.tone}>{left.text}</Tag>}
      </View>
    </Card>
  );
}
