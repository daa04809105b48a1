import type { OutputOf } from "@club/shared/http";
import { getMyUnreadCount } from "@club/shared/inbox";
import { getMyReminderTimeline, type TimelineItem } from "@club/shared/reminders";
import { createMyCalendarLink } from "@club/shared/reminders-calendar";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { oldest } from "../../lib/as-of";
import { go } from "../../lib/nav";
import { call } from "../../lib/request";
import { useAction } from "../../lib/use-action";
import { useQuery } from "../../lib/use-query";
import { giveCalendar } from "../../platform/calendar";
import { now } from "../../platform/clock";
import { Button } from "../../ui/button";
import { Cell, CellGroup } from "../../ui/cell";
import { Empty } from "../../ui/empty";
import { ErrorState } from "../../ui/error-state";
import { Notice } from "../../ui/notice";
import { Page } from "../../ui/page";
import { SignInPrompt } from "../../ui/sign-in-prompt";
import { Skeleton } from "../../ui/skeleton";
import styles from "./assistant.module.scss";
import { DoneSheet } from "./done-sheet";
import { TimelineCard } from "./timeline-card";
import { timelineParts } from "./timeline-rules";

/** 车主秘书: what comes up in the next twelve months, month by month, and the ways to be told of it. */
export default function AssistantPage() {
  const timeline = useQuery(getMyReminderTimeline, {});
  return (
    <Page asOf={oldest(timeline)}>
      {timeline.status === "idle" && <SignInPrompt what="您的待办和提醒" />}
      {timeline.status === "loading" && <Skeleton kind="cards" count={4} />}
      {timeline.status === "error" && <ErrorState error={timeline.error} onRetry={timeline.retry} />}
      {timeline.status === "ready" && <Timeline timeline={timeline.data} onChanged={timeline.reload} />}
    </Page>
  );
}

type TimelineProps = { timeline: OutputOf<typeof getMyReminderTimeline>; onChanged: () => Promise<void> };

function Timeline({ timeline: { items, notices }, onChanged }: TimelineProps) {
  const [marked, setMarked] = useState<TimelineItem | null>(null);
  return (
    <View>
      <Tools />
      <Missing notices={notices} />
      {items.length === 0 && <NothingAhead />}
      {items.length > 0 && <Months items={items} onMark={setMarked} />}
      {marked !== null && (
        <DoneSheet
          key={marked.id}
          item={marked}
          onClose={() => setMarked(null)}
          onDone={async () => {
            setMarked(null);
            await onChanged();
          }}
        />
      )}
    </View>
  );
}

function Months({ items, onMark }: { items: readonly TimelineItem[]; onMark: (item: TimelineItem) => void }) {
  return (
    <View>
      {timelineParts(items, now()).map((part) => (
        <View key={part.key} className={styles.month}>
          <Text className={part.key === "overdue" ? styles.overdueTitle : styles.monthTitle}>{part.title}</Text>
          {part.items.length === 0 && <Text className={styles.quiet}>没有待办</Text>}
          {part.items.map((item) => (
            <TimelineCard key={item.id} item={item} onMark={onMark} />
          ))}
        </View>
      ))}
    </View>
  );
}

/** What is missing for the reminders, the first of it at once: silence is never taken for "nothing is due". */
function Missing({ notices }: { notices: readonly string[] }) {
  const [isWhole, setIsWhole] = useState(false);
  if (notices.length === 0) return null;
  return (
    <Notice tone="info">
      {notices.slice(0, isWhole ? notices.length : 1).map((sentence) => (
        <Text key={sentence} className={styles.missing}>
          {sentence}
        </Text>
      ))}
      {!isWhole && notices.length > 1 && (
        <View className={styles.missingMore}>
          <Button size="sm" kind="plain" onClick={() => setIsWhole(true)}>
            {`查看全部 ${notices.length} 条`}
          </Button>
        </View>
      )}
    </Notice>
  );
}

function NothingAhead() {
  return (
    <Empty
      title="还没有待办"
      note="添加车辆和驾驶证后，年检、保险和换证会按月排在这里。"
      action={{ text: "添加车辆", onClick: () => go("vehicleEdit") }}
    />
  );
}

/** Messages, switches, and the calendar of the phone. */
function Tools() {
  const unread = useQuery(getMyUnreadCount, {});
  const link = useAction(async () => {
    const { path } = await call(createMyCalendarLink, {});
    giveCalendar(path);
  });
  const count = unread.status === "ready" ? unread.data.unreadCount : 0;
  return (
    <View>
      <CellGroup>
        <Cell
          icon="mail"
          title="消息"
          {...(count > 0 && { value: `${count > 99 ? "99+" : count} 条未读` })}
          onClick={() => go("inbox")}
        />
        <Cell
          icon="bell"
          title="提醒设置"
          note="按种类开关、限行城市、微信提醒"
          onClick={() => go("reminderSwitches")}
        />
        <Cell icon="calendar" title="添加到手机日历" onClick={link.run} />
      </CellGroup>
      {link.error && <Notice tone="danger">{link.error.sentence}</Notice>}
    </View>
  );
}
