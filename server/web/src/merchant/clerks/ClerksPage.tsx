import { type ClerkDto, listMyClerks } from "@club/shared/merchant-clerks";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { Page, Section } from "../../kit/Page";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Column } from "../../kit/table/types";
import { StateTag, Time, type Tone, timeText } from "../../kit/values";
import { useMyMerchant } from "../my-merchant";
import { ClerkDialog } from "./ClerkDialog";
import { InviteDialog } from "./InviteDialog";

const ROLE_TEXTS = { owner: "店主", clerk: "核销员" } as const;
const STATUS: Record<ClerkDto["status"], [string, Tone]> = {
  active: ["在岗", "done"],
  suspended: ["已停用", "waiting"],
  removed: ["已移除", "quiet"],
};

/** The merchant's people: who they are, where they may redeem; inviting, suspending, removing. */
export default function ClerksPage() {
  const { branches, merchant } = useMyMerchant();
  const [isInviting, setInviting] = useState(false);
  const [chosen, setChosen] = useState<ClerkDto | null>(null);
  const columns = useMemo(() => columnsOf(new Map(branches.map(({ id, name }) => [id, name])), setChosen), [branches]);
  return (
    <Page
      title="人员"
      note="被邀请的人在小程序里凭邀请码加入"
      actions={
        <Button type="primary" onClick={() => setInviting(true)}>
          邀请人员…
        </Button>
      }
    >
      <Section>
        <CursorTable
          id="clerks"
          name={`${merchant.name} 人员`}
          endpoint={listMyClerks}
          columns={columns}
          rowKey={(row) => row.id}
          empty={{ sentence: "还没有人员，先邀请一位核销员。" }}
        />
      </Section>
      <InviteDialog isOpen={isInviting} onClose={() => setInviting(false)} />
      {chosen ? <ClerkDialog clerk={chosen} onClose={() => setChosen(null)} /> : null}
    </Page>
  );
}

function columnsOf(branchNames: ReadonlyMap<string, string>, change: (clerk: ClerkDto) => void): Column<ClerkDto>[] {
  const placesOf = (clerk: ClerkDto) =>
    clerk.branchIds.length === 0
      ? "全部门店"
      : clerk.branchIds.map((id) => branchNames.get(id) ?? "已撤门店").join("、");
  return [
    { key: "name", title: "姓名", text: (row) => row.name },
    { key: "phone", title: "手机", text: (row) => row.phone },
    { key: "role", title: "身份", text: (row) => ROLE_TEXTS[row.role] },
    { key: "branches", title: "门店", text: placesOf },
    {
      key: "status",
      title: "状态",
      text: (row) => STATUS[row.status][0],
      render: (row) => <StateTag text={STATUS[row.status][0]} tone={STATUS[row.status][1]} />,
    },
    {
      key: "joined",
      title: "加入时间",
      text: (row) => timeText(row.joinedAt),
      render: (row) => <Time at={row.joinedAt} />,
    },
    {
      key: "seen",
      title: "上次登录",
      text: (row) => timeText(row.lastLoginAt),
      render: (row) => <Time at={row.lastLoginAt} />,
    },
    {
      key: "change",
      title: "操作",
      isAction: true,
      text: () => "",
      render: (row) =>
        row.status === "removed" ? null : (
          <Button size="small" onClick={() => change(row)}>
            调整…
          </Button>
        ),
    },
  ];
}
