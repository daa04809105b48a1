import { CLERK_TRANSITIONS, type ClerkDto, type ClerkStatus, updateMyClerk } from "@club/shared/merchant-clerks";
import { App, Form, Radio, Select } from "antd";
import { useAction } from "../../api/hooks";
import { Reasoned } from "../../kit/Reasoned";
import { useMyMerchant } from "../my-merchant";

type Typed = { status: ClerkStatus; branchIds: string[] };

const STATUS_TEXTS: Record<ClerkStatus, string> = {
  active: "在岗，可以核销",
  suspended: "停用，可以恢复",
  removed: "移除，不能恢复",
};

/** Changes one of the merchant's people: working, suspended, removed; and where they may redeem. */
export function ClerkDialog({ clerk, onClose }: { clerk: ClerkDto; onClose: () => void }) {
  const { branches } = useMyMerchant();
  const update = useAction(updateMyClerk);
  const { message } = App.useApp();
  const choices: ClerkStatus[] = [clerk.status, ...CLERK_TRANSITIONS[clerk.status]];
  return (
    <Reasoned<Typed>
      isOpen
      onClose={onClose}
      title={`调整 ${clerk.name}`}
      consequence={["停用和移除立即生效，正在使用的登录随即失效", "他以前的核销记录不受影响"]}
      confirmText={`保存对 ${clerk.name} 的调整`}
      initialValues={{ status: clerk.status, branchIds: clerk.branchIds }}
      onConfirm={async ({ status, branchIds, reason }) => {
        await update.mutateAsync({
          clerkId: clerk.id,
          reason,
          ...(status !== clerk.status && { status }),
          branchIds,
        });
        message.success("已保存");
      }}
    >
      <Form.Item name="status" label="状态">
        <Radio.Group
          style={{ display: "grid", gap: 8 }}
          options={choices.map((value) => ({ value, label: STATUS_TEXTS[value] }))}
        />
      </Form.Item>
      <Form.Item name="branchIds" label="可核销的门店（不选就是全部门店）">
        <Select mode="multiple" allowClear options={branches.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
    </Reasoned>
  );
}
