import { replaceTemporaryPassword, staffPassword } from "@club/shared/auth";
import { Button, Form } from "antd";
import { useApi, useAttempt } from "../../api/hooks";
import { SignInError } from "../../app/SignInError";
import { SignInFrame } from "../../app/SignInFrame";
import { NewPasswordFields } from "../../kit/NewPasswordFields";

type Typed = { newPassword: string; again: string };

/** The first sign-in with a temporary password: it is replaced by one's own, then the door opens. */
export function FirstPassword({ changeToken, onExpired }: { changeToken: string; onExpired: () => void }) {
  const api = useApi();
  const { attempt, isBusy, error } = useAttempt();
  const save = ({ newPassword }: Typed) =>
    attempt(async () => api.session.begin(await api.call(replaceTemporaryPassword, { changeToken, newPassword })));
  return (
    <SignInFrame title="设置自己的密码" note="您用的是临时密码。设好自己的密码后直接进入后台，临时密码随即作废。">
      <Form<Typed> layout="vertical" requiredMark={false} onFinish={save}>
        <NewPasswordFields name="newPassword" schema={staffPassword} minLength={10} size="large" autoFocus />
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
