import { formatDay, shanghaiDay } from "@club/shared/time";
import { recordInspection, type VehicleView } from "@club/shared/vehicles";
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
  const [isRecording, setIsRecording] = useState(false);
  const today = shanghaiDay(now());
  return (
    <Card title="到期日">
      {dueRows(vehicle, today).map((row) => (
        <DueLine key={row.key} row={row} today={today}>
          {row.dueOn === null && (
            <Button
              size="sm"
              kind="secondary"
              label={`填写${row.title}日期`}
              onClick={() => go("vehicleEdit", { id: vehicle.id })}
            >
              去填写
            </Button>
          )}
          {row.dueOn !== null && row.key === "inspection" && (
            <Button size="sm" kind="secondary" label="年检已办理" onClick={() => setIsRecording(true)}>
              年检已办理
            </Button>
          )}
        </DueLine>
      ))}
      <InspectionDone
        vehicle={vehicle}
        open={isRecording}
        onClose={() => setIsRecording(false)}
        onDone={async () => {
          setIsRecording(false);
          await onChanged();
        }}
      />
    </Card>
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

type DoneProps = { vehicle: VehicleView; open: boolean; onClose: () => void; onDone: () => Promise<void> };

/** The inspection is done: the new month as printed takes the place of the old one. */
function InspectionDone({ vehicle, open, onClose, onDone }: DoneProps) {
  const [month, setMonth] = useState("");
  const save = useAction(async () => {
    await call(recordInspection, { vehicleId: vehicle.id, inspectionValidUntilOn: month });
    toast("已更新检验有效期");
    setMonth("");
    await onDone();
  });
  const footer = (
    <Button busy={save.isRunning} disabled={month === ""} onClick={save.run}>
      保存
    </Button>
  );
  return (
    <Sheet open={open} title="年检已办理" onClose={onClose} footer={footer}>
      <DayField
        label="新的检验有效期至"
        isMonth
        value={month}
        onChange={setMonth}
        hint="行驶证副页新印的年月"
        error={save.error ? `${save.error.message}。${save.error.next}` : undefined}
      />
    </Sheet>
  );
}
