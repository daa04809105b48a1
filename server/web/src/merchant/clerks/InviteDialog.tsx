import type { OutputOf } from "@club/shared/http";
import { inviteClerk } from "@club/shared/merchant-clerks";
import { Form, Input, Modal, Radio, Select, Typography } from "antd";
import { useState } from "react";
import { useAction } from "../../api/hooks";
import { Reasoned } from "../../kit/Reasoned";
import { contractRule } from "../../kit/rules";
import { Time } from "../../kit/values";
import { useMyMerchant } from "../my-merchant";

type Typed = { name: string; role: "owner" | "clerk"; branchIds?: string[] };
type Invitation = OutputOf<typeof inviteClerk>;

/** Invites somebody: the code is shown once, to be handed over. */
export function InviteDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { branches } = useMyMerchant();
  const invite = useAction(inviteClerk);
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  return (
    <>
      <Reasoned<Typed>
        isOpen={isOpen}
        onClose={onClose}
        title="邀请人员"
        consequence={["得到一个一次性的邀请码，请只交给本人", "本人在小程序「我的 · 加入商户」输入后即可核销"]}
        confirmText="生成邀请码"
        reason="none"
        initialValues={{ role: "clerk" }}
        onConfirm={async ({ name, role, branchIds }) =>
          setInvitation(await invite.mutateAsync({ name, role, ...(branchIds?.length && { branchIds }) }))
        }
      >
        <Form.Item
          name="name"
          label="姓名"
          rules={[{ required: true, message: "请填写姓名" }, contractRule(inviteClerk.body.shape.name)]}
        >
          <Input maxLength={30} />
        </Form.Item>
        <Form.Item name="role" label="身份">
          <Radio.Group
            options={[
              { value: "clerk", label: "核销员" },
              { value: "owner", label: "店主（可看对账单、管人员）" },
            ]}
          />
        </Form.Item>
        <Form.Item name="branchIds" label="可核销的门店（不选就是全部门店）">
          <Select mode="multiple" allowClear options={branches.map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
      </Reasoned>
      <InvitationShown invitation={invitation} onClose={() => setInvitation(null)} />
    </>
  );
}

function InvitationShown({ invitation, onClose }: { invitation: Invitation | null; onClose: () => void }) {
  return (
    <Modal
      open={invitation !== null}
      title="邀请码"
      onCancel={onClose}
      onOk={onClose}
      okText="我已记下"
      cancelButtonProps={{ style: { display: "none" } }}
    >
      <p>请把邀请码交给本人，关闭后不再显示。</p>
      <Typography.Title level={2} copyable style={{ margin: 0, fontVariantNumeric: "tabular-nums" }}>
        {invitation?.invitationCode}
      </Typography.Title>
      <p>
        有效期至 <Time at={invitation?.expiresAt ?? null} />
      </p>
    </Modal>
  );
}
