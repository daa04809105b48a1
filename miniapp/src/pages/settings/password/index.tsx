import { memberPassword } from "@club/shared/auth";
import { getMe, requestMySmsCode, setMyPassword } from "@club/shared/members";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { goTab } from "../../../lib/nav";
import { call } from "../../../lib/request";
import { clearSession } from "../../../lib/session";
import { useAction } from "../../../lib/use-action";
import { useQuery } from "../../../lib/use-query";
import { Button } from "../../../ui/button";
import { ErrorState } from "../../../ui/error-state";
import { NewPasswordField } from "../../../ui/new-password-field";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import { SmsCodeField } from "../../../ui/sms-code-field";
import { toast } from "../../../ui/toast";
import styles from "../settings.module.scss";

/** The password for other phones and the web; setting it ends every session, this one too. */
export default function PasswordPage() {
  const me = useQuery(getMe, {});
  return (
    <Page>
      {me.status === "idle" && <SignInPrompt what="账号设置" />}
      {me.status === "loading" && <Skeleton kind="rows" />}
      {me.status === "error" && <ErrorState error={me.error} onRetry={me.retry} />}
      {me.status === "ready" && <PasswordForm phone={me.data.phone} />}
    </Page>
  );
}

function PasswordForm({ phone }: { phone: string | null }) {
  const [smsCode, setSmsCode] = useState("");
  const [password, setPassword] = useState("");
  const isGood = memberPassword.safeParse(password).success;
  const set = useAction(async () => {
    await call(setMyPassword, { smsCode, password });
    clearSession("member");
    toast("密码已设置，请重新登录");
    goTab("home");
  });
  return (
    <View>
      <Text className={styles.lead}>
        设置后，在别人的手机或网页上也能用手机号和密码登录。为了安全，所有设备都需要重新登录。
      </Text>
      <View className={styles.form}>
        <SmsCodeField phone={phone} send={() => call(requestMySmsCode, {})} value={smsCode} onChange={setSmsCode} />
        <NewPasswordField rule={memberPassword} maxLength={64} value={password} onChange={setPassword} />
      </View>
      {set.error && <Notice tone="danger">{set.error.sentence}</Notice>}
      <Button busy={set.isRunning} disabled={!isGood || smsCode.length < 6} onClick={() => set.run()}>
        设置密码
      </Button>
    </View>
  );
}
