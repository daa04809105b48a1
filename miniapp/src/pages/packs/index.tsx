import { listMyGiftPacks, MY_PACK_SECTIONS, type MyGiftPack } from "@club/shared/giftpack-grants";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { go, goTab } from "../../lib/nav";
import { useSession } from "../../lib/session";
import { usePaged } from "../../lib/use-paged";
import { Card } from "../../ui/card";
import { Empty } from "../../ui/empty";
import { ErrorState } from "../../ui/error-state";
import { ListEnd } from "../../ui/list-end";
import { Page } from "../../ui/page";
import { SignInPrompt } from "../../ui/sign-in-prompt";
import { Skeleton } from "../../ui/skeleton";
import { Tabs } from "../../ui/tabs";
import { Tag } from "../../ui/tag";
import { PackItems } from "./pack-items";
import { claimUntil } from "./pack-texts";
import styles from "./packs.module.scss";

type Section = (typeof MY_PACK_SECTIONS)[number];
const TITLES: Record<Section, string> = { granted: "待领取", campaign: "活动", claimed: "已领取", ended: "已失效" };
const SECTIONS = MY_PACK_SECTIONS.map((key) => ({ key, title: TITLES[key] }));
const NOTHING: Record<Section, { title: string; note: string }> = {
  granted: { title: "没有待领取的礼包", note: "俱乐部送您的礼包会放在这里，也可以看看正在进行的活动。" },
  campaign: { title: "暂时没有可参加的活动", note: "客户节和逢 18 活动会放在这里，请过些时候再来。" },
  claimed: { title: "还没有领取过礼包", note: "领取后的礼包会放在这里，里面的券在「我的兑换券」。" },
  ended: { title: "没有失效的礼包", note: "过了领取期限的礼包会放在这里。" },
};

/** 我的礼包 in four groups. */
export default function PacksPage() {
  const session = useSession("member");
  const [section, setSection] = useState<Section>("granted");
  if (!session) {
    return (
      <Page>
        <SignInPrompt what="您的礼包" />
      </Page>
    );
  }
  return <Packs key={section} section={section} onSection={setSection} />;
}

function Packs({ section, onSection }: { section: Section; onSection: (section: Section) => void }) {
  const list = usePaged(listMyGiftPacks, { section });
  const nothing = NOTHING[section];
  const wayOn =
    section === "granted"
      ? { text: "看看活动", onClick: () => onSection("campaign") }
      : { text: "回到首页", onClick: () => goTab("home") };
  return (
    <Page asOf={list.asOf}>
      <Tabs items={SECTIONS} value={section} onChange={onSection} />
      {list.status === "loading" && <Skeleton kind="cards" />}
      {list.status === "error" && list.error && <ErrorState error={list.error} onRetry={list.retry} />}
      {list.status === "ready" && list.items.length === 0 && (
        <Empty art="box" title={nothing.title} note={nothing.note} action={wayOn} />
      )}
      {list.items.map((pack) => (
        <PackCard key={pack.grantId} pack={pack} />
      ))}
      <ListEnd list={list} />
    </Page>
  );
}

function PackCard({ pack }: { pack: MyGiftPack }) {
  const isOpen = pack.status === "granted" && pack.whyNot === null;
  return (
    <Card
      title={pack.name}
      extra={<Tag tone={isOpen ? "accent" : pack.status === "claimed" ? "ok" : "plain"}>{stateOf(pack)}</Tag>}
      onClick={() => go("pack", { id: pack.grantId })}
    >
      <PackItems items={pack.items} isShort />
      <View className={styles.foot}>
        <Text className={styles.until}>{claimUntil(pack)}</Text>
        {isOpen && <Text className={styles.go}>去领取</Text>}
      </View>
    </Card>
  );
}

function stateOf(pack: MyGiftPack): string {
  if (pack.status !== "granted") return pack.statusName;
  return pack.whyNot === null ? "可领取" : "暂不可领";
}
