import type { CallOf } from "@club/shared/http";
import { reportReminderConsents } from "@club/shared/reminders";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { callOnce } from "../../../lib/once";
import { useAction } from "../../../lib/use-action";
import { askToSubscribe } from "../../../platform/subscribe";
import { Button } from "../../../ui/button";
import { Notice } from "../../../ui/notice";
import { toast } from "../../../ui/toast";
import styles from "../assistant.module.scss";
import type { SettingsProps } from "./index";

type Results = CallOf<typeof reportReminderConsents>["results"];
const KNOWN = ["accept", "reject", "ban", "filter", "acceptWithAudio", "acceptWithAlert"] as const;

/** WeChat lets the club write only as often as the member agreed; each tap asks for the next few kinds. */
export function WechatConsent({ settings, onChanged }: SettingsProps) {
  const groups = settings.templateGroups;
  const [turn, setTurn] = useState(0);
  const [untold, setUntold] = useState<Results | null>(null);
  const tell = async (results: Results) => {
    setUntold(results);
    const answer = await callOnce(reportReminderConsents, { results }, { intent: "reminder-consents" });
    setUntold(null);
    setTurn((last) => (last + 1) % Math.max(1, groups.length));
    const count = results.filter(({ result }) => result.startsWith("accept")).length;
    toast(count === 0 ? "没有同意，提醒会放在站内消息" : `已同意，可多收 ${count} 条微信提醒`);
    onChanged(answer);
  };
  const ask = useAction(async () => {
    // Nothing may come before this: WeChat asks only straight from the tap.
    const answers = await askToSubscribe(groups[turn] ?? groups[0] ?? []);
    if (answers === null) return toast("微信没有打开授权，请在右上角设置里允许订阅消息");
    const results = resultsOf(answers);
    if (results.length > 0) await tell(results);
  });
  const again = useAction(async () => untold !== null && tell(untold));
  const error = ask.error ?? again.error;
  return (
    <View className={styles.block}>
      <Text className={styles.blockTitle}>微信提醒</Text>
      <Text className={styles.note}>
        {groups.length === 0
          ? "微信提醒还没有开通，所有提醒都会放进站内消息。"
          : "微信规定每同意一次只能收到一条。多点几次，就能多收几条；用完后提醒仍会放进站内消息。"}
      </Text>
      {error !== null && untold !== null && (
        <Notice tone="danger" action={{ text: "再试一次", busy: again.isRunning, onClick: again.run }}>
          {`您的选择还没有保存：${error.message}。`}
        </Notice>
      )}
      {groups.length > 0 && (
        <View className={styles.blockAction}>
          <Button busy={ask.isRunning} onClick={ask.run}>
            {groups.length > 1 ? `同意微信提醒（${turn + 1}/${groups.length}）` : "同意微信提醒"}
          </Button>
        </View>
      )}
    </View>
  );
}

function resultsOf(answers: Readonly<Record<string, string>>): Results {
  return Object.entries(answers).flatMap(([templateId, answer]) => {
    const result = KNOWN.find((known) => known === answer);
    return result === undefined ? [] : [{ templateId, result }];
  });
}
