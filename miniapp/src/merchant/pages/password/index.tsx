import { clerkPassword } from "@club/shared/auth";
import { setMyClerkPassword } from "@club/shared/merchant-clerks";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { back, replace } from "../../../lib/nav";
import { call } from "../../../lib/request";
import { useSession } from "../../../lib/session";
import { useAction } from "../../../lib/use-action";
import { loginCode } from "../../../platform/login";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { Empty } from "../../../ui/empty";
import { Field } from "../../../ui/field";
import { NewPasswordField } from "../../../ui/new-password-field";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { toast } from "../../../ui/toast";
import styles from "./index.module.scss";

/** The password of the merchants' web page. On the person's own WeChat that vouches for them; elsewhere the present password does. */
export default function ClerkPasswordPage() {
  const session = useSession("clerk");
  return (
    <Page>
      {session ? (
        <PasswordForm isByWechat={session.isByWechat} />
      ) : (
        <Empty
          art="ticket"
          title="登录商户后设置密码"
          action={{ text: "去登录", onClick: () => replace("clerkHome") }}
        />
      )}
    </Page>
  );
}

function PasswordForm({ isByWechat }: { isByWechat: boolean }) {
  const [currentPassword, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const isGood = clerkPassword.safeParse(password).success;
  const save = useAction(async () => {
    const proof = isByWechat ? { loginCode: await loginCode() } : { currentPassword };
    await call(setMyClerkPassword, { password, ...proof }, { as: "clerk" });
    toast("密码已设置，可以登录商户网页了");
    back();
  });
  return (
    <Card>
      <Text className={styles.lead}>
        用登记的手机号和这个密码，可以在电脑上登录商户网页，查看核销记录和对账单。设置后其他设备会退出。
      </Text>
      {!isByWechat && (
        <Field label="当前密码" type="password" maxLength={128} value={currentPassword} onChange={setCurrent} />
      )}
      <NewPasswordField rule={clerkPassword} maxLength={64} value={password} onChange={setPassword} />
      {save.error && (
        <View className={styles.notice}>
          <Notice tone="danger">
            <Text>{save.error.sentence}</Text>
          </Notice>
        </View>
      )}
      <Button
        busy={save.isRunning}
        disabled={!isGood || (!isByWechat && currentPassword === "")}
        onClick={() => save.run()}
      >
        设置密码
      </Button>
    </Card>
  );
}
