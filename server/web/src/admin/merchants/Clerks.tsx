import {
  CLERK_TRANSITIONS,
  type ClerkDto,
  type ClerkStatus,
  inviteClerkByStaff,
  listMerchantClerks,
  updateMerchantClerk,
} from "@club/shared/merchant-clerks";
import type { MerchantDto } from "@club/shared/merchants";
import { App, Button, Form, Input, Radio, Select, Typography } from "antd";
import { useMemo, useState } from "react";
import { useAction } from "../../api/hooks";
import { useMay } from "../../app/me";
import { Reasoned } from "../../kit/Reasoned";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Column } from "../../kit/table/types";
import { StateTag, Time, timeText } from "../../kit/values";
import { CLERK_ROLE_NAMES, CLERK_STATUS_NAMES } from "./words";

type Change = { clerk: ClerkDto; to: ClerkStatus };

/** Owner and clerks: who may redeem, at which branches; invitations. */
export function Clerks({ merchant }: { merchant: MerchantDto }) {
  const may = useMay();
  const [isInviting, setInviting] = useState(false);
  const [change, setChange] = useState<Change | null>(null);
  const canChange = may(updateMerchantClerk);
  const columns = useMemo(() => columnsOf(merchant, canChange ? setChange : null), [merchant, canChange]);
  const invite =
    may(inviteClerkByStaff) && merchant.status !== "closed" ? (
      <Button onClick={() => setInviting(true)}>邀请人员</Button>
    ) : null;
  return (
    <>
      <CursorTable
        id="clerks"
        name="商户人员"
        endpoint={listMerchantClerks}
        columns={columns}
        fixed={{ merchantId: merchant.id }}
        rowKey={(row) => row.id}
        actions={invite}
        empty={{ sentence: "还没有人员加入。邀请店主，由店主再邀请核销员。", action: invite }}
      />
      <Invite merchant={merchant} isOpen={isInviting} onClose={() => setInviting(false)} />
      {change ? <ChangeClerk merchant={merchant} change={change} onClose={() => setChange(null)} /> : null}
    </>
  );
}

const CHANGE_NAMES: Record<ClerkStatus, string> = { active: "恢复", suspended: "停用", removed: "移除" };

function columnsOf(merchant: MerchantDto, onChange: ((change: Change) => void) | null): Column<ClerkDto>[] {
  const branchName = new Map(merchant.branches.map((branch) => [branch.id, branch.name]));
  return [
    { key: "name", title: "姓名", text: (row) => row.name },
    { key: "role", title: "身份", text: (row) => CLERK_ROLE_NAMES[row.role] },
    { key: "phone", title: "手机", text: (row) => row.phone },
    {
      key: "status",
      title: "状态",
      text: (row) => CLERK_STATUS_NAMES[row.status],
      render: (row) => (
        <StateTag text={CLERK_STATUS_NAMES[row.status]} tone={row.status === "active" ? "done" : "quiet"} />
      ),
    },
    {
      key: "branches",
      title: "门店",
      text: (row) =>
        row.branchIds.length === 0 ? "全部门店" : row.branchIds.map((id) => branchName.get(id) ?? id).join("、"),
    },
    {
      key: "joined",
      title: "加入时间",
      text: (row) => timeText(row.joinedAt),
      render: (row) => <Time at={row.joinedAt} />,
    },
    {
      key: "login",
      title: "最近登录",
      text: (row) => timeText(row.lastLoginAt),
      render: (row) => <Time at={row.lastLoginAt} />,
    },
    ...(onChange
      ? [
          {
            key: "do",
            title: "操作",
            isAction: true,
            text: () => "",
            render: (row: ClerkDto) =>
              CLERK_TRANSITIONS[row.status].map((to) => (
                <Button key={to} type="link" danger={to !== "active"} onClick={() => onChange({ clerk: row, to })}>
                  {CHANGE_NAMES[to]}
                </Button>
              )),
          },
        ]
      : []),
  ];
}

function ChangeClerk({ merchant, change, onClose }: { merchant: MerchantDto; change: Change; onClose: () => void }) {
  const update = useAction(updateMerchantClerk);
  const { message } = App.useApp();
  const { clerk, to } = change;
  const consequence = {
    active: ["可以重新登录和核销"],
    suspended: ["马上不能登录和核销，随时可以恢复"],
    removed: ["马上不能登录和核销，也不能恢复；需要时重新邀请"],
  }[to];
  return (
    <Reasoned
      isOpen
      onClose={onClose}
      title={`${CHANGE_NAMES[to]}：${clerk.name}（${CLERK_ROLE_NAMES[clerk.role]}）`}
      consequence={consequence}
      confirmText={`${CHANGE_NAMES[to]}这位${CLERK_ROLE_NAMES[clerk.role]}`}
      isDangerous={to !== "active"}
      onConfirm={async ({ reason }) => {
        await update.mutateAsync({ merchantId: merchant.id, clerkId: clerk.id, status: to, reason });
        message.success(`已${CHANGE_NAMES[to]}`);
      }}
    />
  );
}

type TypedInvite = { name: string; role: "owner" | "clerk"; branchIds?: string[] };

function Invite({ merchant, isOpen, onClose }: { merchant: MerchantDto; isOpen: boolean; onClose: () => void }) {
  const invite = useAction(inviteClerkByStaff);
  const { modal } = App.useApp();
  return (
    <Reasoned<TypedInvite>
      isOpen={isOpen}
      onClose={onClose}
      title={`邀请人员加入 ${merchant.name}`}
      consequence={["得到一个一次性邀请码，由本人在小程序里凭微信加入", "邀请码只在这里显示一次"]}
      confirmText="生成邀请码"
      reason="none"
      initialValues={{ role: "owner" }}
      onConfirm={async ({ name, role, branchIds }) => {
        const answer = await invite.mutateAsync({
          merchantId: merchant.id,
          name,
          role,
          ...(branchIds && { branchIds }),
        });
        modal.success({
          title: `${name}的邀请码`,
          content: (
            <>
              <Typography.Title level={3} copyable style={{ fontVariantNumeric: "tabular-nums" }}>
                {answer.invitationCode}
              </Typography.Title>
              <p>
                有效至 <Time at={answer.expiresAt} />
                ，请只发给本人。
              </p>
            </>
          ),
          okText: "已记下",
        });
      }}
    >
      <Form.Item name="name" label="姓名" rules={[{ required: true, min: 2, max: 30, message: "请填写 2 至 30 个字" }]}>
        <Input maxLength={30} />
      </Form.Item>
      <Form.Item name="role" label="身份">
        <Radio.Group options={Object.entries(CLERK_ROLE_NAMES).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item name="branchIds" label="可以核销的门店（不选为全部）">
        <Select mode="multiple" options={merchant.branches.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
    </Reasoned>
  );
}
