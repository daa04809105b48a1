import { getPointsAccount, listPostings, type PointsAccountView } from "@club/shared/points-admin";
import { formatDay } from "@club/shared/time";
import { Table } from "antd";
import { Link } from "react-router";
import { useCall } from "../../api/hooks";
import { Figures } from "../../kit/Figures";
import { EmptyState, Load } from "../../kit/states";
import { CursorTable } from "../../kit/table/CursorTable";
import { SIDEWAYS } from "../../kit/table/sideways";
import { countText } from "../../kit/values";
import { ACCOUNT_ROW_COLUMNS } from "./ledger-columns";

/** What is there and where it came from and went. */
export function AccountFigures({ account }: { account: PointsAccountView }) {
  const { balancePoints, earnedPoints, returnedPoints, spentPoints, lapsedPoints, lots } = account;
  const [next] = lots;
  return (
    <Figures
      items={[
        {
          label: "余额（积分）",
          value: countText(balancePoints),
          ...(next && { note: `最早一批 ${countText(next.leftPoints)} 积分，${formatDay(next.lastDay)}到期` }),
        },
        { label: "累计获得", value: countText(earnedPoints) },
        { label: "累计支出", value: countText(spentPoints) },
        { label: "累计退回", value: countText(returnedPoints) },
        { label: "累计失效", value: countText(lapsedPoints) },
      ]}
    />
  );
}

type Lot = PointsAccountView["lots"][number];

/** Lots with points left, the first to lapse first: that is also the order in which they are spent. */
export function AccountLots({ lots }: { lots: readonly Lot[] }) {
  if (lots.length === 0) return <EmptyState sentence="没有可用的积分批次。获得积分后，会按到期月份列在这里。" />;
  return (
    <Table<Lot>
      size="small"
      rowKey="lotId"
      dataSource={lots}
      pagination={{ pageSize: 12, hideOnSinglePage: true }}
      {...SIDEWAYS}
      columns={[
        { title: "有效至", render: (_value, lot) => formatDay(lot.lastDay) },
        { title: "剩余（积分）", align: "right", className: "num", render: (_value, lot) => countText(lot.leftPoints) },
        { title: "获得（积分）", align: "right", className: "num", render: (_value, lot) => countText(lot.points) },
      ]}
    />
  );
}

/** Every movement of a member's points, newest first. */
export function AccountRows({ memberId }: { memberId: string }) {
  return (
    <CursorTable
      id="points-account"
      name="会员的积分流水"
      endpoint={listPostings}
      columns={ACCOUNT_ROW_COLUMNS}
      fixed={{ memberId }}
      rowKey={(row) => row.id}
      empty={{ sentence: "这位会员还没有积分流水。签到、评价服务或下单后会出现在这里。" }}
    />
  );
}

/** The points of a member as a part of the member's page. */
export function MemberPoints({ memberId }: { memberId: string }) {
  const account = useCall(getPointsAccount, { memberId });
  return (
    <Load from={account} rows={3}>
      {(found) => (
        <div style={{ display: "grid", gap: 16 }}>
          <AccountFigures account={found} />
          <Link to={`/points/accounts/${encodeURIComponent(memberId)}`}>打开积分账户：各批次的到期日和人工调整</Link>
          <AccountRows memberId={memberId} />
        </div>
      )}
    </Load>
  );
}
