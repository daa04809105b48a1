import { type CheckInAnswer, type CheckInCalendar, checkIn, getCheckIns } from "@club/shared/points-account";
import { shiftMonth } from "@club/shared/time";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { oldest } from "../../../lib/as-of";
import { call } from "../../../lib/request";
import { useSession } from "../../../lib/session";
import { useAction } from "../../../lib/use-action";
import { useQuery } from "../../../lib/use-query";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { ErrorState } from "../../../ui/error-state";
import { Icon } from "../../../ui/icon";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import styles from "../points.module.scss";
import { checkedInText, nextBonus, prospect } from "../points-texts";
import { Month } from "./month";

/** 每日签到: the streak, today's points, and the month with its days. */
export default function CheckInPage() {
  const session = useSession("member");
  if (session) return <CheckIns />;
  return (
    <Page>
      <SignInPrompt what="签到记录" />
    </Page>
  );
}

function CheckIns() {
  const [month, setMonth] = useState<string | null>(null);
  const calendar = useQuery(getCheckIns, month === null ? {} : { month });
  const [answer, setAnswer] = useState<CheckInAnswer | null>(null);
  const today = useAction(async () => {
    setAnswer(await call(checkIn, {}));
    if (calendar.status === "ready") await calendar.reload();
  });
  const turn = (from: CheckInCalendar, months: number) => {
    const to = shiftMonth(from.month, months);
    setMonth(to === from.today.slice(0, 7) ? null : to);
  };
  return (
    <Page asOf={oldest(calendar)}>
      {calendar.status === "loading" && <Skeleton kind="page" count={4} />}
      {calendar.status === "error" && <ErrorState error={calendar.error} onRetry={calendar.retry} />}
      {answer && <Notice tone="ok">{checkedInText(answer)}</Notice>}
      {today.error && (
        <Notice tone="danger">
          {today.error.isOffline ? "没有收到签到结果，请检查网络后再点一次，一天只会签到一次。" : today.error.sentence}
        </Notice>
      )}
      {calendar.status === "ready" && (
        <View>
          <Streak calendar={calendar.data} isBusy={today.isRunning} onCheckIn={() => today.run()} />
          <Card>
            <MonthHead calendar={calendar.data} onTurn={(months) => turn(calendar.data, months)} />
            <Month calendar={calendar.data} />
          </Card>
          <Bonuses calendar={calendar.data} />
        </View>
      )}
    </Page>
  );
}

type StreakProps = { calendar: CheckInCalendar; isBusy: boolean; onCheckIn: () => void };

function Streak({ calendar, isBusy, onCheckIn }: StreakProps) {
  const { streakDays, checkedInToday, isOpen } = calendar;
  return (
    <Card>
      <Text className={styles.streakDays}>{streakDays > 0 ? `已连续签到 ${streakDays} 天` : "今天开始签到吧"}</Text>
      <Text className={styles.prospect}>{prospect(calendar)}</Text>
      {isOpen && (
        <View className={styles.checkIn}>
          <Button busy={isBusy} disabled={checkedInToday} onClick={onCheckIn}>
            {checkedInToday ? "今天已签到" : isBusy ? "正在签到" : "签到"}
          </Button>
        </View>
      )}
    </Card>
  );
}

function MonthHead({ calendar, onTurn }: { calendar: CheckInCalendar; onTurn: (months: number) => void }) {
  const [year, month] = calendar.month.split("-").map(Number);
  const isNewest = calendar.month >= calendar.today.slice(0, 7);
  return (
    <View className={styles.monthHead}>
      <Button kind="plain" size="sm" label="上个月" onClick={() => onTurn(-1)}>
        <View className={styles.back}>
          <Icon name="chevron" size={18} />
        </View>
      </Button>
      <Text className={styles.month}>{`${year}年${month}月`}</Text>
      <Button kind="plain" size="sm" label="下个月" disabled={isNewest} onClick={() => onTurn(1)}>
        <Icon name="chevron" size={18} />
      </Button>
    </View>
  );
}

function Bonuses({ calendar }: { calendar: CheckInCalendar }) {
  const { streakBonuses, streakCycleDays } = calendar;
  const next = nextBonus(calendar);
  if (next === null) return null;
  return (
    <Card title="连续签到奖励">
      <Text className={styles.bonusLine}>{`再连续签到 ${next.days} 天，可多得 ${next.points} 积分`}</Text>
      {streakBonuses.map(({ day, points }) => (
        <Text key={day} className={styles.ruleText}>{`连续第 ${day} 天，多得 ${points} 积分`}</Text>
      ))}
      <Text className={styles.ruleText}>{`每 ${streakCycleDays} 天为一轮；中断一天后从第 1 天重新计算。`}</Text>
    </Card>
  );
}
