import type { SmsCodeSent } from "@club/shared/auth";
import { Text, View } from "@tarojs/components";
import { useEffect, useState } from "react";
import { useAction } from "../lib/use-action";
import { now } from "../platform/clock";
import { sentCode } from "../platform/sms-hint";
import { Button } from "./button";
import { CodeInput } from "./code-input";
import { Notice } from "./notice";
import styles from "./sms-code-field.module.scss";

type SmsCodeFieldProps = {
  /** Where the code goes, as far as the page knows it (may be masked); null = nothing valid was typed yet. */
  phone: string | null;
  send: () => Promise<SmsCodeSent>;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
};

/** A code by SMS: the button that sends it, with the seconds until it may be sent again, and the place to type it. */
export function SmsCodeField({ phone, send, value, onChange, error }: SmsCodeFieldProps) {
  const [resend, setResend] = useState(0);
  const [hint, setHint] = useState<string | null>(null);
  const waiting = useCountdown(resend);
  const sending = useAction(async (to: string) => {
    const since = now();
    setHint(null);
    const { resendAfterSeconds } = await send();
    setResend(since.getTime() + resendAfterSeconds * 1000);
    void sentCode(to, since).then(setHint);
  });
  const refusal = sending.error?.sentence;
  return (
    <View>
      <View className={styles.line}>
        <View className={styles.code}>
          <CodeInput
            kind="sms"
            label="短信验证码"
            value={value}
            onChange={onChange}
            error={error ?? refusal ?? undefined}
          />
        </View>
        <View className={styles.send}>
          <Button
            kind="secondary"
            size="sm"
            busy={sending.isRunning}
            disabled={phone === null || waiting > 0}
            onClick={() => phone !== null && sending.run(phone)}
          >
            {waiting > 0 ? `${waiting} 秒` : "获取验证码"}
          </Button>
        </View>
      </View>
      {hint !== null && (
        <Notice tone="warn" action={{ text: "填入", onClick: () => onChange(hint) }}>
          <Text>{`演示环境：短信里的验证码是 ${hint}`}</Text>
        </Notice>
      )}
    </View>
  );
}

/** Whole seconds until the instant `until` (ms), counted down once a second. */
function useCountdown(until: number): number {
  const [at, setAt] = useState(() => now().getTime());
  useEffect(() => {
    setAt(now().getTime());
    if (until <= now().getTime()) return;
    const timer = setInterval(() => {
      setAt(now().getTime());
      if (now().getTime() >= until) clearInterval(timer);
    }, 1000);
    return () => clearInterval(timer);
  }, [until]);
  return Math.max(0, Math.ceil((until - at) / 1000));
}
