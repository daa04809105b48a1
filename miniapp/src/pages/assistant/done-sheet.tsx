import { markReminderDone, type TimelineItem } from "@club/shared/reminders";
import { Text } from "@tarojs/components";
import { useState } from "react";
import { call } from "../../lib/request";
import { useAction } from "../../lib/use-action";
import { Button } from "../../ui/button";
import { Checkbox } from "../../ui/checkbox";
import { DayField } from "../../ui/day-field";
import { Notice } from "../../ui/notice";
import { Sheet } from "../../ui/sheet";
import { toast } from "../../ui/toast";
import styles from "./assistant.module.scss";
import { type DoneChoice, doneHint, doneInput, nextDueAsked, proposedChoice } from "./timeline-rules";

type DoneSheetProps = { item: TimelineItem; onClose: () => void; onDone: () => Promise<void> };

/** The member has dealt with something; the vehicle or the licence moves on to the new day. */
export function DoneSheet({ item, onClose, onDone }: DoneSheetProps) {
  const [choice, setChoice] = useState(() => proposedChoice(item));
  const isAsked = nextDueAsked(item.kind) !== null;
  const isLicence = item.kind === "licence";
  const isMissing = isLicence && choice.next === "" && !choice.isLongTerm;
  const save = useAction(async () => {
    await call(markReminderDone, doneInput(item, choice));
    toast("已记下，这一期不再提醒");
    await onDone();
  });
  const footer = (
    <Button busy={save.isRunning} disabled={isMissing} onClick={save.run}>
      {isAsked && !isLicence && choice.next === "" ? "已办理，日期以后再填" : "确认已办理"}
    </Button>
  );
  return (
    <Sheet open title={`${item.kindName}已办理`} onClose={onClose} footer={footer}>
      {!isAsked && <Text className={styles.title}>确认已经办好？这一期不再提醒。</Text>}
      {isAsked && !choice.isLongTerm && <NextDay item={item} choice={choice} onChange={setChoice} />}
      {isLicence && (
        <Checkbox
          label="新证有效期是长期"
          checked={choice.isLongTerm}
          onChange={(isLongTerm) => setChoice({ ...choice, isLongTerm })}
        >
          新证有效期印的是“长期”
        </Checkbox>
      )}
      {save.error && <Notice tone="danger">{save.error.sentence}</Notice>}
    </Sheet>
  );
}

type NextDayProps = { item: TimelineItem; choice: DoneChoice; onChange: (choice: DoneChoice) => void };

function NextDay({ item, choice, onChange }: NextDayProps) {
  const isMonth = nextDueAsked(item.kind) === "month";
  return (
    <DayField
      label={isMonth ? "新的检验有效期至" : "新的到期日"}
      isMonth={isMonth}
      value={choice.next}
      onChange={(next) => onChange({ ...choice, next, isChosen: true })}
      hint={doneHint(item, choice)}
    />
  );
}
