import type { SessionTokens } from "@club/shared/auth";
import { wechatLogin } from "@club/shared/auth";
import { useState } from "react";
import { back, replace } from "../../lib/nav";
import { call } from "../../lib/request";
import { saveSession } from "../../lib/session";
import { useAction } from "../../lib/use-action";
import { loginCode } from "../../platform/login";
import { Page } from "../../ui/page";
import { toast } from "../../ui/toast";
import { LinkForm } from "./link-form";
import { PasswordSignIn } from "./password-sign-in";
import { RegisterForm } from "./register-form";
import { Registered } from "./registered";
import { SmsSignIn } from "./sms-sign-in";
import { Welcome } from "./welcome";

type Step =
  | { name: "welcome" }
  | { name: "sms" | "password"; phone: string }
  | { name: "register"; registrationToken: string; phone: string }
  | { name: "link"; registrationToken: string; phone: string; isIdentityNeeded: boolean }
  | { name: "registered" };

/** Signing in and registering. Everything can be left by 暂不登录; nothing is asked before the member taps. */
export default function AuthPage() {
  const [step, setStep] = useState<Step>({ name: "welcome" });
  const signIn = (tokens: SessionTokens, isByWechat: boolean) => {
    saveSession("member", tokens, { isByWechat });
    toast("登录成功");
    back();
  };
  const byWechat = useAction(async (phone: string) => {
    const answer = await call(wechatLogin, { code: await loginCode() });
    if (answer.outcome === "signedIn") signIn(answer.session, true);
    else setStep({ name: "register", registrationToken: answer.registrationToken, phone });
  });
  const restart = () => {
    byWechat.clear();
    setStep({ name: "welcome" });
  };
  return (
    <Page>
      {step.name === "welcome" && (
        <Welcome
          isBusy={byWechat.isRunning}
          error={byWechat.error}
          onWechat={() => byWechat.run("")}
          onSms={() => setStep({ name: "sms", phone: "" })}
          onLater={back}
        />
      )}
      {step.name === "sms" && (
        <SmsSignIn
          firstPhone={step.phone}
          isBusy={byWechat.isRunning}
          error={byWechat.error}
          onSignedIn={(tokens) => signIn(tokens, false)}
          onRegister={(phone) => byWechat.run(phone)}
          onPassword={(phone) => setStep({ name: "password", phone })}
          onBack={restart}
        />
      )}
      {step.name === "password" && (
        <PasswordSignIn
          firstPhone={step.phone}
          onSignedIn={(tokens) => signIn(tokens, false)}
          onSms={(phone) => setStep({ name: "sms", phone })}
          onBack={restart}
        />
      )}
      {step.name === "register" && (
        <RegisterForm
          registrationToken={step.registrationToken}
          firstPhone={step.phone}
          onRegistered={(tokens) => {
            saveSession("member", tokens, { isByWechat: true });
            setStep({ name: "registered" });
          }}
          onHeld={(held) => setStep({ name: "link", registrationToken: step.registrationToken, ...held })}
          onRestart={restart}
        />
      )}
      {step.name === "link" && (
        <LinkForm
          registrationToken={step.registrationToken}
          firstPhone={step.phone}
          isIdentityNeeded={step.isIdentityNeeded}
          onSignedIn={(tokens) => signIn(tokens, true)}
          onRestart={restart}
        />
      )}
      {step.name === "registered" && (
        <Registered onPacks={() => replace("packs")} onComplete={() => replace("complete")} onLater={back} />
      )}
    </Page>
  );
}
