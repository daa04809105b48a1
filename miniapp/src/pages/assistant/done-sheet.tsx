import { markReminderDone, type TimelineItem } from "@club/shared/reminders";
import { lastDayOfMonth } from "@club/shared/time";
import { Text } from "@tarojs/components";
import { useState } from "react";
import { call } from "../../lib/request";
import { useAction } from "../../lib/use-action";
import { Button } from "../../ui/button";
import { DayField } from "../../ui/day-field";
import { Notice } from "../../ui/notice";
import { Sheet } from "../../ui/sheet";
import { toast } from "../../ui/toast";
import styles from "./assistant.module.scss";
import { nextDueAsked } from "./timeline-rules";

type DoneSheetProps = { item: TimelineItem; onClose: () => void; onDone: () => Promise<void> };

/** The member has dealt with something; with the new day as printed, the vehicle moves on as well. */
export function DoneSheet({ item, onClose, onDone }: DoneSheetProps) {
  const [next, setNext] = useState("");
  const asked = nextDueAsked(item.kind);
  const save = useAction(async () => {
    const nextDueOn = next === "" ? undefined : asked === "month" ? lastDayOfMonth(next) : next;
    await call(markReminderDone, { itemId: item.id, ...(nextDueOn !== undefined && { nextDueOn }) });
    toast("已记下，这一期不再提醒");
    await onDone();
  });
  const footer = (
    <Button busy={save.isRunning} onClick={save.run}>
      {asked !== null && next === "" ? "已办理，日期以后再填" : "确认已办理"}
    </Button>
  );
  return (
    <Sheet open title={`${item.kindName}已办理`} onClose={onClose} footer={footer}>
      {asked === null && <Text className={styles.title}>确认已经办好？这一期不再提醒。</Text>}
      {asked !== null && (
        <DayField
          label={asked === "month" ? "新的检验有效期至" : "新的到期日"}
          isMonth={asked === "month"}
          value={next}
          onChange={setNext}
          hint={asked === "month" ? "行驶证副页新印的年月" : "新保单上的到期日"}
        />
      )}
      {save.error && <Notice tone="danger">{save.error.sentence}</Notice>}
    </Sheet>
  );
}
