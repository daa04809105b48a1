import { formatDay, shanghaiDay } from "@club/shared/time";
import { recordInspection, updateVehicle, type VehicleView } from "@club/shared/vehicles";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { go } from "../../../lib/nav";
import { call } from "../../../lib/request";
import { useAction } from "../../../lib/use-action";
import { now } from "../../../platform/clock";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { DayField } from "../../../ui/day-field";
import { Sheet } from "../../../ui/sheet";
import { Tag } from "../../../ui/tag";
import { toast } from "../../../ui/toast";
import { type DueRow, dueRows, leftText } from "../due-rows";
import styles from "../vehicles.module.scss";

type DueDatesProps = { vehicle: VehicleView; onChanged: () => Promise<void> };

/** What falls due, where the day is from, and the next step. */
export function DueDates({ vehicle, onChanged }: DueDatesProps) {
  const [marked, setMarked] = useState<DueRow | null>(null);
  const today = shanghaiDay(now());
  return (
    <Card title="到期日">
      {dueRows(vehicle, today).map((row) => (
        <DueLine key={row.key} row={row} today={today}>
          <NextStep row={row} vehicleId={vehicle.id} onDone={() => setMarked(row)} />
        </DueLine>
      ))}
      {marked !== null && (
        <DoneSheet
          vehicleId={vehicle.id}
          row={marked}
          onClose={() => setMarked(null)}
          onDone={async () => {
            setMarked(null);
            await onChanged();
          }}
        />
      )}
    </Card>
  );
}

/** What can be done about a line now: say that it is done, or fill in what is not known for sure. */
function NextStep({ row, vehicleId, onDone }: { row: DueRow; vehicleId: string; onDone: () => void }) {
  const { title, done } = row;
  if (done !== null) {
    return (
      <Button size="sm" kind="secondary" label={done.startsWith(title) ? done : title + done} onClick={onDone}>
        {done}
      </Button>
    );
  }
  if (row.dueOn !== null && !row.isEstimated) return null;
  return (
    <Button size="sm" kind="secondary" label={`填写${title}日期`} onClick={() => go("vehicleEdit", { id: vehicleId })}>
      去填写
    </Button>
  );
}

function DueLine({ row, today, children }: { row: DueRow; today: string; children: React.ReactNode }) {
  const left = row.dueOn === null ? null : leftText(row.dueOn, today);
  return (
    <View className={styles.row}>
      <View className={styles.rowHead}>
        <Text className={styles.rowTitle}>{row.title}</Text>
        {row.isEstimated && <Tag>估算</Tag>}
        {left && <Tag tone={left.tone}>{left.text}</Tag>}
      </View>
      {row.dueOn !== null && <Text className={styles.rowDay}>{formatDay(row.dueOn)}</Text>}
      <Text className={styles.note}>{row.source}</Text>
      <Text className={styles.note}>{row.next}</Text>
      <View className={styles.rowAction}>{children}</View>
    </View>
  );
}

type DoneProps = { vehicleId: string; row: DueRow; onClose: () => void; onDone: () => Promise<void> };

/** The inspection or the renewal is done: the new date as printed takes the place of the old one. */
function DoneSheet({ vehicleId, row, onClose, onDone }: DoneProps) {
  const [date, setDate] = useState("");
  const { key, title } = row;
  const isMonth = key === "inspection";
  const isEarlier = !isMonth && !row.isEstimated && date !== "" && row.dueOn !== null && date <= row.dueOn;
  const save = useAction(async () => {
    if (isMonth) await call(recordInspection, { vehicleId, inspectionValidUntilOn: date });
    else if (key === "compulsory") await call(updateVehicle, { vehicleId, compulsoryUntilOn: date });
    else await call(updateVehicle, { vehicleId, commercialUntilOn: date });
    toast(isMonth ? "已更新检验有效期" : `已更新${title}到期日`);
    await onDone();
  });
  const refusal = save.error?.sentence;
  const footer = (
    <Button busy={save.isRunning} disabled={date === "" || isEarlier} onClick={save.run}>
      保存
    </Button>
  );
  return (
    <Sheet open title={isMonth ? "年检已办理" : `${title}已续保`} onClose={onClose} footer={footer}>
      <DayField
        label={isMonth ? "新的检验有效期至" : "新的到期日"}
        isMonth={isMonth}
        value={date}
        onChange={setDate}
        hint={isMonth ? "行驶证副页新印的年月" : "新保单上的到期日"}
        error={isEarlier ? "新的到期日要晚于现在的到期日" : refusal}
      />
    </Sheet>
  );
}
