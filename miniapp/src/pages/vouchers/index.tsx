import { listMyRedemptions } from "@club/shared/redemptions";
import { listMyVoucherCards, usableCount, type VoucherCardView, type VoucherGroup } from "@club/shared/vouchers";
import { Text, View } from "@tarojs/components";
import { type PropsWithChildren, useState } from "react";
import { daysLeft, expiryText, lastDay } from "../../lib/format";
import { go } from "../../lib/nav";
import { useSession } from "../../lib/session";
import { type PagedList, usePaged } from "../../lib/use-paged";
import { Card } from "../../ui/card";
import { Empty } from "../../ui/empty";
import { ErrorState } from "../../ui/error-state";
import { ListEnd } from "../../ui/list-end";
import { Page } from "../../ui/page";
import { ServiceIcon } from "../../ui/service-icon";
import { SignInPrompt } from "../../ui/sign-in-prompt";
import { Skeleton } from "../../ui/skeleton";
import { Tabs } from "../../ui/tabs";
import { Tag } from "../../ui/tag";
import styles from "./index.module.scss";
import { Uses } from "./used";

type Group = VoucherGroup | "used";
const GROUPS: readonly { key: Group; title: string }[] = [
  { key: "usable", title: "可使用" },
  { key: "used", title: "已使用" },
  { key: "ended", title: "已失效" },
];
const EMPTY: Record<VoucherGroup, { title: string; note: string }> = {
  usable: { title: "还没有可以使用的兑换券", note: "领取礼包后，里面的服务会变成兑换券放在这里。" },
  ended: { title: "没有失效的兑换券", note: "过期或收回的券会留在这里，方便您核对。" },
};
/** From this many days on the end of the validity is what matters most. */
const SOON_DAYS = 7;

/** 我的兑换券: the member's cards by what can still be done with them, and every use of one. */
export default function VouchersPage() {
  const session = useSession("member");
  const [group, setGroup] = useState<Group>("usable");
  if (!session) {
    return (
      <Page>
        <SignInPrompt what="您的兑换券" />
      </Page>
    );
  }
  return group === "used" ? <UsesOf onGroup={setGroup} /> : <CardsOf group={group} onGroup={setGroup} />;
}

type OnGroup = { onGroup: (group: Group) => void };

function CardsOf({ group, onGroup }: { group: VoucherGroup } & OnGroup) {
  const list = usePaged(listMyVoucherCards, { group });
  return (
    <Frame group={group} onGroup={onGroup} asOf={list.asOf}>
      <Cards list={list} group={group} />
    </Frame>
  );
}

function UsesOf({ onGroup }: OnGroup) {
  const list = usePaged(listMyRedemptions, {});
  return (
    <Frame group="used" onGroup={onGroup} asOf={list.asOf}>
      <Uses list={list} />
    </Frame>
  );
}

function Frame({ group, onGroup, asOf, children }: PropsWithChildren<{ group: Group; asOf: Date | null } & OnGroup>) {
  return (
    <Page asOf={asOf}>
      <Tabs items={GROUPS} value={group} onChange={onGroup} />
      <View className={styles.list}>{children}</View>
    </Page>
  );
}

function Cards({ list, group }: { list: PagedList<VoucherCardView>; group: VoucherGroup }) {
  if (list.status === "loading") return <Skeleton kind="cards" count={4} />;
  if (list.status === "error" && list.error) return <ErrorState error={list.error} onRetry={list.retry} />;
  if (list.items.length === 0) {
    const goToPacks = { text: "看看我的礼包", onClick: () => go("packs") };
    return <Empty art="ticket" {...EMPTY[group]} {...(group === "usable" && { action: goToPacks })} />;
  }
  return (
    <View>
      {list.items.map((card) => (
        <VoucherCard key={card.cardId} card={card} group={group} />
      ))}
      <ListEnd list={list} />
    </View>
  );
}

/** One card: what it is, how much is left of it, until when. */
function VoucherCard({ card, group }: { card: VoucherCardView; group: VoucherGroup }) {
  const open = () => go("voucher", { id: card.voucherId });
  const isUsable = group === "usable";
  const left = leftOf(card, group);
  return (
    <View className={styles.item}>
      <Card onClick={open} label={`${card.serviceName}，${countOf(card, group)}，${untilOf(card)}`}>
        <View className={styles.row}>
          <ServiceIcon icon={card.icon} size={48} quiet={!isUsable} />
          <View className={styles.body}>
            <Text className={styles.name}>{card.serviceName}</Text>
            <Text className={styles.until}>{untilOf(card)}</Text>
            <View className={styles.tags}>
              {isUsable && daysLeft(card.expiresAt) <= SOON_DAYS && <Tag tone="warn">{expiryText(card.expiresAt)}</Tag>}
              {isUsable && card.totalCount > left && <Tag>{`共 ${card.totalCount} 次`}</Tag>}
              {card.lockedCount > 0 && <Tag tone="danger">{`${card.lockedCount} 张已锁定`}</Tag>}
            </View>
          </View>
          <View className={styles.count}>
            <Text className={isUsable ? styles.left : styles.leftQuiet}>{String(left)}</Text>
            <Text className={styles.unit}>{isUsable ? "次可用" : "次"}</Text>
          </View>
        </View>
      </Card>
    </View>
  );
}

function leftOf(card: VoucherCardView, group: VoucherGroup): number {
  return group === "usable" ? usableCount(card) : card.count;
}

function countOf(card: VoucherCardView, group: VoucherGroup): string {
  const left = leftOf(card, group);
  return group === "usable" ? `还可用 ${left} 次，共 ${card.totalCount} 次` : `${left} 次`;
}

function untilOf(card: VoucherCardView): string {
  return `有效期至 ${lastDay(card.expiresAt)}`;
}
