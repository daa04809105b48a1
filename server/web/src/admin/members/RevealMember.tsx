import { revealMemberField } from "@club/shared/member-admin";
import type { MemberView } from "@club/shared/members";
import { App, Form, Radio } from "antd";
import { useAction } from "../../api/hooks";
import { Reasoned } from "../../kit/Reasoned";

type Field = "name" | "phone" | "idCard";
const FIELDS: readonly { value: Field; label: string }[] = [
  { value: "name", label: "姓名" },
  { value: "phone", label: "手机号" },
  { value: "idCard", label: "身份证号" },
];

type Props = { member: MemberView; isOpen: boolean; onClose: () => void };

/** Shows one value in plain text, for a reason that stays in the audit log; it is shown once and kept nowhere. */
export function RevealMember({ member, isOpen, onClose }: Props) {
  const reveal = useAction(revealMemberField);
  const { modal } = App.useApp();
  const given = FIELDS.filter(({ value }) => member[value] !== null);
  return (
    <Reasoned<{ field: Field }>
      isOpen={isOpen}
      onClose={onClose}
      title="查看明文资料"
      consequence={["谁在什么时候、为什么看了哪一项，会留在审计记录里", "只显示一次，请勿截图或转发"]}
      confirmText="记录原因并查看"
      reasonHint="例如：会员来电核实预留手机号"
      initialValues={given[0] ? { field: given[0].value } : {}}
      onConfirm={async ({ field, reason }) => {
        const { value } = await reveal.mutateAsync({ memberId: member.id, field, reason });
        modal.info({
          title: FIELDS.find((one) => one.value === field)?.label,
          content: <span style={{ fontSize: 20 }}>{value}</span>,
          okText: "看完了",
        });
      }}
    >
      <Form.Item name="field" label="要看的一项" rules={[{ required: true, message: "请选择要查看的一项" }]}>
        <Radio.Group options={[...given]} />
      </Form.Item>
    </Reasoned>
  );
}
