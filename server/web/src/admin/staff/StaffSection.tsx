import { PROVINCE_CODE } from "@club/shared/regions";
import { createStaff, listStaff, resetStaffPassword, STAFF_ROLE_NAMES, type StaffAccount } from "@club/shared/staff";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useMay, useMe } from "../../app/me";
import { Page, Section } from "../../kit/Page";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Column, Filter } from "../../kit/table/types";
import { placeText, StateTag, Time, timeText } from "../../kit/values";
import { NewStaff } from "./NewStaff";
import { mayManage } from "./rights";
import { type StaffChange, StaffChangeDialog } from "./StaffChanges";

const STATUS_NAMES = { active: "正常", disabled: "已停用" } as const;
const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "role",
    label: "角色",
    choices: Object.entries(STAFF_ROLE_NAMES).map(([value, label]) => ({ value, label })),
  },
  { kind: "city", name: "cityCode" },
  {
    kind: "choice",
    name: "status",
    label: "状态",
    choices: Object.entries(STATUS_NAMES).map(([value, label]) => ({ value, label })),
  },
];

/** 组织与员工: the accounts of the province's and the cities' clubs. */
export default function StaffSection() {
  const may = useMay();
  const me = useMe();
  const [isCreating, setCreating] = useState(false);
  const [change, setChange] = useState<StaffChange | null>(null);
  const canChange = may(resetStaffPassword);
  const columns = useMemo(() => columnsOf(me, canChange ? setChange : null), [me, canChange]);
  const create = may(createStaff) ? (
    <Button type="primary" onClick={() => setCreating(true)}>
      新建账号
    </Button>
  ) : null;
  return (
    <Page
      title="组织与员工"
      note={`省俱乐部和 16 个城市俱乐部；您看到的是${placeText(me.cityCode)}的账号`}
      actions={create}
    >
      <Section>
        <CursorTable
          id="staff"
          name="工作账号"
          endpoint={listStaff}
          columns={columns}
          filters={FILTERS}
          rowKey={(row) => row.id}
          empty={{ sentence: "还没有工作账号。新建账号后，把临时密码交给本人。" }}
        />
      </Section>
      <NewStaff isOpen={isCreating} onClose={() => setCreating(false)} />
      {change ? <StaffChangeDialog change={change} onClose={() => setChange(null)} /> : null}
    </Page>
  );
}

type Manager = ReturnType<typeof useMe>;

function columnsOf(me: Manager, onChange: ((change: StaffChange) => void) | null): Column<StaffAccount>[] {
  return [
    { key: "login", title: "登录名", text: (row) => row.loginName },
    { key: "name", title: "姓名", text: (row) => row.name },
    { key: "role", title: "角色", text: (row) => STAFF_ROLE_NAMES[row.role] },
    { key: "place", title: "机构", text: (row) => `${placeText(row.cityCode ?? PROVINCE_CODE)}俱乐部` },
    {
      key: "status",
      title: "状态",
      text: (row) => STATUS_NAMES[row.status],
      render: (row) => <StateTag text={STATUS_NAMES[row.status]} tone={row.status === "active" ? "done" : "danger"} />,
    },
    {
      key: "seen",
      title: "最近登录",
      text: (row) => timeText(row.lastLoginAt),
      render: (row) => <Time at={row.lastLoginAt} />,
    },
    { key: "temporary", title: "临时密码", text: (row) => (row.mustChangePassword ? "还没有修改" : "") },
    {
      key: "at",
      title: "新建时间",
      text: (row) => timeText(row.createdAt),
      render: (row) => <Time at={row.createdAt} />,
    },
    ...(onChange
      ? [
          {
            key: "do",
            title: "操作",
            isAction: true,
            text: () => "",
            render: (row: StaffAccount) => (mayManage(me, row) ? <RowActions row={row} onChange={onChange} /> : "—"),
          },
        ]
      : []),
  ];
}

function RowActions({ row, onChange }: { row: StaffAccount; onChange: (change: StaffChange) => void }) {
  const isActive = row.status === "active";
  return (
    <>
      <Button type="link" onClick={() => onChange({ account: row, kind: "reset" })}>
        重置密码
      </Button>
      <Button
        type="link"
        danger={isActive}
        onClick={() => onChange({ account: row, kind: isActive ? "disable" : "enable" })}
      >
        {isActive ? "停用" : "恢复"}
      </Button>
    </>
  );
}
