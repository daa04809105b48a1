import { setMyClerkPassword } from "@club/shared/merchant-clerks";
import { App, Button, Form, Input } from "antd";
import { useNavigate } from "react-router";
import { useAction } from "../api/hooks";
import { NewPasswordFields } from "../kit/NewPasswordFields";
import { Page, Section } from "../kit/Page";
import { ErrorNote } from "../kit/states";

type Typed = { currentPassword: string; password: string; again: string };

/** One's own password for this page. */
export function PasswordPage() {
  const change = useAction(setMyClerkPassword);
  const navigate = useNavigate();
  const { message } = App.useApp();
  const save = ({ currentPassword, password }: Typed) =>
    change.mutateAsync({ currentPassword, password }).then(
      () => {
        message.success("密码已修改，其他设备上的登录已退出");
        navigate("/");
      },
      () => undefined,
    );
  return (
    <Page title="修改密码" back="/">
      <Section>
        <Form<Typed> layout="vertical" style={{ maxWidth: 400 }} requiredMark={false} onFinish={save}>
          <Form.Item name="currentPassword" label="当前密码" rules={[{ required: true, message: "请填写当前密码" }]}>
            <Input.Password autoComplete="current-password" maxLength={128} />
          </Form.Item>
          <NewPasswordFields name="password" schema={setMyClerkPassword.body.shape.password} minLength={8} />
          {change.error ? <ErrorNote error={change.error} /> : null}
          <Button type="primary" htmlType="submit" loading={change.isPending} style={{ marginTop: 16 }}>
            保存新密码
          </Button>
        </Form>
      </Section>
    </Page>
  );
}
