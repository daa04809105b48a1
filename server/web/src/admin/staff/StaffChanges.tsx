import { disableStaff, enableStaff, resetStaffPassword, type StaffAccount } from "@club/shared/staff";
import { App } from "antd";
import { useAction } from "../../api/hooks";
import { Reasoned } from "../../kit/Reasoned";
import { TemporaryPassword } from "./TemporaryPassword";

export type StaffChange = { account: StaffAccount; kind: "disable" | "enable" | "reset" };
const WORDS = {
  disable: {
    title: "停用账号",
    confirmText: "停用账号",
    consequence: ["马上不能登录，已登录的设备随即退出", "随时可以恢复"],
  },
  enable: { title: "恢复账号", confirmText: "恢复账号", consequence: ["可以用原来的密码登录"] },
  reset: {
    title: "重置密码",
    confirmText: "给出临时密码",
    consequence: ["原密码作废，所有设备需要重新登录", "登录被锁定的同时解除锁定", "临时密码只显示一次"],
  },
} as const;

export function StaffChangeDialog({ change, onClose }: { change: StaffChange; onClose: () => void }) {
  const disable = useAction(disableStaff);
  const enable = useAction(enableStaff);
  const reset = useAction(resetStaffPassword);
  const { message, modal } = App.useApp();
  const { account, kind } = change;
  const words = WORDS[kind];
  const carryOut = async ({ reason }: { reason: string }) => {
    const input = { staffId: account.id, reason };
    if (kind === "reset") {
      const { temporaryPassword } = await reset.mutateAsync(input);
      modal.success({
        title: "密码已重置",
        content: <TemporaryPassword loginName={account.loginName} password={temporaryPassword} />,
        okText: "已记下",
      });
      return;
    }
    await (kind === "disable" ? disable.mutateAsync(input) : enable.mutateAsync(input));
    message.success(kind === "disable" ? "已停用" : "已恢复");
  };
  return (
    <Reasoned
      isOpen
      onClose={onClose}
      title={`${words.title}：${account.name}（${account.loginName}）`}
      consequence={words.consequence}
      confirmText={words.confirmText}
      isDangerous={kind === "disable"}
      onConfirm={carryOut}
    />
  );
}
