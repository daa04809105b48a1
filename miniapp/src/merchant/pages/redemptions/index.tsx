import { listMerchantRedemptions, type MerchantRedemption } from "@club/shared/redemptions";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { oldest } from "../../../lib/as-of";
import { moment } from "../../../lib/format";
import { replace } from "../../../lib/nav";
import { useSession } from "../../../lib/session";
import { type PagedList, usePaged } from "../../../lib/use-paged";
import { useQuery } from "../../../lib/use-query";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { Empty } from "../../../ui/empty";
import { ErrorState } from "../../../ui/error-state";
import { ListEnd } from "../../../ui/list-end";
import { Page } from "../../../ui/page";
import { Price } from "../../../ui/price";
import { Skeleton } from "../../../ui/skeleton";
import { Tabs } from "../../../ui/tabs";
import { Tag } from "../../../ui/tag";
import { undoMinutes } from "../../lib/redeem-rules";
import { useNow } from "../../lib/use-now";
import { TotalsLine } from "../../ui/totals-line";
import { UndoSheet } from "../../ui/undo-sheet";
import styles from "./index.module.scss";

type Period = "today" | "month";
const PERIODS: readonly { key: Period; title: string }[] = [
  { key: "today", title: "今天" },
  { key: "month", title: "本月" },
];
const TICK_MS = 15_000;

/** What the merchant redeemed, with totals, and the way to take the last ones back. */
export default function RedemptionsPage() {
  const session = useSession("clerk");
  const [period, setPeriod] = useState<Period>("today");
  if (session) return <Redemptions period={period} onPeriod={setPeriod} />;
  return (
    <Page>
      <Empty
        art="ticket"
        title="登录商户后查看核销记录"
        action={{ text: "去登录", onClick: () => replace("clerkHome") }}
      />
    </Page>
  );
}

function Redemptions({ period, onPeriod }: { period: Period; onPeriod: (period: Period) => void }) {
  const [undoing, setUndoing] = useState<MerchantRedemption | null>(null);
  const list = usePaged(listMerchantRedemptions, { period }, { as: "clerk" });
  const first = useQuery(listMerchantRedemptions, { period, limit: 1 }, { as: "clerk" });
  const undone = () => {
    setUndoing(null);
    void list.reload();
    if (first.status === "ready") void first.reload();
  };
  return (
    <Page asOf={oldest(list, first)}>
      <Tabs items={PERIODS} value={period} onChange={onPeriod} />
      <View className={styles.totals}>
        <Card>
          <TotalsLine totals={first.status === "ready" ? first.data.totals : null} />
        </Card>
      </View>
      <Rows list={list} period={period} onUndo={setUndoing} />
      <UndoSheet redemption={undoing} onClose={() => setUndoing(null)} onUndone={undone} />
    </Page>
  );
}

type RowsProps = {
  list: PagedList<MerchantRedemption>;
  period: Period;
  onUndo: (redemption: MerchantRedemption) => void;
};

function Rows({ list, period, onUndo }: RowsProps) {
  const nowMs = useNow(TICK_MS);
  if (list.status === "loading") return <Skeleton kind="cards" count={4} />;
  if (list.status === "error" && list.error) return <ErrorState error={list.error} onRetry={list.retry} />;
  if (list.items.length === 0) {
    const title = period === "today" ? "今天还没有核销" : "本月还没有核销";
    return <Empty art="ticket" title={title} note="核销成功后会立刻出现在这里。" />;
  }
  return (
    <View>
      {list.items.map((row) => (
        <View key={row.id} className={styles.item}>
          <Row row={row} minutes={row.canUndo ? undoMinutes(row.redeemedAt, nowMs) : 0} onUndo={onUndo} />
        </View>
      ))}
      <ListEnd list={list} />
    </View>
  );
}

type RowProps = { row: MerchantRedemption; minutes: number; onUndo: (redemption: MerchantRedemption) => void };

function Row({ row, minutes, onUndo }: RowProps) {
  const isReversed = row.status === "reversed";
  return (
    <Card>
      <View className={styles.head}>
        <Text className={styles.name}>{row.serviceName}</Text>
        {isReversed ? <Tag tone="warn">已撤销</Tag> : <Price fen={row.clubFen} />}
      </View>
      <Text className={styles.soft}>
        {[moment(row.redeemedAt), row.member.name, row.plate].filter(Boolean).join(" · ")}
      </Text>
      <Text className={styles.soft}>{`${row.branchName} · ${row.clerkName}`}</Text>
      {isReversed && row.reversalReason !== null && (
        <Text className={styles.soft}>{`撤销原因：${row.reversalReason}`}</Text>
      )}
      {!isReversed && row.memberFen > 0 && (
        <View className={styles.paid}>
          <Text className={styles.soft}>车主付</Text>
          <Price fen={row.memberFen} size="sm" />
        </View>
      )}
      {minutes > 0 && (
        <View className={styles.undo}>
          <Text className={styles.soft}>{`还可撤销 ${minutes} 分钟`}</Text>
          <Button kind="secondary" size="sm" onClick={() => onUndo(row)} label={`撤销${row.serviceName}核销`}>
            撤销
          </Button>
        </View>
      )}
    </Card>
  );
}
