import { CONSENT_VERSIONS } from "@club/shared/auth";
import { idCardField } from "@club/shared/id-card";
import { completeMe, getMe, personNameField } from "@club/shared/members";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { oldest } from "../../../lib/as-of";
import { back } from "../../../lib/nav";
import { call } from "../../../lib/request";
import { useAction } from "../../../lib/use-action";
import { useQuery } from "../../../lib/use-query";
import { Button } from "../../../ui/button";
import { Checkbox } from "../../../ui/checkbox";
import { Empty } from "../../../ui/empty";
import { ErrorState } from "../../../ui/error-state";
import { Field } from "../../../ui/field";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import { toast } from "../../../ui/toast";
import styles from "../auth.module.scss";
import { DocumentLink } from "../consent-lines";

/** Name and ID number make a senior member; the ID number has a consent of its own. */
export default function CompletePage() {
  const me = useQuery(getMe, {});
  const isDone = me.status === "ready" && me.data.status === "completed";
  return (
    <Page asOf={oldest(me)}>
      {me.status === "idle" && <SignInPrompt what="会员资料" />}
      {me.status === "loading" && <Skeleton kind="rows" />}
      {me.status === "error" && <ErrorState error={me.error} onRetry={me.retry} />}
      {isDone && (
        <Empty
          title="您已经是高级会员"
          note="如需更正姓名或身份证号，请携带身份证到俱乐部柜台办理。"
          action={{ text: "返回", onClick: back }}
        />
      )}
      {me.status === "ready" && !isDone && <CompleteForm />}
    </Page>
  );
}

function CompleteForm() {
  const [name, setName] = useState("");
  const [idCard, setIdCard] = useState("");
  const [isAgreed, setIsAgreed] = useState(false);
  const [isChecked, setIsChecked] = useState(false);
  const faults = { name: faultOf(personNameField.safeParse(name)), idCard: faultOf(idCardField.safeParse(idCard)) };
  const complete = useAction(async () => {
    await call(completeMe, { name, idCard, sensitiveConsentVersion: CONSENT_VERSIONS.sensitive });
    toast("您已成为高级会员");
    back();
  });
  const submit = () => {
    setIsChecked(true);
    if (faults.name || faults.idCard) return;
    if (!isAgreed) toast("请先阅读并勾选敏感个人信息处理同意书");
    else complete.run();
  };
  const { error } = complete;
  return (
    <View>
      <View className={styles.hero}>
        <Text className={styles.title}>成为高级会员</Text>
        <Text className={styles.lead}>填写身份证上的姓名和号码，用来确认一人一账号</Text>
      </View>
      <View className={styles.form}>
        <Field
          label="姓名"
          maxLength={30}
          value={name}
          onChange={setName}
          placeholder="身份证上的姓名"
          error={error?.fields.name ?? (isChecked ? faults.name : undefined)}
        />
        <Field
          label="身份证号"
          type="idcard"
          maxLength={20}
          value={idCard}
          onChange={setIdCard}
          placeholder="18 位身份证号"
          error={error?.fields.idCard ?? (isChecked ? faults.idCard : undefined)}
        />
      </View>
      <SensitiveConsent isAgreed={isAgreed} onChange={setIsAgreed} />
      {error && <Notice tone="danger">{error.sentence}</Notice>}
      <View className={styles.actions}>
        <Button busy={complete.isRunning} onClick={submit}>
          提交
        </Button>
        <Button kind="plain" onClick={back}>
          暂不完善
        </Button>
      </View>
    </View>
  );
}

/** The ID number is sensitive and has a consent of its own. */
function SensitiveConsent({ isAgreed, onChange }: { isAgreed: boolean; onChange: (isAgreed: boolean) => void }) {
  return (
    <View className={styles.consents}>
      <Checkbox label="我同意敏感个人信息处理同意书" checked={isAgreed} onChange={onChange}>
        <View className={styles.linkLine}>
          <Text>我已阅读并同意</Text>
          <DocumentLink kind="sensitive" />
        </View>
      </Checkbox>
    </View>
  );
}

type Checked = { success: true } | { success: false; error: { issues: readonly { message: string }[] } };

function faultOf(checked: Checked): string | undefined {
  return checked.success ? undefined : checked.error.issues[0]?.message;
}
