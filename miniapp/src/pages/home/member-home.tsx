import { CONSENT_NAMES, type ConsentKind } from "@club/shared/auth";
import { listMyGiftPacks } from "@club/shared/giftpack-grants";
import { getMe, MEMBER_TIER_NAMES } from "@club/shared/members";
import { cityName } from "@club/shared/regions";
import { listMyVoucherCards, usableCount, type VoucherCardView } from "@club/shared/vouchers";
import { Text, View } from "@tarojs/components";
import { daysLeft, expiryText, greeting, lastDay } from "../../lib/format";
import { go } from "../../lib/nav";
import { useQuery } from "../../lib/use-query";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Empty } from "../../ui/empty";
import { ErrorState } from "../../ui/error-state";
import { Icon } from "../../ui/icon";
import { Notice } from "../../ui/notice";
import { ServiceIcon } from "../../ui/service-icon";
import { Skeleton } from "../../ui/skeleton";
import { spoken } from "../../ui/spoken";
import { Tag } from "../../ui/tag";
import { AssistantCard } from "./assistant-card";
import styles from "./home.module.scss";
import { PointsCard } from "./points-card";

const SHOWN = 3;
/** A voucher that ends within so many days is called urgent. */
const URGENT_DAYS = 7;

/** For members: the greeting, packs to claim, and the vouchers that end first. */
export function MemberHome() {
  const me = useQuery(getMe, {});
  const closesAt = me.status === "ready" ? me.data.closesAt : null;
  return (
    <View>
      <View className={styles.greeting}>
        <Text className={styles.hello}>{`${greeting()}，欢迎回来`}</Text>
        <Text className={styles.who}>
          {me.status === "ready" ? `${MEMBER_TIER_NAMES[me.data.tier]} · ${cityName(me.data.cityCode)}` : ""}
        </Text>
      </View>
      {closesAt !== null && (
        <Notice tone="warn" action={{ text: "去撤销", onClick: () => go("close") }}>
          {`账号将在 ${lastDay(closesAt)} 后注销`}
        </Notice>
      )}
      {me.status === "ready" && <NewTexts kinds={me.data.outdatedConsents} />}
      <PointsCard />
      <Packs />
      <AssistantCard />
      <Vouchers />
    </View>
  );
}

/** Texts that have changed since the member agreed to them. Nothing is held back until they agree again. */
function NewTexts({ kinds }: { kinds: readonly ConsentKind[] }) {
  if (kinds.length === 0) return null;
  const names = kinds.map((kind) => `《${CONSENT_NAMES[kind]}》`).join("");
  return (
    <Notice tone="info" action={{ text: "去看看", onClick: () => go("consents") }}>
      {`${names}有更新，请阅读后重新同意`}
    </Notice>
  );
}

function Packs() {
  const packs = useQuery(listMyGiftPacks, { section: "granted", limit: SHOWN });
  if (packs.status === "loading") return <Skeleton kind="cards" count={1} />;
  if (packs.status !== "ready" || packs.data.items.length === 0) return null;
  const { items, nextCursor } = packs.data;
  const first = items[0];
  const count = `${items.length}${nextCursor === null ? "" : "+"}`;
  const open = () => (items.length === 1 && first ? go("pack", { id: first.grantId }) : go("packs"));
  return (
    <View className={styles.hero}>
      <View className={styles.heroText}>
        <Text className={styles.heroTitle}>{`${count} 份礼包待领取`}</Text>
        <Text className={styles.heroNote}>{items.map((pack) => pack.name).join("、")}</Text>
      </View>
      <View className={styles.heroIcon}>
        <Icon name="gift" size={56} />
      </View>
      <View className={styles.heroAction}>
        <Button onClick={open}>去领取</Button>
      </View>
    </View>
  );
}

function Vouchers() {
  const cards = useQuery(listMyVoucherCards, { group: "usable", limit: SHOWN });
  return (
    <Card title="我的兑换券" extra={<More onClick={() => go("vouchers")} />}>
      {cards.status === "loading" && <Skeleton kind="rows" count={2} />}
      {cards.status === "error" && <ErrorState error={cards.error} onRetry={cards.retry} />}
      {cards.status === "ready" && cards.data.items.length === 0 && (
        <Empty
          art="ticket"
          title="还没有可以使用的兑换券"
          note="领取礼包后，兑换券会出现在这里。"
          action={{ text: "看看我的礼包", onClick: () => go("packs") }}
        />
      )}
      {cards.status === "ready" && cards.data.items.map((card) => <VoucherLine key={card.cardId} card={card} />)}
    </Card>
  );
}

function More({ onClick }: { onClick: () => void }) {
  return (
    <View className={styles.more} onClick={onClick} {...spoken("button", "查看全部兑换券")}>
      <Text>全部</Text>
      <Icon name="chevron" size={14} />
    </View>
  );
}

function VoucherLine({ card }: { card: VoucherCardView }) {
  const { serviceName, icon, expiresAt, voucherId } = card;
  const count = usableCount(card);
  const isUrgent = daysLeft(expiresAt) <= URGENT_DAYS;
  const expiry = expiryText(expiresAt);
  return (
    <View
      className={styles.line}
      onClick={() => go("voucher", { id: voucherId })}
      {...spoken("button", `${serviceName}，还剩 ${count} 次，${expiry}`)}
    >
      <ServiceIcon icon={icon} />
      <View className={styles.lineText}>
        <Text className={styles.lineTitle}>{serviceName}</Text>
        <Text className={styles.lineNote}>{`还剩 ${count} 次${isUrgent ? "" : `，${expiry}`}`}</Text>
      </View>
      {isUrgent && <Tag tone="warn">{expiry}</Tag>}
    </View>
  );
}
