import { type ClaimAnswer, claimGiftPack, getMyGiftPack, type MyGiftPack } from "@club/shared/giftpack-grants";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { oldest } from "../../../lib/as-of";
import { back, go, replace, useParams } from "../../../lib/nav";
import { callOnce } from "../../../lib/once";
import { useAction } from "../../../lib/use-action";
import { useQuery } from "../../../lib/use-query";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { ErrorState } from "../../../ui/error-state";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import { Tag } from "../../../ui/tag";
import { Claimed } from "../claimed";
import { PackItems } from "../pack-items";
import { claimUntil } from "../pack-texts";
import styles from "../packs.module.scss";

/** One pack: what is in it, its terms, and claiming it, once however often it is tapped. */
export default function PackPage() {
  const { id = "" } = useParams<"id">();
  const pack = useQuery(getMyGiftPack, { grantId: id });
  const [claimed, setClaimed] = useState<ClaimAnswer | null>(null);
  const claim = useAction(async () => {
    setClaimed(await callOnce(claimGiftPack, { grantId: id }, { intent: `claim:${id}` }));
    if (pack.status === "ready") await pack.reload();
  });
  const footer = pack.status === "ready" && (
    <PackAction pack={pack.data} isBusy={claim.isRunning} onClaim={() => claim.run()} />
  );
  return (
    <Page footer={footer || undefined} asOf={oldest(pack)}>
      {pack.status === "idle" && <SignInPrompt what="这份礼包" />}
      {pack.status === "loading" && <Skeleton kind="page" />}
      {pack.status === "error" && <ErrorState error={pack.error} onRetry={pack.retry} />}
      {claim.error && (
        <Notice tone="danger">
          {claim.error.isOffline ? "没有收到领取结果，请检查网络后再点一次，不会重复领取。" : claim.error.sentence}
        </Notice>
      )}
      {pack.status === "ready" && <PackFacts pack={pack.data} />}
      {claimed && <Claimed answer={claimed} onUse={() => replace("vouchers")} onClose={() => setClaimed(null)} />}
    </Page>
  );
}

function PackFacts({ pack }: { pack: MyGiftPack }) {
  return (
    <View>
      <Card>
        <View className={styles.headLine}>
          <Text className={styles.packName}>{pack.name}</Text>
          <Tag tone={pack.status === "claimed" ? "ok" : "accent"}>{pack.statusName}</Tag>
        </View>
        <Text className={styles.intro}>{pack.intro}</Text>
        <View className={styles.foot}>
          <Text className={styles.until}>{claimUntil(pack)}</Text>
        </View>
      </Card>
      <Card title="礼包内容">
        <PackItems items={pack.items} />
      </Card>
      {pack.terms.length > 0 && (
        <Card title="使用须知">
          {pack.terms.map((term, index) => (
            <Text key={term} className={styles.term}>{`${index + 1}. ${term}`}</Text>
          ))}
        </Card>
      )}
    </View>
  );
}

type PackActionProps = { pack: MyGiftPack; isBusy: boolean; onClaim: () => void };

function PackAction({ pack, isBusy, onClaim }: PackActionProps) {
  if (pack.status === "claimed") return <Button onClick={() => go("vouchers")}>去使用兑换券</Button>;
  const { whyNot } = pack;
  if (whyNot === null) {
    return (
      <Button busy={isBusy} onClick={onClaim}>
        {isBusy ? "正在领取" : "立即领取"}
      </Button>
    );
  }
  return (
    <View>
      <Text className={styles.whyNot}>{`${whyNot.title}。${whyNot.next}`}</Text>
      <Button kind="secondary" onClick={back}>
        返回
      </Button>
    </View>
  );
}
