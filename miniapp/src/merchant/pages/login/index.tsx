import { loginClerk } from "@club/shared/merchant-clerks";
import { isPhone, normalizePhone } from "@club/shared/phone";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { keepDevice, shownDevice } from "../../../lib/device";
import { back } from "../../../lib/nav";
import { call } from "../../../lib/request";
import { saveSession } from "../../../lib/session";
import { useAction } from "../../../lib/use-action";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { Field } from "../../../ui/field";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import styles from "./index.module.scss";

/** For people of a merchant who have set a password: signs them in on a phone whose WeChat is not theirs. */
export default function ClerkLoginPage() {
  const [phone, setPhone] = useState("");
  const [password, setPassword] = useState("");
  const login = useAction(async () => {
    const session = await call(loginClerk, { phone: normalizePhone(phone), password, ...shownDevice() });
    keepDevice(session.deviceToken);
    saveSession("clerk", session, { isByWechat: false });
    back();
  });
  const isWhole = isPhone(normalizePhone(phone)) && password !== "";
  return (
    <Page>
      <Card>
        <Field
          label="手机号"
          type="number"
          maxLength={11}
          value={phone}
          onChange={setPhone}
          placeholder="登记的手机号"
        />
        <Field
          label="密码"
          type="password"
          maxLength={128}
          value={password}
          onChange={setPassword}
          onConfirm={() => isWhole && login.run()}
        />
        {login.error && (
          <View className={styles.notice}>
            <Notice tone="danger">
              <Text>{login.error.sentence}</Text>
            </Notice>
          </View>
        )}
        <Button busy={login.isRunning} disabled={!isWhole} onClick={login.run}>
          登录
        </Button>
      </Card>
      <Text className={styles.soft}>没有密码或忘记了？请返回用微信登录，在商户工作台点「网页登录密码」设置。</Text>
    </Page>
  );
}
