import { listEarningRules, type MyEarningRule } from "@club/shared/points-account";
import type { EarnEvent } from "@club/shared/points-rules";
import { Text, View } from "@tarojs/components";
import { oldest } from "../../../lib/as-of";
import { go, goTab } from "../../../lib/nav";
import { useQuery } from "../../../lib/use-query";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { Empty } from "../../../ui/empty";
import { ErrorState } from "../../../ui/error-state";
import { Page } from "../../../ui/page";
import { Points } from "../../../ui/points";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import { Tag } from "../../../ui/tag";
import styles from "../points.module.scss";
import { earnedText } from "../points-texts";

/** Where each event happens; registering has happened already. */
const WAYS: Partial<Record<EarnEvent, { text: string; open: () => void }>> = {
  completed: { text: "去完善", open: () => go("complete") },
  "vehicle-added": { text: "去添加", open: () => go("vehicles") },
  "checked-in": { text: "去签到", open: () => go("checkIn") },
  "redemption-rated": { text: "去评价", open: () => go("vouchers") },
  "order-completed": { text: "去兑换", open: () => goTab("mall") },
};

/** 怎样赚积分: the rules that run, and how far the member has got with each. */
export default function EarnPage() {
  const rules = useQuery(listEarningRules, {});
  return (
    <Page asOf={oldest(rules)}>
      {rules.status === "idle" && <SignInPrompt what="赚积分的方法" />}
      {rules.status === "loading" && <Skeleton kind="cards" count={4} />}
      {rules.status === "error" && <ErrorState error={rules.error} onRetry={rules.retry} />}
      {rules.status === "ready" && rules.data.items.length === 0 && (
        <Empty
          title="暂时没有赚积分的活动"
          note="积分规则开放后会显示在这里，已有的积分可以继续兑换。"
          action={{ text: "去积分商城", onClick: () => goTab("mall") }}
        />
      )}
      {rules.status === "ready" && rules.data.items.map((rule) => <Rule key={rule.event} rule={rule} />)}
    </Page>
  );
}

function Rule({ rule }: { rule: MyEarningRule }) {
  const { event, title, intro, limits, nextPoints, state, stateName } = rule;
  const way = WAYS[event];
  const earned = earnedText(rule);
  return (
    <Card>
      <View className={styles.rule}>
        <Text className={styles.ruleName}>{title}</Text>
        {state === "open" ? <Points value={nextPoints} /> : <Tag tone="ok">{stateName}</Tag>}
      </View>
      <View className={styles.rule}>
        <View className={styles.rowText}>
          {intro !== "" && <Text className={styles.ruleText}>{intro}</Text>}
          <Text className={styles.ruleText}>{limits}</Text>
          {earned !== "" && <Text className={styles.ruleText}>{earned}</Text>}
        </View>
        {state === "open" && way && (
          <Button size="sm" kind="secondary" label={`${title}，${way.text}`} onClick={way.open}>
            {way.text}
          </Button>
        )}
      </View>
    </Card>
  );
}
