import { registerMember, type SessionTokens } from "@club/shared/auth";
import type { CallOf } from "@club/shared/http";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { ApiError } from "../../lib/api-error";
import { forgetChannel, readChannel } from "../../lib/channel";
import { call } from "../../lib/request";
import { type Action, useAction } from "../../lib/use-action";
import { PhoneButton } from "../../platform/phone";
import { Button } from "../../ui/button";
import { CityField } from "../../ui/city-field";
import { Notice } from "../../ui/notice";
import { toast } from "../../ui/toast";
import styles from "./auth.module.scss";
import { ConsentLines, consentsOf } from "./consent-lines";
import { type PhoneProof, PhoneProofFields, usePhoneProof } from "./phone-proof";

type Held = { phone: string; isIdentityNeeded: boolean };
type RegisterFormProps = {
  registrationToken: string;
  /** Known from an attempt to sign in; "" = not yet. */
  firstPhone: string;
  onRegistered: (tokens: SessionTokens) => void;
  /** The number is a member's: that member can be bound to this WeChat. */
  onHeld: (held: Held) => void;
  onRestart: () => void;
};
type Proof = CallOf<typeof registerMember>["proof"];

/** Registering: the city, the agreements, and the phone by WeChat's button or by SMS. */
export function RegisterForm({ registrationToken, firstPhone, onRegistered, onHeld, onRestart }: RegisterFormProps) {
  const [cityCode, setCityCode] = useState("");
  const [agreed, setAgreed] = useState({ required: false, marketing: false });
  const [isBySms, setIsBySms] = useState(firstPhone !== "");
  const phone = usePhoneProof(firstPhone);

  const register = useAction(async (proof: Proof) => {
    const channelScene = readChannel();
    const input = { registrationToken, proof, cityCode, consents: consentsOf(agreed) };
    try {
      onRegistered(await call(registerMember, { ...input, ...(channelScene !== null && { channelScene }) }));
      forgetChannel();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "members.phone-held") throw error;
      onHeld({ phone: phone.phone, isIdentityNeeded: error.details.identityNeeded === true });
    }
  });
  const { error } = register;
  return (
    <View>
      <View className={styles.hero}>
        <Text className={styles.title}>注册会员</Text>
        <Text className={styles.lead}>注册后马上得到一份礼包</Text>
      </View>
      <View className={styles.form}>
        <CityField value={cityCode} onChange={setCityCode} />
        {isBySms && <PhoneProofFields {...phone} />}
      </View>
      <ConsentLines value={agreed} onChange={setAgreed} />
      {error && <Notice tone="danger">{error.sentence}</Notice>}
      <View className={styles.actions}>
        {error?.code === "members.registration-expired" && <Button onClick={onRestart}>重新登录</Button>}
        <RegisterButton
          missing={missingOf(cityCode, agreed.required)}
          bySms={isBySms ? phone : null}
          register={register}
          onRefused={() => setIsBySms(true)}
        />
        <Button kind="secondary" onClick={() => setIsBySms(!isBySms)}>
          {isBySms ? "改用微信手机号" : "改用短信验证码"}
        </Button>
        <Button kind="plain" onClick={onRestart}>
          返回
        </Button>
      </View>
    </View>
  );
}

type RegisterButtonProps = {
  missing: string | null;
  /** The proof by SMS; null = by WeChat's button. */
  bySms: PhoneProof | null;
  register: Action<[Proof]>;
  /** The member would not give WeChat's number. */
  onRefused: () => void;
};

/** WeChat's phone button asks at once, so it stands here only when nothing else is missing. */
function RegisterButton({ missing, bySms, register, onRefused }: RegisterButtonProps) {
  const text = bySms ? "注册" : "用微信手机号注册";
  if (missing !== null) return <Button onClick={() => toast(missing)}>{text}</Button>;
  if (bySms) {
    const { phone, code, isWhole } = bySms;
    const run = () => register.run({ by: "sms", phone, smsCode: code });
    return (
      <Button busy={register.isRunning} disabled={!isWhole} onClick={run}>
        {text}
      </Button>
    );
  }
  const run = (phoneCode: string) => register.run({ by: "wechat", phoneCode });
  return (
    <PhoneButton busy={register.isRunning} onCode={run} onRefused={onRefused}>
      {text}
    </PhoneButton>
  );
}

/** What still has to be done before the phone is asked for, as one sentence; null = nothing. */
function missingOf(cityCode: string, isAgreed: boolean): string | null {
  if (cityCode === "") return "请先选择所在城市";
  return isAgreed ? null : "请先阅读并勾选用户协议和隐私政策";
}
