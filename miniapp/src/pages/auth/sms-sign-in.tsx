import { loginBySms, type SessionTokens } from "@club/shared/auth";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { ApiError } from "../../lib/api-error";
import { call } from "../../lib/request";
import { useAction } from "../../lib/use-action";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import styles from "./auth.module.scss";
import { IdentityProofFields, useIdentityProof } from "./identity-proof";
import { PhoneProofFields, usePhoneProof } from "./phone-proof";

type SmsSignInProps = {
  /** What was typed before. */
  firstPhone: string;
  /** Of going on to registering. */
  isBusy: boolean;
  error: ApiError | null;
  onSignedIn: (tokens: SessionTokens) => void;
  /** The number is nobody's yet. */
  onRegister: (phone: string) => void;
  /** By a password, for who has set one. */
  onPassword: (phone: string) => void;
  onBack: () => void;
};

/** Signing in by phone number and code; a member who gave an ID card is asked for two answers more, and sends the same code again. */
export function SmsSignIn({ firstPhone, isBusy, error, onSignedIn, onRegister, onPassword, onBack }: SmsSignInProps) {
  const proof = usePhoneProof(firstPhone);
  const { phone, code } = proof;
  const person = useIdentityProof();
  const { identity } = person;
  const [identifiedPhone, setIdentifiedPhone] = useState("");
  const isIdentityNeeded = phone !== "" && phone === identifiedPhone;
  const sign = useAction(async () => {
    try {
      onSignedIn(await call(loginBySms, { phone, smsCode: code, ...(isIdentityNeeded && { identity }) }));
    } catch (error) {
      if (error instanceof ApiError && error.code === "members.identity-needed") setIdentifiedPhone(phone);
      throw error;
    }
  });
  const isUnknown = sign.error?.code === "members.not-registered";
  const isAsking = isUnknown || sign.error?.code === "members.identity-needed";
  const isWhole = proof.isWhole && (!isIdentityNeeded || person.isWhole);
  const failure = error ?? sign.error;
  return (
    <View>
      <View className={styles.hero}>
        <Text className={styles.title}>手机号登录</Text>
      </View>
      <View className={styles.form}>
        <PhoneProofFields {...proof} />
        {isIdentityNeeded && <IdentityProofFields {...person} />}
      </View>
      {failure && <Notice tone={isAsking && !error ? "info" : "danger"}>{failure.sentence}</Notice>}
      <View className={styles.actions}>
        {isUnknown ? (
          <Button busy={isBusy} onClick={() => onRegister(phone)}>
            用这个手机号注册
          </Button>
        ) : (
          <Button busy={sign.isRunning} disabled={!isWhole} onClick={() => sign.run()}>
            登录
          </Button>
        )}
        {!isUnknown && (
          <Button kind="secondary" disabled={sign.isRunning} onClick={() => onPassword(proof.typed)}>
            改用密码登录
          </Button>
        )}
        <Button kind="plain" onClick={onBack}>
          换一种方式
        </Button>
      </View>
    </View>
  );
}
