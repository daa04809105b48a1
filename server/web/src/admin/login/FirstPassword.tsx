import { replaceTemporaryPassword, staffPassword } from "@club/shared/auth";
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { type ApiError, asApiError } from "../../api/errors";
import { useApi } from "../../api/hooks";
import { SignInError } from "../../app/SignInError";
import { SignInFrame } from "../../app/SignInFrame";
import { contractRule, sameAs } from "../../kit/rules";

type Typed = { newPassword: string; again: string };

/** The first sign-in with a temporary password: it is replaced by one's own, then the door opens. */
export function FirstPassword({ changeToken, onExpired }: { changeToken: string; onExpired: () => void }) {
  const api = useApi();
  const [error, setError] = useState<ApiError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const save = async ({ newPassword }: Typed) => {
    setBusy(true);
    setError(null);
    try {
      api.session.begin(await api.call(replaceTemporaryPassword, { changeToken, newPassword }));
    } catch (failure) {
      setError(asApiError(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <SignInFrame title="设置自己的密码" note="您用的是临时密码。设好自己的密码后直接进入后台，临时密码随即作废。">
      <Form<Typed> layout="vertical" requiredMark={false} onFinish={save}>
        <Form.Item
          name="newPassword"
          label="新密码"
          extra="至少 10 位，同时含有字母和数字"
          rules={[{ required: true, message: "请设置密码" }, contractRule(staffPassword)]}
        >
          <Input.Password size="large" autoComplete="new-password" autoFocus maxLength={64} />
        </Form.Item>
        <Form.Item
          name="again"
          label="再输入一次"
          dependencies={["newPassword"]}
          rules={[{ required: true, message: "请再输入一次新密码" }, sameAs("newPassword")]}
        >
          <Input.Password size="large" autoComplete="new-password" maxLength={64} />
        </Form.Item>
        <SignInError error={error} />
        <Button type="primary" size="large" block htmlType="submit" loading={isBusy}>
          保存并登录
        </Button>
        {error ? (
          <Button type="link" block onClick={onExpired}>
            返回登录
          </Button>
        ) : null}
      </Form>
    </SignInFrame>
  );
}
