import { shanghaiDay } from "@club/shared/time";
import {
  extendVoucher,
  lockVoucher,
  replaceVoucher,
  revokeVoucher,
  type StaffVoucher,
  unlockVoucher,
} from "@club/shared/voucher-admin";
import { App, Form } from "antd";
import { useNavigate } from "react-router";
import { useAction } from "../../api/hooks";
import { now } from "../../app/clock";
import { DayInput } from "../../kit/fields";
import { Reasoned } from "../../kit/Reasoned";

type Kind = "lock" | "unlock" | "extend" | "replace" | "revoke";
/** Something that may be done with a voucher in its state. */
export type VoucherChange = {
  kind: Kind;
  endpoint:
    | typeof lockVoucher
    | typeof unlockVoucher
    | typeof extendVoucher
    | typeof replaceVoucher
    | typeof revokeVoucher;
  title: string;
  confirmText: string;
  consequence: readonly string[];
  isDangerous: boolean;
};

const CHANGES: Record<Kind, VoucherChange> = {
  lock: {
    kind: "lock",
    endpoint: lockVoucher,
    title: "锁定",
    confirmText: "锁定这张券",
    consequence: ["会员暂时不能使用这张券，也看得到被锁定", "随时可以解除锁定，有效期不因此延长"],
    isDangerous: false,
  },
  unlock: {
    kind: "unlock",
    endpoint: unlockVoucher,
    title: "解除锁定",
    confirmText: "解除锁定",
    consequence: ["会员马上可以继续使用这张券"],
    isDangerous: false,
  },
  extend: {
    kind: "extend",
    endpoint: extendVoucher,
    title: "延期",
    confirmText: "延长有效期",
    consequence: ["这张券在新的日期当天仍然有效", "只能往后延，不能提前"],
    isDangerous: false,
  },
  replace: {
    kind: "replace",
    endpoint: replaceVoucher,
    title: "替换",
    confirmText: "作废原券并发一张新券",
    consequence: ["原券立即作废，二维码和券码都不能再用", "会员得到同一服务的一张新券，绑定的车牌不变"],
    isDangerous: true,
  },
  revoke: {
    kind: "revoke",
    endpoint: revokeVoucher,
    title: "收回",
    confirmText: "收回 1 张兑换券",
    consequence: ["会员不能再使用这张券", "收回后不能恢复，需要时只能重新赠送"],
    isDangerous: true,
  },
};
const BY_STATUS: Partial<Record<StaffVoucher["status"], readonly Kind[]>> = {
  issued: ["lock", "extend", "replace", "revoke"],
  locked: ["unlock"],
};

/** What the voucher's state allows. */
export function changesOf({ status }: Pick<StaffVoucher, "status">): VoucherChange[] {
  return (BY_STATUS[status] ?? []).map((kind) => CHANGES[kind]);
}

type Typed = { expiresOn?: string };
type DialogProps = { voucher: StaffVoucher; change: VoucherChange; onClose: () => void };

export function VoucherChangeDialog({ voucher, change, onClose }: DialogProps) {
  const lock = useAction(lockVoucher);
  const unlock = useAction(unlockVoucher);
  const extend = useAction(extendVoucher);
  const replace = useAction(replaceVoucher);
  const revoke = useAction(revokeVoucher);
  const { message } = App.useApp();
  const navigate = useNavigate();
  const carryOut = async ({ reason, expiresOn }: Typed & { reason: string }) => {
    const input = { voucherId: voucher.id, reason };
    if (change.kind === "lock") await lock.mutateAsync(input);
    if (change.kind === "unlock") await unlock.mutateAsync(input);
    if (change.kind === "extend") await extend.mutateAsync({ ...input, expiresOn: expiresOn ?? "" });
    if (change.kind === "revoke") await revoke.mutateAsync(input);
    if (change.kind === "replace") {
      const fresh = await replace.mutateAsync({ ...input, ...(expiresOn && { expiresOn }) });
      navigate(`/vouchers/${encodeURIComponent(fresh.id)}`);
    }
    message.success(`${change.title}完成`);
  };
  return (
    <Reasoned<Typed>
      isOpen
      onClose={onClose}
      title={`${change.title}：${voucher.serviceName} ${voucher.codeMasked}`}
      consequence={change.consequence}
      confirmText={change.confirmText}
      isDangerous={change.isDangerous}
      onConfirm={carryOut}
    >
      {change.kind === "extend" || change.kind === "replace" ? <NewEnd isRequired={change.kind === "extend"} /> : null}
    </Reasoned>
  );
}

function NewEnd({ isRequired }: { isRequired: boolean }) {
  return (
    <Form.Item
      name="expiresOn"
      label={isRequired ? "新的有效期至" : "新券有效期至（不填与原券相同）"}
      rules={[
        { required: isRequired, message: "请选择新的有效期" },
        {
          validator: async (_rule, day?: string) => {
            if (day !== undefined && day <= shanghaiDay(now())) throw new Error("请选择今天以后的日期");
          },
        },
      ]}
    >
      <DayInput />
    </Form.Item>
  );
}
