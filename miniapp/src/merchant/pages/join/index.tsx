import { joinMerchant } from "@club/shared/merchant-clerks";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { back } from "../../../lib/nav";
import { call } from "../../../lib/request";
import { saveSession } from "../../../lib/session";
import { useAction } from "../../../lib/use-action";
import { loginCode } from "../../../platform/login";
import { PhoneButton } from "../../../platform/phone";
import { Card } from "../../../ui/card";
import { CodeInput } from "../../../ui/code-input";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { toast } from "../../../ui/toast";
import styles from "./index.module.scss";

const CODE_SYMBOLS = 12;

/** Joins a merchant: the invitation says which and as what, WeChat says who and with which phone. */
export default function JoinPage() {
  const [code, setCode] = useState("");
  const [isRefused, setIsRefused] = useState(false);
  const join = useAction(async (phoneCode: string) => {
    const input = { invitationCode: code, loginCode: await loginCode(), phoneCode };
    const { merchant, ...session } = await call(joinMerchant, input);
    saveSession("clerk", session, { isByWechat: true });
    toast(`已加入${merchant.name}`);
    back();
  });
  const accept = (phoneCode: string) => {
    setIsRefused(false);
    join.run(phoneCode);
  };
  return (
    <Page>
      <Card title="输入邀请码">
        <CodeInput label="邀请码" kind="invitation" value={code} onChange={setCode} />
        <Text className={styles.soft}>加入时会用到您的微信和手机号：以后打开小程序就能核销，车主身份不受影响。</Text>
        {join.error && (
          <View className={styles.notice}>
            <Notice tone="danger">
              <Text>{join.error.sentence}</Text>
            </Notice>
          </View>
        )}
        {isRefused && (
          <View className={styles.notice}>
            <Notice tone="warn">
              <Text>没有取得手机号。商户账号要用手机号确认是您本人，请再点一次并选择允许。</Text>
            </Notice>
          </View>
        )}
        <PhoneButton
          onCode={accept}
          onRefused={() => setIsRefused(true)}
          busy={join.isRunning}
          disabled={code.length !== CODE_SYMBOLS}
        >
          用微信手机号加入
        </PhoneButton>
      </Card>
    </Page>
  );
}
