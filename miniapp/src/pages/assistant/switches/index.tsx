import type { OutputOf } from "@club/shared/http";
import { getMyReminderSettings, type ReminderKind, updateMyReminderSettings } from "@club/shared/reminders";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { oldest } from "../../../lib/as-of";
import { call } from "../../../lib/request";
import { useAction } from "../../../lib/use-action";
import { useQuery } from "../../../lib/use-query";
import { ErrorState } from "../../../ui/error-state";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import { Toggle } from "../../../ui/toggle";
import styles from "../assistant.module.scss";
import { RestrictionCity } from "./restriction-city";
import { WechatConsent } from "./wechat-consent";

export type ReminderSettings = OutputOf<typeof getMyReminderSettings>;

/** 提醒设置: what the member wants to be told of, in which city, and whether WeChat may write. */
export default function SwitchesPage() {
  const settings = useQuery(getMyReminderSettings, {});
  return (
    <Page asOf={oldest(settings)}>
      {settings.status === "idle" && <SignInPrompt what="您的提醒设置" />}
      {settings.status === "loading" && <Skeleton kind="rows" count={6} />}
      {settings.status === "error" && <ErrorState error={settings.error} onRetry={settings.retry} />}
      {settings.status === "ready" && <Settings loaded={settings.data} />}
    </Page>
  );
}

/** The answer to a change takes the place of what was loaded before it. */
function Settings({ loaded }: { loaded: ReminderSettings }) {
  const [changed, setChanged] = useState<{ instead: ReminderSettings; settings: ReminderSettings } | null>(null);
  const settings = changed?.instead === loaded ? changed.settings : loaded;
  const keep = (answer: ReminderSettings) => setChanged({ instead: loaded, settings: answer });
  return (
    <View>
      <WechatConsent settings={settings} onChanged={keep} />
      <KindSwitches settings={settings} onChanged={keep} />
      <RestrictionCity settings={settings} onChanged={keep} />
      <Text className={styles.caption}>
        {`${settings.quietFrom} 到次日 ${settings.quietTo} 不打扰，只放进站内消息。关闭某一种后，已有的消息仍然保留。`}
      </Text>
    </View>
  );
}

export type SettingsProps = { settings: ReminderSettings; onChanged: (answer: ReminderSettings) => void };

function KindSwitches({ settings, onChanged }: SettingsProps) {
  const flip = useAction(async (kind: ReminderKind, isOn: boolean) =>
    onChanged(await call(updateMyReminderSettings, { switches: [{ kind, isOn }] })),
  );
  return (
    <View>
      {flip.error && <Notice tone="danger">{`没有改成：${flip.error.sentence}`}</Notice>}
      <Text className={styles.caption}>提醒哪些事</Text>
      <View className={styles.switches}>
        {settings.kinds.map((one) => (
          <View key={one.kind} className={styles.switchLine}>
            <View className={styles.switchText}>
              <Text className={styles.title}>{one.name}</Text>
              <Text className={styles.note}>{one.explanation}</Text>
              {one.isOn && one.wechatCredits !== null && (
                <Text className={styles.note}>{creditText(one.wechatCredits)}</Text>
              )}
            </View>
            <Toggle
              label={one.name}
              checked={one.isOn}
              busy={flip.isRunning}
              onChange={(isOn) => flip.run(one.kind, isOn)}
            />
          </View>
        ))}
      </View>
    </View>
  );
}

function creditText(credits: number): string {
  return credits === 0 ? "微信提醒：还没有同意，只发站内消息" : `微信提醒：还可以收到 ${credits} 条`;
}
