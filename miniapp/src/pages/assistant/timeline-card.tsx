import { formatPlate } from "@club/shared/plates";
import type { TimelineItem } from "@club/shared/reminders";
import { Text, View } from "@tarojs/components";
import { go } from "../../lib/nav";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Tag } from "../../ui/tag";
import styles from "./assistant.module.scss";
import { daysText, leadsTo, shortDay, stepsText } from "./timeline-rules";

/** From this many days on a day is near. */
const NEAR_DAYS = 30;

type TimelineCardProps = { item: TimelineItem; onMark: (item: TimelineItem) => void };

/** One thing that comes up: the day, what it is, what to do, when the member is told of it. */
export function TimelineCard({ item, onMark }: TimelineCardProps) {
  const lead = leadsTo(item);
  const steps = stepsText(item);
  return (
    <View className={styles.item}>
      <Card>
        <View className={styles.itemHead}>
          <Text className={styles.day}>{shortDay(item.dueOn)}</Text>
          <Left item={item} />
          {item.isEstimated && <Tag>估算</Tag>}
          {item.isProvisional && <Tag>暂定</Tag>}
        </View>
        <Text className={styles.title}>
          {item.plate === null ? item.title : `${formatPlate(item.plate)} ${item.title}`}
        </Text>
        <Text className={styles.note}>{item.advice}</Text>
        {steps !== "" && <Text className={styles.note}>{steps}</Text>}
        {(item.canMarkDone || lead !== null) && (
          <View className={styles.itemActions}>
            {item.canMarkDone && (
              <Button size="sm" kind="secondary" label={`${item.title}，已办理`} onClick={() => onMark(item)}>
                已办理
              </Button>
            )}
            {lead !== null && (
              <Button
                size="sm"
                kind="plain"
                label={`${item.title}，${lead.text}`}
                onClick={() => go(lead.page, lead.params)}
              >
                {lead.text}
              </Button>
            )}
          </View>
        )}
      </Card>
    </View>
  );
}

function Left({ item: { state, daysLeft } }: { item: TimelineItem }) {
  if (state === "done") return <Tag tone="ok">已办理</Tag>;
  if (state === "overdue") return <Tag tone="danger">{daysText(daysLeft)}</Tag>;
  return <Tag tone={daysLeft <= NEAR_DAYS ? "warn" : "plain"}>{daysText(daysLeft)}</Tag>;
}
