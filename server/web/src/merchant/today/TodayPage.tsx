import { listMerchantRedemptions } from "@club/shared/redemptions";
import { listMyStatements } from "@club/shared/settlement-merchant";
import { Button, Table } from "antd";
import { Link, useNavigate } from "react-router";
import { useCall } from "../../api/hooks";
import { useMay } from "../../app/me";
import { Figures } from "../../kit/Figures";
import { Page, Section } from "../../kit/Page";
import { StatementState } from "../../kit/statements";
import { EmptyState, Load } from "../../kit/states";
import { SIDEWAYS } from "../../kit/table/sideways";
import { countText, Money, monthText } from "../../kit/values";
import { useMyMerchant } from "../my-merchant";
import { MERCHANT_COLUMNS } from "../redemptions/columns";

const AFRESH_MS = 20_000;
const LATEST = 8;
const SHOWN = ["at", "service", "branch", "plate", "club", "status"];

/** The owner's first look: today, this month, what waits, the branches. */
export default function TodayPage() {
  const mine = useMyMerchant();
  const may = useMay();
  return (
    <Page
      title="首页"
      note={mine.merchant.status === "approved" ? mine.merchant.name : `${mine.merchant.name} · 暂停合作`}
    >
      {may(listMyStatements) ? <WaitingStatements /> : null}
      <PeriodFigures title="今天" period="today" />
      <PeriodFigures title="本月" period="month" />
      <Latest />
      <Branches />
    </Page>
  );
}

function PeriodFigures({ title, period }: { title: string; period: "today" | "month" }) {
  const navigate = useNavigate();
  const read = useCall(listMerchantRedemptions, { period, limit: LATEST }, { refetchMs: AFRESH_MS });
  const open = () => navigate(`/redemptions?period=${period}`);
  return (
    <Section title={title}>
      <Load from={read} rows={2}>
        {({ totals }) => (
          <Figures
            items={[
              { label: "核销", value: `${countText(totals?.redeemedCount ?? 0)} 笔`, onOpen: open },
              { label: "俱乐部应付", value: <Money fen={totals?.clubFen ?? 0} />, note: "以月度对账单为准" },
              { label: "车主自付", value: <Money fen={totals?.memberFen ?? 0} />, note: "到店收取" },
              { label: "已撤销", value: `${countText(totals?.reversedCount ?? 0)} 笔` },
            ]}
          />
        )}
      </Load>
    </Section>
  );
}

/** Statements that wait for the owner's word. */
function WaitingStatements() {
  const read = useCall(listMyStatements, { limit: 20 });
  const waiting = (read.data?.items ?? []).filter((statement) => statement.status === "sent");
  if (waiting.length === 0) return null;
  return (
    <Section title="等您确认的对账单">
      {waiting.map((statement) => (
        <div className="row" key={statement.id}>
          <span>{monthText(statement.month)}</span>
          <StatementState status={statement.status} />
          <Money fen={statement.payableFen} />
          <Link to={`/statements/${statement.id}`}>核对并确认</Link>
        </div>
      ))}
    </Section>
  );
}

function Latest() {
  const navigate = useNavigate();
  const read = useCall(listMerchantRedemptions, { period: "today", limit: LATEST }, { refetchMs: AFRESH_MS });
  const columns = MERCHANT_COLUMNS.filter((column) => SHOWN.includes(column.key));
  return (
    <Section
      title="今天最新"
      extra={
        <Button type="link" onClick={() => navigate("/redemptions")}>
          全部核销记录
        </Button>
      }
    >
      <Load from={read} rows={4}>
        {({ items }) => (
          <Table
            size="small"
            rowKey="id"
            pagination={false}
            dataSource={items}
            {...SIDEWAYS}
            locale={{ emptyText: <EmptyState sentence="今天还没有核销。用小程序扫车主的兑换码即可核销。" /> }}
            columns={columns.map(({ key, title, text, render, align }) => ({
              key,
              title,
              ...(align && { align, className: "num" }),
              render: (_value: unknown, row: (typeof items)[number]) => (render ? render(row) : text(row) || "—"),
            }))}
          />
        )}
      </Load>
    </Section>
  );
}

function Branches() {
  const { branches } = useMyMerchant();
  return (
    <Section title={`门店（${branches.length}）`}>
      <ul style={{ margin: 0, paddingInlineStart: 20 }}>
        {branches.map((branch) => (
          <li key={branch.id}>
            {branch.name}，{branch.address}
            {branch.isActive ? "" : "（停业，恢复营业请联系俱乐部）"}
          </li>
        ))}
      </ul>
    </Section>
  );
}
