import { groupThousands } from "@club/shared/money";
import { formatPoints } from "@club/shared/points";
import { getMyPoints, listMyPostings, type MyPoints, type PointsPostingView } from "@club/shared/points-account";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { oldest } from "../../lib/as-of";
import { lastDay, moment } from "../../lib/format";
import { go, goTab } from "../../lib/nav";
import { useSession } from "../../lib/session";
import { type PagedList, usePaged } from "../../lib/use-paged";
import { useQuery } from "../../lib/use-query";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Cell, CellGroup } from "../../ui/cell";
import { Empty } from "../../ui/empty";
import { ErrorState } from "../../ui/error-state";
import { ListEnd } from "../../ui/list-end";
import { Notice } from "../../ui/notice";
import { Page } from "../../ui/page";
import { Points } from "../../ui/points";
import { SignInPrompt } from "../../ui/sign-in-prompt";
import { Skeleton } from "../../ui/skeleton";
import { Tabs } from "../../ui/tabs";
import styles from "./points.module.scss";
import { changeText } from "./points-texts";

type Direction = "all" | "in" | "out";
const DIRECTIONS: readonly { key: Direction; title: string }[] = [
  { key: "all", title: "全部" },
  { key: "in", title: "获得" },
  { key: "out", title: "使用" },
];
const NOTHING: Record<Direction, { title: string; note: string }> = {
  all: { title: "还没有积分记录", note: "签到、评价服务都能得积分，得到的积分会记在这里。" },
  in: { title: "还没有得到过积分", note: "签到、评价服务都能得积分。" },
  out: { title: "还没有用过积分", note: "在积分商城兑换的商品会记在这里。" },
};

/** 我的积分: the balance, what lapses soon, and every change with its reason. */
export default function PointsPage() {
  const session = useSession("member");
  if (session) return <MyPointsPage />;
  return (
    <Page>
      <SignInPrompt what="您的积分" />
    </Page>
  );
}

function MyPointsPage() {
  const mine = useQuery(getMyPoints, {});
  const [direction, setDirection] = useState<Direction>("all");
  const list = usePaged(listMyPostings, direction === "all" ? {} : { direction });
  return (
    <Page asOf={oldest(mine, list)}>
      {mine.status === "loading" && <Skeleton kind="cards" count={1} />}
      {mine.status === "error" && <ErrorState error={mine.error} onRetry={mine.retry} />}
      {mine.status === "ready" && <Balance mine={mine.data} />}
      <CellGroup>
        <Cell icon="coin" title="怎样赚积分" onClick={() => go("earn")} />
        <Cell icon="bag" title="我的订单" onClick={() => go("orders")} />
      </CellGroup>
      <Tabs items={DIRECTIONS} value={direction} onChange={setDirection} />
      <Rows list={list} direction={direction} />
    </Page>
  );
}

function Balance({ mine }: { mine: MyPoints }) {
  const { balancePoints, earnedPoints, spentPoints, expiringPoints, expiringAt, checkedInToday } = mine;
  return (
    <View className={styles.balance}>
      <Card>
        <Text className={styles.caption}>可用积分</Text>
        <View className={styles.figure}>
          <Points value={balancePoints} size="lg" />
        </View>
        <View className={styles.sums}>
          <Text className={styles.sum}>累计获得</Text>
          <Points value={earnedPoints} size="sm" />
          <Text className={styles.sum}>已使用</Text>
          <Points value={spentPoints} size="sm" />
        </View>
        <View className={styles.actions}>
          <Button kind="secondary" onClick={() => go("checkIn")}>
            {checkedInToday ? "已签到" : "去签到"}
          </Button>
          <Button onClick={() => goTab("mall")}>去兑换</Button>
        </View>
      </Card>
      {expiringPoints > 0 && expiringAt !== null && (
        <View className={styles.expiring}>
          <Notice tone="warn">{`下月底前有 ${formatPoints(expiringPoints)}到期，最早的有效期至 ${lastDay(expiringAt)}`}</Notice>
        </View>
      )}
    </View>
  );
}

function Rows({ list, direction }: { list: PagedList<PointsPostingView>; direction: Direction }) {
  if (list.status === "loading") return <Skeleton kind="rows" count={5} />;
  if (list.status === "error" && list.error) return <ErrorState error={list.error} onRetry={list.retry} />;
  if (list.items.length === 0) {
    const wayOn =
      direction === "out"
        ? { text: "去积分商城", onClick: () => goTab("mall") }
        : { text: "怎样赚积分", onClick: () => go("earn") };
    return <Empty art="box" {...NOTHING[direction]} action={wayOn} />;
  }
  return (
    <View>
      <View className={styles.rows}>
        {list.items.map((posting) => (
          <Row key={posting.id} posting={posting} />
        ))}
      </View>
      <ListEnd list={list} />
    </View>
  );
}

function Row({ posting }: { posting: PointsPostingView }) {
  const { points, balanceAfterPoints, reasonName, note, at, expiresAt } = posting;
  return (
    <View className={styles.row}>
      <View className={styles.rowText}>
        <Text className={styles.reason}>{reasonName}</Text>
        {note !== null && <Text className={styles.note}>{note}</Text>}
        <Text className={styles.note}>{moment(at)}</Text>
        {expiresAt !== null && points > 0 && <Text className={styles.note}>{`有效期至 ${lastDay(expiresAt)}`}</Text>}
      </View>
      <View className={styles.rowFigures}>
        <Text className={points > 0 ? styles.plus : styles.minus}>{changeText(points)}</Text>
        <Text className={styles.note}>{`余额 ${groupThousands(balanceAfterPoints)}`}</Text>
      </View>
    </View>
  );
}
