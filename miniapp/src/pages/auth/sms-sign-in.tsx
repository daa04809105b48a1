import { loginBySms, type SessionTokens } from "@club/shared/auth";
import { Text, View } from "@tarojs/components";
import { call } from "../../lib/request";
import { useAction } from "../../lib/use-action";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import styles from "./auth.module.scss";
import { PhoneProofFields, usePhoneProof } from "./phone-proof";

type SmsSignInProps = {
  onSignedIn: (tokens: SessionTokens) => void;
  /** The number is nobody's yet. */
  onRegister: (phone: string) => void;
  onBack: () => void;
};

/** Signing in by phone number and code. */
export function SmsSignIn({ onSignedIn, onRegister, onBack }: SmsSignInProps) {
  const proof = usePhoneProof();
  const { phone, code } = proof;
  const sign = useAction(async () => onSignedIn(await call(loginBySms, { phone, smsCode: code })));
  const isUnknown = sign.error?.code === "members.not-registered";
  return (
    <View>
      <View className={styles.hero}>
        <Text className={styles.title}>手机号登录</Text>
      </View>
      <View className={styles.form}>
        <PhoneProofFields {...proof} />
      </View>
      {sign.error && (
        <Notice tone={isUnknown ? "info" : "danger"}>{`${sign.error.message}，${sign.error.next}`}</Notice>
      )}
      <View className={styles.actions}>
        {isUnknown ? (
          <Button onClick={() => onRegister(phone)}>用这个手机号注册</Button>
        ) : (
          <Button busy={sign.isRunning} disabled={!proof.isWhole} onClick={() => sign.run()}>
            登录
          </Button>
        )}
        <Button kind="plain" onClick={onBack}>
          换一种方式
        </Button>
      </View>
    </View>
  );
}
