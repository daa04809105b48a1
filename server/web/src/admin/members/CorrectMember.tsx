import { idCardField } from "@club/shared/id-card";
import { correctMember } from "@club/shared/member-admin";
import { type MemberView, personNameField } from "@club/shared/members";
import { phoneField } from "@club/shared/phone";
import { App, Checkbox, Form, Input } from "antd";
import { useAction } from "../../api/hooks";
import { Reasoned } from "../../kit/Reasoned";
import { contractRule } from "../../kit/rules";

type Typed = { name?: string; idCard?: string; phone?: string; takesPhone?: boolean };
type Props = { member: MemberView; isOpen: boolean; onClose: () => void };

/** Corrects name, ID number or phone; only what is filled in changes. */
export function CorrectMember({ member, isOpen, onClose }: Props) {
  const correct = useAction(correctMember);
  const { message } = App.useApp();
  return (
    <Reasoned<Typed>
      isOpen={isOpen}
      onClose={onClose}
      title="更正会员资料"
      consequence={["只改填写的项目，留空的不变", "更正前后的值（脱敏）和原因会留在审计记录里"]}
      confirmText="更正资料"
      reasonHint="例如：会员本人到柜面出示身份证，姓名登记有误"
      onConfirm={async (typed) => {
        await correct.mutateAsync({ memberId: member.id, ...changesOf(typed), reason: typed.reason });
        message.success("已更正");
      }}
    >
      <Form.Item name="name" label={`姓名（现在：${member.name ?? "未填写"}）`} rules={[contractRule(personNameField)]}>
        <Input allowClear maxLength={30} />
      </Form.Item>
      <Form.Item
        name="idCard"
        label={`身份证号（现在：${member.idCard ?? "未填写"}）`}
        rules={[contractRule(idCardField)]}
      >
        <Input allowClear maxLength={18} />
      </Form.Item>
      <Form.Item noStyle dependencies={["takesPhone"]}>
        {({ getFieldValue }) => (
          <Form.Item
            name="phone"
            label={`手机号（现在：${member.phone ?? "未绑定"}）`}
            rules={[contractRule(phoneField)]}
          >
            <Input allowClear inputMode="numeric" maxLength={20} disabled={getFieldValue("takesPhone") === true} />
          </Form.Item>
        )}
      </Form.Item>
      <Form.Item name="takesPhone" valuePropName="checked">
        <Checkbox>收回手机号（换号或二次放号，会员需用新号码重新绑定）</Checkbox>
      </Form.Item>
      <WhatChanges member={member} />
    </Reasoned>
  );
}

function changesOf({ name, idCard, phone, takesPhone }: Typed) {
  return {
    ...(name && { name }),
    ...(idCard && { idCard }),
    ...(takesPhone ? { phone: null } : phone ? { phone } : {}),
  };
}

/** What will be different, before it is saved. */
function WhatChanges({ member }: { member: MemberView }) {
  const typed = (Form.useWatch([], Form.useFormInstance()) ?? {}) as Typed;
  const lines = [
    ...(typed.name ? [`姓名：${member.name ?? "未填写"} → ${typed.name}`] : []),
    ...(typed.idCard ? [`身份证号：${member.idCard ?? "未填写"} → ${typed.idCard}`] : []),
    ...(typed.takesPhone ? [`手机号：${member.phone ?? "未绑定"} → 收回`] : []),
    ...(typed.phone && !typed.takesPhone ? [`手机号：${member.phone ?? "未绑定"} → ${typed.phone}`] : []),
  ];
  return (
    <div aria-live="polite" style={{ marginBottom: 16 }}>
      {lines.length === 0 ? "还没有填写要更正的项目。" : "将要更正："}
      {lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}
