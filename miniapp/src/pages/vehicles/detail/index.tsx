import { formatPlate } from "@club/shared/plates";
import { getMyVehicle, removeVehicle, updateVehicle, type VehicleView } from "@club/shared/vehicles";
import { Text, View } from "@tarojs/components";
import { oldest } from "../../../lib/as-of";
import { back, go, useParams } from "../../../lib/nav";
import { call } from "../../../lib/request";
import { useAction } from "../../../lib/use-action";
import { useQuery } from "../../../lib/use-query";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { Cell, CellGroup } from "../../../ui/cell";
import { dayText } from "../../../ui/day-field";
import { ErrorState } from "../../../ui/error-state";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import { Tag } from "../../../ui/tag";
import { confirm, toast } from "../../../ui/toast";
import { vehicleName } from "../vehicle-name";
import styles from "../vehicles.module.scss";
import { DueDates } from "./due-dates";
import { ViolationsEntry } from "./violations-entry";

/** One vehicle: what is due and what to do, its violations, what is known about it. */
export default function VehiclePage() {
  const { id = "" } = useParams<"id">();
  const vehicle = useQuery(getMyVehicle, { vehicleId: id });
  return (
    <Page asOf={oldest(vehicle)}>
      {vehicle.status === "idle" && <SignInPrompt what="您的车辆" />}
      {vehicle.status === "loading" && <Skeleton kind="page" />}
      {vehicle.status === "error" && <ErrorState error={vehicle.error} onRetry={vehicle.retry} />}
      {vehicle.status === "ready" && <Vehicle vehicle={vehicle.data} onChanged={vehicle.reload} />}
    </Page>
  );
}

type VehicleProps = { vehicle: VehicleView; onChanged: () => Promise<void> };

function Vehicle({ vehicle, onChanged }: VehicleProps) {
  return (
    <View>
      <Card>
        <View className={styles.head}>
          <Text className={styles.big}>{formatPlate(vehicle.plate)}</Text>
          {vehicle.isDefault && <Tag tone="accent">常用车</Tag>}
          <Tag>{vehicle.plateTypeName}</Tag>
        </View>
        <Text className={styles.name}>{vehicleName(vehicle)}</Text>
      </Card>
      <View className={styles.actions}>
        <DueDates vehicle={vehicle} onChanged={onChanged} />
        <CellGroup>
          <ViolationsEntry vehicleId={vehicle.id} />
          <Cell icon="bell" title="车主秘书" note="这些日子快到时提醒您" onClick={() => go("assistant")} />
        </CellGroup>
        {vehicle.vinWarning !== null && <Notice tone="warn">{vehicle.vinWarning}</Notice>}
        <Facts vehicle={vehicle} />
      </View>
      <VehicleActions vehicle={vehicle} onChanged={onChanged} />
    </View>
  );
}

function Facts({ vehicle }: { vehicle: VehicleView }) {
  const facts: [string, string | null][] = [
    ["车辆类型", vehicle.useName],
    ["能源类型", vehicle.energyName],
    ["注册日期", vehicle.registeredOn && dayText(vehicle.registeredOn)],
    ["检验有效期至", vehicle.inspectionValidUntilOn && dayText(vehicle.inspectionValidUntilOn.slice(0, 7))],
    ["车架号", vehicle.vinMasked],
    ["发动机号", vehicle.engineNoMasked],
  ];
  return (
    <CellGroup title="车辆资料">
      {facts.map(([title, value]) => (
        <Cell key={title} title={title} value={value ?? "没有填写"} />
      ))}
    </CellGroup>
  );
}

function VehicleActions({ vehicle, onChanged }: VehicleProps) {
  const makeUsual = useAction(async () => {
    await call(updateVehicle, { vehicleId: vehicle.id, isDefault: true });
    toast("已设为常用车");
    await onChanged();
  });
  const remove = useAction(async () => {
    const question = {
      title: `删除 ${formatPlate(vehicle.plate)}？`,
      content: "车辆资料、违章记录和提醒会一起删除，不能恢复。",
      confirmText: "删除",
      danger: true,
    };
    if (!(await confirm(question))) return;
    await call(removeVehicle, { vehicleId: vehicle.id });
    toast("已删除车辆");
    back();
  });
  const error = makeUsual.error ?? remove.error;
  return (
    <View className={styles.actions}>
      {error && <Notice tone="danger">{error.sentence}</Notice>}
      <Button onClick={() => go("vehicleEdit", { id: vehicle.id })}>修改资料</Button>
      {!vehicle.isDefault && (
        <Button kind="secondary" busy={makeUsual.isRunning} onClick={makeUsual.run}>
          设为常用车
        </Button>
      )}
      <Button kind="danger" busy={remove.isRunning} onClick={remove.run}>
        删除车辆
      </Button>
    </View>
  );
}
