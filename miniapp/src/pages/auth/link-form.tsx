import { linkWechat, type SessionTokens } from "@club/shared/auth";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { call } from "../../lib/request";
import { useAction } from "../../lib/use-action";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Notice } from "../../ui/notice";
import styles from "./auth.module.scss";
import { PhoneProofFields, usePhoneProof } from "./phone-proof";

type LinkFormProps = {
  registrationToken: string;
  firstPhone: string;
  /** The member gave an ID card before: a number alone, which may have a new owner, is not enough. */
  isIdentityNeeded: boolean;
  onSignedIn: (tokens: SessionTokens) => void;
  onRestart: () => void;
};

/** The phone number is a member's: proves that it is the same person and binds the member to this WeChat. */
export function LinkForm({ registrationToken, firstPhone, isIdentityNeeded, onSignedIn, onRestart }: LinkFormProps) {
  const proof = usePhoneProof(firstPhone);
  const [name, setName] = useState("");
  const [idCardLast4, setIdCardLast4] = useState("");
  const link = useAction(async () => {
    const identity = isIdentityNeeded ? { identity: { name: name.trim(), idCardLast4 } } : {};
    onSignedIn(await call(linkWechat, { registrationToken, phone: proof.phone, smsCode: proof.code, ...identity }));
  });
  const isIdentityGiven = !isIdentityNeeded || (name.trim() !== "" && idCardLast4.length === 4);
  return (
    <View>
      <View className={styles.hero}>
        <Text className={styles.title}>这个手机号已经是会员</Text>
        <Text className={styles.lead}>验证是您本人后，会员和兑换券会转到现在的微信</Text>
      </View>
      <View className={styles.form}>
        <PhoneProofFields {...proof} />
        {isIdentityNeeded && (
          <>
            <Field label="姓名" maxLength={30} value={name} onChange={setName} placeholder="身份证上的姓名" />
            <Field
              label="身份证后四位"
              type="idcard"
              maxLength={4}
              value={idCardLast4}
              onChange={setIdCardLast4}
              hint="号码可能被重新启用，所以多核对一项"
            />
          </>
        )}
      </View>
      {link.error && <Notice tone="danger">{`${link.error.message}，${link.error.next}`}</Notice>}
      <View className={styles.actions}>
        <Button busy={link.isRunning} disabled={!proof.isWhole || !isIdentityGiven} onClick={() => link.run()}>
          验证并登录
        </Button>
        <Button kind="plain" onClick={onRestart}>
          换一种方式
        </Button>
      </View>
    </View>
  );
}
