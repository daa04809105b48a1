import type { MemberView } from "@club/shared/members";
import { formatPoints, signedPoints } from "@club/shared/points";
import { createPointsAdjustment, getPointsAccount, type PointsAccountView } from "@club/shared/points-admin";
import { getPointsSettings } from "@club/shared/points-rules";
import { Alert, App, Form, InputNumber } from "antd";
import { useState } from "react";
import { useAction, useCall } from "../../api/hooks";
import { Reasoned } from "../../kit/Reasoned";
import { contractRule } from "../../kit/rules";
import { countText } from "../../kit/values";
import { MemberSearch } from "../members/MemberSearch";
import { memberText } from "./ledger-columns";
import { changeText } from "./words";

type Typed = { points?: number | null; memberId?: string };
/** `account` = for this member; without it the dialog asks for one. */
type Props = { account?: PointsAccountView; onClose: () => void };

/** Adds or takes points by hand; says before it is sent whether a second person has to agree, and what the balance will be. */
export function AdjustPoints({ account, onClose }: Props) {
  const create = useAction(createPointsAdjustment);
  const settings = useCall(getPointsSettings, {});
  const { message } = App.useApp();
  const [memberId, setMemberId] = useState(account?.member.id);
  const alone = settings.data;
  return (
    <Reasoned<Typed>
      isOpen
      onClose={onClose}
      title={account ? `调整积分：${memberText(account.member)}` : "新建人工调整"}
      consequence={[
        "会员会在积分流水里看到这笔变动和原因",
        alone === undefined
          ? "当天合计超过设定的积分数，须由另一人复核后才生效"
          : `您今天还可直接调整 ${formatPoints(alone.ownLeftPoints)}（增减合计每天 ${formatPoints(alone.ownLimitPoints)}），超过的须由另一位省级管理员或财务复核`,
        "登记后不能删除，填错了再登记一笔相反的调整",
      ]}
      confirmText="登记这笔调整"
      reasonHint="例如：11 月 3 日签到未到账，补发 5 积分"
      onConfirm={async ({ points, reason }) => {
        const made = await create.mutateAsync({ memberId: memberId ?? "", points: points ?? 0, reason });
        message.success(made.status === "pending" ? "已登记，等待另一人复核" : "已生效");
      }}
    >
      {account ? null : (
        <Form.Item
          name="memberId"
          label="会员"
          rules={[
            {
              validator: async () => {
                if (memberId === undefined) throw new Error("请先查找并选定一位会员");
              },
            },
          ]}
        >
          <PickMember onChoose={setMemberId} />
        </Form.Item>
      )}
      <Form.Item
        name="points"
        label="增加或扣减（积分，扣减写负数）"
        rules={[
          { required: true, message: "请填写要增加或扣减的积分" },
          {
            validator: async (_rule, value) => {
              if (value === 0) throw new Error("调整的积分不能为 0");
            },
          },
          contractRule(signedPoints),
        ]}
      >
        <InputNumber className="wide" precision={0} suffix="积分" />
      </Form.Item>
      {memberId === undefined ? null : <Outcome memberId={memberId} left={alone?.ownLeftPoints} />}
    </Reasoned>
  );
}

/** The search, and whom it has chosen. `id` comes from the form. */
function PickMember({ onChoose, id }: { onChoose: (memberId: string | undefined) => void; id?: string }) {
  const form = Form.useFormInstance<Typed>();
  const [member, setMember] = useState<MemberView | null>(null);
  const choose = (found: MemberView | null) => {
    setMember(found);
    onChoose(found?.id);
    form.setFields([{ name: "memberId", errors: [] }]);
  };
  return (
    <>
      <MemberSearch {...(id && { id })} onChoose={choose} />
      {member ? (
        <div style={{ marginTop: 8 }} aria-live="polite">
          已选定：{member.name ?? "未填写姓名"} {member.phone ?? ""}
        </div>
      ) : null}
    </>
  );
}

/** What will be, as it is typed. */
function Outcome({ memberId, left }: { memberId: string; left: number | undefined }) {
  const account = useCall(getPointsAccount, { memberId });
  const typed = Form.useWatch<number | null | undefined>("points", Form.useFormInstance());
  const balance = account.data?.balancePoints;
  if (balance === undefined) return null;
  if (!typed || !Number.isSafeInteger(typed)) return <p>现在余额 {countText(balance)} 积分。</p>;
  const after = balance + typed;
  if (after < 0) {
    return (
      <Alert
        style={{ marginBottom: 16 }}
        type="warning"
        showIcon
        title={`余额只有 ${countText(balance)} 积分，不够扣减`}
        description={`最多扣减 ${countText(balance)} 积分。`}
      />
    );
  }
  const isWaiting = left !== undefined && Math.abs(typed) > left;
  return (
    <p aria-live="polite">
      余额 {countText(balance)} → {countText(after)}（{changeText(typed)}）
      {isWaiting ? "，须由另一人复核后才生效" : "，登记后马上生效"}
    </p>
  );
}
