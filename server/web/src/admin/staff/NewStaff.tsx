import { CITIES } from "@club/shared/regions";
import { createStaff, loginNameField, STAFF_ROLE_NAMES, type StaffRole } from "@club/shared/staff";
import { App, Form, Input, Select } from "antd";
import { useAction } from "../../api/hooks";
import { useMe } from "../../app/me";
import { Reasoned } from "../../kit/Reasoned";
import { contractRule } from "../../kit/rules";
import { placesOf, rolesToGive } from "./rights";
import { TemporaryPassword } from "./TemporaryPassword";

type Typed = { loginName: string; name: string; role: StaffRole; cityCode?: string };

/** A new account; its temporary password is shown once. */
export function NewStaff({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const create = useAction(createStaff);
  const { modal } = App.useApp();
  const me = useMe();
  const roles = rolesToGive(me);
  return (
    <Reasoned<Typed>
      isOpen={isOpen}
      onClose={onClose}
      title="新建工作账号"
      consequence={["系统给出一个临时密码，只显示一次", "本人第一次登录时必须换成自己的密码"]}
      confirmText="新建账号"
      reason="none"
      initialValues={{
        ...(roles[0] && roles.length === 1 && { role: roles[0] }),
        ...(me.cityCode && { cityCode: me.cityCode }),
      }}
      onConfirm={async ({ loginName, name, role, cityCode }) => {
        const place = placesOf(role) === "province" ? null : (cityCode ?? null);
        const { account, temporaryPassword } = await create.mutateAsync({ loginName, name, role, cityCode: place });
        modal.success({
          title: `${account.name}的账号已新建`,
          content: <TemporaryPassword loginName={account.loginName} password={temporaryPassword} />,
          okText: "已记下",
        });
      }}
    >
      <Form.Item
        name="loginName"
        label="登录名"
        rules={[{ required: true, message: "请填写登录名" }, contractRule(loginNameField)]}
      >
        <Input maxLength={32} autoComplete="off" />
      </Form.Item>
      <Form.Item name="name" label="姓名" rules={[{ required: true, whitespace: true, message: "请填写姓名" }]}>
        <Input maxLength={30} />
      </Form.Item>
      <Form.Item name="role" label="角色" rules={[{ required: true, message: "请选择角色" }]}>
        <Select options={roles.map((value) => ({ value, label: STAFF_ROLE_NAMES[value] }))} />
      </Form.Item>
      <Place isFixed={me.cityCode !== null} />
    </Reasoned>
  );
}

/** Asked only where the role leaves a choice. */
function Place({ isFixed }: { isFixed: boolean }) {
  const role = Form.useWatch<StaffRole | undefined>("role", Form.useFormInstance());
  const place = placesOf(role);
  if (place === "province") return <p>省级管理员属于省俱乐部。</p>;
  return (
    <Form.Item
      name="cityCode"
      label={place === "city" ? "城市俱乐部" : "城市俱乐部（不选为全省）"}
      rules={[{ required: place === "city", message: "这个角色须属于一个城市，请选择城市" }]}
    >
      <Select
        allowClear
        disabled={isFixed}
        showSearch={{ optionFilterProp: "label" }}
        options={CITIES.map(({ code, name }) => ({ value: code, label: name }))}
      />
    </Form.Item>
  );
}
