import { linkWechat, type SessionTokens } from "@club/shared/auth";
import { Text, View } from "@tarojs/components";
import { call } from "../../lib/request";
import { useAction } from "../../lib/use-action";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import styles from "./auth.module.scss";
import { IdentityProofFields, useIdentityProof } from "./identity-proof";
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
  const person = useIdentityProof();
  const { identity } = person;
  const link = useAction(async () => {
    const input = { registrationToken, phone: proof.phone, smsCode: proof.code };
    onSignedIn(await call(linkWechat, { ...input, ...(isIdentityNeeded && { identity }) }));
  });
  const isWhole = proof.isWhole && (!isIdentityNeeded || person.isWhole);
  return (
    <View>
      <View className={styles.hero}>
        <Text className={styles.title}>这个手机号已经是会员</Text>
        <Text className={styles.lead}>验证是您本人后，会员和兑换券会转到现在的微信</Text>
      </View>
      <View className={styles.form}>
        <PhoneProofFields {...proof} />
        {isIdentityNeeded && <IdentityProofFields {...person} />}
      </View>
      {link.error && <Notice tone="danger">{link.error.sentence}</Notice>}
      <View className={styles.actions}>
        <Button busy={link.isRunning} disabled={!isWhole} onClick={() => link.run()}>
          验证并登录
        </Button>
        <Button kind="plain" onClick={onRestart}>
          换一种方式
        </Button>
      </View>
    </View>
  );
}
