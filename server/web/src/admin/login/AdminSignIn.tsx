import { staffLogin } from "@club/shared/auth";
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { keepDevice, shownDevice } from "../../api/device";
import { useApi, useAttempt } from "../../api/hooks";
import { SignInError } from "../../app/SignInError";
import { SignInFrame } from "../../app/SignInFrame";
import { FirstPassword } from "./FirstPassword";

type Typed = { loginName: string; password: string };

/** Sign-in of the back office; a temporary password is first replaced by one's own. */
export function AdminSignIn() {
  const api = useApi();
  const [changeToken, setChangeToken] = useState<string | null>(null);
  const { attempt, isBusy, error } = useAttempt();
  const signIn = (typed: Typed) =>
    attempt(async () => {
      const answer = await api.call(staffLogin, { ...typed, ...shownDevice() });
      if (answer.outcome === "passwordChangeRequired") return setChangeToken(answer.changeToken);
      keepDevice(answer.deviceToken);
      api.session.begin(answer.session);
    });
  if (changeToken !== null) return <FirstPassword changeToken={changeToken} onExpired={() => setChangeToken(null)} />;
  const given = new URLSearchParams(window.location.search).get("login") ?? "";
  return (
    <SignInFrame title="管理后台" note="用工作账号登录。">
      <Form<Typed> layout="vertical" requiredMark={false} initialValues={{ loginName: given }} onFinish={signIn}>
        <Form.Item
          name="loginName"
          label="登录名"
          rules={[{ required: true, whitespace: true, message: "请填写登录名" }]}
        >
          <Input size="large" autoComplete="username" autoFocus={given === ""} maxLength={64} />
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
