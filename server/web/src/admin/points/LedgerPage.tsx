import { POSTING_REASON_NAMES } from "@club/shared/points-account";
import { listPostings } from "@club/shared/points-admin";
import { useNavigate } from "react-router";
import { Page, Section } from "../../kit/Page";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Filter } from "../../kit/table/types";
import { LEDGER_COLUMNS } from "./ledger-columns";
import { MemberFilter } from "./MemberFilter";
import { PointsPages } from "./PointsPages";

const FILTERS: readonly Filter[] = [
  {
    kind: "custom",
    name: "memberId",
    label: "会员",
    render: (value, change) => <MemberFilter value={value} onChange={change} />,
  },
  {
    kind: "choice",
    name: "reason",
    label: "原因",
    choices: Object.entries(POSTING_REASON_NAMES).map(([value, label]) => ({ value, label })),
  },
  { kind: "city", name: "cityCode" },
  { kind: "month", name: "month", label: "月份" },
];

/** 积分流水: every movement of points, newest first. Rows are only added, never changed. */
export function LedgerPage() {
  const navigate = useNavigate();
  return (
    <Page title="积分" note="流水只增不改；退回也是一笔新的流水">
      <PointsPages />
      <Section>
        <CursorTable
          id="points-ledger"
          name="积分流水"
          endpoint={listPostings}
          columns={LEDGER_COLUMNS}
          filters={FILTERS}
          rowKey={(row) => row.id}
          onOpen={(row) => navigate(`/points/accounts/${encodeURIComponent(row.member.id)}`)}
          empty={{ sentence: "还没有积分流水。会员注册、签到、评价或下单后，每一笔都会记在这里。" }}
        />
      </Section>
    </Page>
  );
}
