import { staffPassword } from "@club/shared/auth";
import { changeStaffPassword } from "@club/shared/staff";
import { Button, Form, Input } from "antd";
import { useAction, useApi } from "../../api/hooks";
import { NewPasswordFields } from "../../kit/NewPasswordFields";
import { Page, Section } from "../../kit/Page";
import { ErrorNote } from "../../kit/states";

type Typed = { currentPassword: string; newPassword: string; again: string };

/** Changing one's own password ends every session, this one too. */
export function PasswordPage() {
  const { session } = useApi();
  const change = useAction(changeStaffPassword);
  const save = async ({ currentPassword, newPassword }: Typed) => {
    await change.mutateAsync({ currentPassword, newPassword });
    session.end();
  };
  return (
    <Page title="修改密码" back="/">
      <Section>
        <Form<Typed>
          layout="vertical"
          style={{ maxWidth: 400 }}
          requiredMark={false}
          onFinish={(typed) => void save(typed).catch(() => undefined)}
        >
          <Form.Item name="currentPassword" label="当前密码" rules={[{ required: true, message: "请填写当前密码" }]}>
            <Input.Password autoComplete="current-password" maxLength={128} />
          </Form.Item>
          <NewPasswordFields name="newPassword" schema={staffPassword} minLength={10} />
          {change.error ? <ErrorNote error={change.error} /> : null}
          <Button type="primary" htmlType="submit" loading={change.isPending} style={{ marginTop: 16 }}>
            保存，并在所有设备上重新登录
          </Button>
        </Form>
      </Section>
    </Page>
  );
}
