import { listMembers } from "@club/shared/member-admin";
import { MEMBER_STATUS_NAMES, type MemberView } from "@club/shared/members";
import { Alert, Input } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useApi, useAttempt } from "../../api/hooks";
import { Page, Section } from "../../kit/Page";
import { ErrorNote } from "../../kit/states";
import { CursorTable } from "../../kit/table/CursorTable";
import { type Found, FoundTable } from "../../kit/table/FoundTable";
import type { Filter } from "../../kit/table/types";
import { NOT_RECOGNISED, recognise, SOUGHT_NAMES } from "../find";
import { MEMBER_COLUMNS } from "./columns";
import { findMembers } from "./find-members";

const FILTERS: readonly Filter[] = [
  { kind: "city", name: "cityCode" },
  {
    kind: "choice",
    name: "status",
    label: "状态",
    choices: Object.entries(MEMBER_STATUS_NAMES).map(([value, label]) => ({ value, label })),
  },
];

/** 会员: one field that finds by anything people know of a member, and the newest members. */
export function MembersPage() {
  const navigate = useNavigate();
  const open = (row: MemberView) => navigate(`/members/${row.id}`);
  return (
    <Page title="会员">
      <FindMember onOpen={open} />
      <Section title="最近注册">
        <CursorTable
          id="members"
          name="会员"
          endpoint={listMembers}
          columns={MEMBER_COLUMNS}
          filters={FILTERS}
          rowKey={(row) => row.id}
          onOpen={open}
          empty={{ sentence: "还没有会员。车主在小程序注册后会出现在这里。" }}
        />
      </Section>
    </Page>
  );
}

const WORDS = { noun: "会员", unit: "位", hint: "请核对是否输错；号码可能属于其他城市的会员，或还没有注册。" };

/** What is typed is personal and stays out of the address. Exactly one hit is opened at once. */
export function FindMember({ onOpen }: { onOpen: (row: MemberView) => void }) {
  const api = useApi();
  const [found, setFound] = useState<Found<MemberView> | null>(null);
  const { attempt, isBusy, error, clear } = useAttempt();
  const [hint, setHint] = useState<string | null>(null);
  const look = (typed: string) => {
    setFound(null);
    clear();
    const sought = typed.trim() === "" ? null : recognise(typed);
    setHint(sought || typed.trim() === "" ? null : NOT_RECOGNISED);
    if (!sought) return;
    void attempt(async () => {
      const rows = await findMembers(api, sought);
      const [only] = rows;
      if (rows.length === 1 && only) onOpen(only);
      else setFound({ by: SOUGHT_NAMES[sought.by], rows });
    });
  };
  return (
    <Section title="找会员">
      <Input.Search
        allowClear
        size="large"
        style={{ maxWidth: 480 }}
        aria-label="手机号、车牌、姓名、会员号或券码"
        placeholder="手机号、车牌、姓名、会员号或券码"
        enterButton="查找"
        loading={isBusy}
        onSearch={look}
      />
      {hint ? <Alert style={{ marginTop: 12 }} type="warning" showIcon title={hint} /> : null}
      {error ? (
        <div style={{ marginTop: 12 }}>
          <ErrorNote error={error} />
        </div>
      ) : null}
      {found ? <FoundTable found={found} columns={MEMBER_COLUMNS} onOpen={onOpen} words={WORDS} /> : null}
    </Section>
  );
}
