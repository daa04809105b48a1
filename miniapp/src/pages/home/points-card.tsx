import { formatPoints } from "@club/shared/points";
import { checkIn, getMyPoints } from "@club/shared/points-account";
import { Text, View } from "@tarojs/components";
import { go } from "../../lib/nav";
import { call } from "../../lib/request";
import { useAction } from "../../lib/use-action";
import { useQuery } from "../../lib/use-query";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Points } from "../../ui/points";
import { Skeleton } from "../../ui/skeleton";
import { spoken } from "../../ui/spoken";
import { toast } from "../../ui/toast";
import styles from "./home.module.scss";

/** The member's points, and today's check-in with one tap. Without an answer it leaves its place to the rest of the page. */
export function PointsCard() {
  const mine = useQuery(getMyPoints, {});
  const today = useAction(async () => {
    const { points, streakDays } = await call(checkIn, {});
    toast(points > 0 ? `签到成功，得到 ${points} 积分` : `签到成功，已连续 ${streakDays} 天`);
    if (mine.status === "ready") await mine.reload();
  });
  if (mine.status === "loading") return <Skeleton kind="cards" count={1} />;
  if (mine.status !== "ready") return null;
  const { balancePoints, checkedInToday, streakDays } = mine.data;
  return (
    <View className={styles.points}>
      <Card>
        <View className={styles.pointsLine}>
          <View
            className={styles.pointsText}
            onClick={() => go("points")}
            {...spoken("button", `我的积分，${formatPoints(balancePoints)}`)}
          >
            <Text className={styles.lineNote}>我的积分</Text>
            <Points value={balancePoints} />
          </View>
          <Button
            size="sm"
            kind="secondary"
            busy={today.isRunning}
            onClick={() => (checkedInToday ? go("checkIn") : today.run())}
          >
            {checkedInToday ? `已签到 ${streakDays} 天` : "签到"}
          </Button>
        </View>
        {today.error && <Text className={styles.pointsError}>{today.error.sentence}</Text>}
      </Card>
    </View>
  );
}
