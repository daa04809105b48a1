import {
  approvePointsAdjustment,
  getPointsAccount,
  type PointsAdjustmentView,
  rejectPointsAdjustment,
} from "@club/shared/points-admin";
import { App } from "antd";
import { useAction, useCall } from "../../api/hooks";
import { Reasoned } from "../../kit/Reasoned";
import { countText } from "../../kit/values";
import { memberText } from "./ledger-columns";
import { changeText } from "./words";

type Props = { adjustment: PointsAdjustmentView; onClose: () => void };

/** A second person lets it take effect. */
export function ApproveAdjustment({ adjustment, onClose }: Props) {
  const approve = useAction(approvePointsAdjustment);
  const account = useCall(getPointsAccount, { memberId: adjustment.member.id });
  const { message } = App.useApp();
  const { member, points, reason, createdBy } = adjustment;
  const balance = account.data?.balancePoints;
  return (
    <Reasoned
      isOpen
      onClose={onClose}
      title="复核人工调整"
      consequence={[
        `${memberText(member)} ${changeText(points)} 积分`,
        `${createdBy.name ?? "提交人"}写的原因：${reason}`,
        balance === undefined
          ? "通过后马上生效，会员能在流水里看到"
          : `通过后马上生效：余额 ${countText(balance)} → ${countText(balance + points)}`,
      ]}
      confirmText={`通过，${points > 0 ? "增加" : "扣减"} ${countText(Math.abs(points))} 积分`}
      reason="none"
      onConfirm={async () => {
        await approve.mutateAsync({ adjustmentId: adjustment.id });
        message.success("已通过并生效");
      }}
    />
  );
}

/** It does not take effect, and says why. */
export function RejectAdjustment({ adjustment, onClose }: Props) {
  const reject = useAction(rejectPointsAdjustment);
  const { message } = App.useApp();
  return (
    <Reasoned
      isOpen
      onClose={onClose}
      title="驳回人工调整"
      consequence={[
        `${memberText(adjustment.member)} 的 ${changeText(adjustment.points)} 积分不会生效`,
        "提交人能看到驳回的原因；需要时可以重新提交",
      ]}
      confirmText="驳回这笔调整"
      isDangerous
      reasonHint="例如：金额与工单不符，请核对后重新提交"
      onConfirm={async ({ reason }) => {
        await reject.mutateAsync({ adjustmentId: adjustment.id, reason });
        message.success("已驳回");
      }}
    />
  );
}
