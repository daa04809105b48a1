import { loginClerk } from "@club/shared/merchant-clerks";
import { phoneField } from "@club/shared/phone";
import { Button, Form, Input } from "antd";
import { keepDevice, shownDevice } from "../../api/device";
import { useApi, useAttempt } from "../../api/hooks";
import { SignInError } from "../../app/SignInError";
import { SignInFrame } from "../../app/SignInFrame";
import { contractRule } from "../../kit/rules";

type Typed = { phone: string; password: string };

/** Sign-in of a merchant's people. The password is set in the mini-program, where they joined. */
export function MerchantSignIn() {
  const api = useApi();
  const { attempt, isBusy, error } = useAttempt();
  const signIn = (typed: Typed) =>
    attempt(async () => {
      const session = await api.call(loginClerk, { ...typed, ...shownDevice() });
      keepDevice(session.deviceToken);
      api.session.begin(session);
    });
  const given = new URLSearchParams(window.location.search).get("login") ?? "";
  return (
    <SignInFrame title="商户网页" note="店主和核销员用手机号登录；密码在小程序的商户页设置。">
      <Form<Typed> layout="vertical" requiredMark={false} initialValues={{ phone: given }} onFinish={signIn}>
        <Form.Item
          name="phone"
          label="手机号"
          validateTrigger="onBlur"
          rules={[{ required: true, message: "请填写手机号" }, contractRule(phoneField)]}
        >
          <Input size="large" inputMode="tel" autoComplete="username" autoFocus={given === ""} maxLength={20} />
        </Form.Item>
        <Form.Item name="password" label="密码" rules={[{ required: true, message: "请填写密码" }]}>
          <Input.Password size="large" autoComplete="current-password" autoFocus={given !== ""} maxLength={128} />
        </Form.Item>
        <SignInError error={error} />
        <Button type="primary" size="large" block htmlType="submit" loading={isBusy}>
          登录
        </Button>
      </Form>
    </SignInFrame>
  );
}
