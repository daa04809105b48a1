import { loginByPassword, type SessionTokens } from "@club/shared/auth";
import { isPhone, normalizePhone } from "@club/shared/phone";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { keepDevice, shownDevice } from "../../lib/device";
import { call } from "../../lib/request";
import { useAction } from "../../lib/use-action";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Notice } from "../../ui/notice";
import styles from "./auth.module.scss";
import { PhoneField } from "./phone-proof";

type PasswordSignInProps = {
  /** What was typed before. */
  firstPhone: string;
  onSignedIn: (tokens: SessionTokens) => void;
  /** By a code, which needs no password. */
  onSms: (phone: string) => void;
  onBack: () => void;
};

/** Signing in by phone number and password, for members who have set one. */
export function PasswordSignIn({ firstPhone, onSignedIn, onSms, onBack }: PasswordSignInProps) {
  const [typed, setTyped] = useState(firstPhone);
  const [password, setPassword] = useState("");
  const phone = normalizePhone(typed);
  const sign = useAction(async () => {
    const { deviceToken, ...tokens } = await call(loginByPassword, { phone, password, ...shownDevice() });
    keepDevice(deviceToken);
    onSignedIn(tokens);
  });
  const isWhole = isPhone(phone) && password !== "";
  return (
    <View>
      <View className={styles.hero}>
        <Text className={styles.title}>密码登录</Text>
        <Text className={styles.lead}>没有设置过密码，或者忘记了，请用验证码登录</Text>
      </View>
      <View className={styles.form}>
        <PhoneField typed={typed} setTyped={setTyped} />
        <Field
          label="密码"
          type="password"
          maxLength={128}
          value={password}
          onChange={setPassword}
          onConfirm={() => isWhole && sign.run()}
        />
      </View>
      {sign.error && <Notice tone="danger">{sign.error.sentence}</Notice>}
      <View className={styles.actions}>
        <Button busy={sign.isRunning} disabled={!isWhole} onClick={() => sign.run()}>
          登录
        </Button>
        <Button kind="secondary" disabled={sign.isRunning} onClick={() => onSms(typed)}>
          改用验证码登录
        </Button>
        <Button kind="plain" onClick={onBack}>
          换一种方式
        </Button>
      </View>
    </View>
  );
}
