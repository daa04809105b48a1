import { getMyLicence, removeMyLicence } from "@club/shared/licences";
import { Text, View } from "@tarojs/components";
import Taro from "@tarojs/taro";
import { useState } from "react";
import { oldest } from "../../../lib/as-of";
import { call } from "../../../lib/request";
import { useAction } from "../../../lib/use-action";
import { useQuery } from "../../../lib/use-query";
import { Button } from "../../../ui/button";
import { ErrorState } from "../../../ui/error-state";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import { confirm, toast } from "../../../ui/toast";
import styles from "../vehicles.module.scss";
import { LicenceForm } from "./licence-form";
import { LicenceStanding } from "./licence-standing";

/** 驾驶证: when to renew it, what else is due, and what it says. */
export default function LicencePage() {
  const held = useQuery(getMyLicence, {});
  return (
    <Page asOf={oldest(held)}>
      {held.status === "idle" && <SignInPrompt what="您的驾驶证提醒" />}
      {held.status === "loading" && <Skeleton kind="page" />}
      {held.status === "error" && <ErrorState error={held.error} onRetry={held.retry} />}
      {held.status === "ready" && <Licence licence={held.data.licence} onChanged={held.reload} />}
    </Page>
  );
}

type LicenceProps = {
  licence: Parameters<typeof LicenceStanding>[0]["licence"] | null;
  onChanged: () => Promise<void>;
};

function Licence({ licence, onChanged }: LicenceProps) {
  const [isEditing, setIsEditing] = useState(false);
  const done = async () => {
    setIsEditing(false);
    await onChanged();
    // The form was left at its end; what it came to stands at the top.
    Taro.pageScrollTo({ scrollTop: 0, duration: 0 }).catch(() => undefined);
  };
  if (licence === null || isEditing) {
    return (
      <View>
        {licence === null && (
          <Text className={styles.lead}>
            填写驾驶证上的几个日期，车主秘书会提醒换证和审验。照片和档案编号都不需要。
          </Text>
        )}
        <LicenceForm licence={licence} onSaved={done} />
        {licence !== null && (
          <Button kind="plain" onClick={() => setIsEditing(false)}>
            不修改了
          </Button>
        )}
      </View>
    );
  }
  return (
    <View>
      <LicenceStanding licence={licence} />
      <LicenceActions onEdit={() => setIsEditing(true)} onRemoved={done} />
    </View>
  );
}

function LicenceActions({ onEdit, onRemoved }: { onEdit: () => void; onRemoved: () => Promise<void> }) {
  const remove = useAction(async () => {
    const content = "删除后不再提醒换证，可以随时重新填写。";
    if (!(await confirm({ title: "删除驾驶证资料？", content, confirmText: "删除", danger: true }))) return;
    await call(removeMyLicence, {});
    toast("已删除");
    await onRemoved();
  });
  return (
    <View className={styles.actions}>
      {remove.error && <Notice tone="danger">{remove.error.sentence}</Notice>}
      <Button onClick={onEdit}>修改资料</Button>
      <Button kind="danger" busy={remove.isRunning} onClick={remove.run}>
        删除资料
      </Button>
    </View>
  );
}
