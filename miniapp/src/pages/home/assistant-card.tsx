import { formatPlate } from "@club/shared/plates";
import { getMyReminderTimeline, type TimelineItem } from "@club/shared/reminders";
import { Text, View } from "@tarojs/components";
import { go } from "../../lib/nav";
import { useQuery } from "../../lib/use-query";
import { Icon } from "../../ui/icon";
import { unnamedButton } from "../../ui/spoken";
import { Tag } from "../../ui/tag";
import styles from "./assistant-card.module.scss";

/** What is told of on the first page: what the car owner has to do, within this many days. */
const SOON_DAYS = 60;
/** Days that come by themselves need no doing; vouchers and points have their own pages. */
const NOT_SHOWN: readonly TimelineItem["kind"][] = [
  "holiday",
  "birthday",
  "drivingRestriction",
  "voucherExpiry",
  "pointsExpiry",
];

/** The next thing that the member has to do about a car, or the way to adding one; nothing while it is not known. */
export function AssistantCard() {
  const timeline = useQuery(getMyReminderTimeline, {});
  if (timeline.status !== "ready") return null;
  const [first, ...more] = timeline.data.items.filter(isSoon);
  const title = first === undefined ? "车主秘书" : titleOf(first);
  const rest = more.length === 0 ? "" : `，另有 ${more.length} 件`;
  const note = first === undefined ? "近期没有要办的事" : `${first.advice.split("。")[0] ?? ""}${rest}`;
  return (
    <View className={styles.card} onClick={() => go("assistant")} {...unnamedButton()}>
      <View className={styles.icon}>
        <Icon name="bell" size={24} />
      </View>
      <View className={styles.text}>
        <Text className={styles.title}>{title}</Text>
        <Text className={styles.note}>{note}</Text>
      </View>
      {first?.state === "overdue" && <Tag tone="danger">已逾期</Tag>}
      <Icon name="chevron" size={16} />
    </View>
  );
}

function isSoon({ kind, daysLeft, state, isOn }: TimelineItem): boolean {
  return isOn && state !== "done" && daysLeft <= SOON_DAYS && !NOT_SHOWN.includes(kind);
}

function titleOf({ plate, title }: TimelineItem): string {
  return plate === null ? title : `${formatPlate(plate)} ${title}`;
}
