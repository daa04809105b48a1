import {
  createAdjustment,
  exportMonth,
  getStatementTotals,
  listStatements,
  STATEMENT_STATUS_NAMES,
  type StatementStatus,
} from "@club/shared/settlement";
import { startSettlementRun } from "@club/shared/settlement-runs";
import { shanghaiMonth, shiftMonth } from "@club/shared/time";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useCall, useDownload } from "../../api/hooks";
import { now } from "../../app/clock";
import { useMay, useMe } from "../../app/me";
import { Figures } from "../../kit/Figures";
import { Page, Section } from "../../kit/Page";
import { STATEMENT_COLUMNS } from "../../kit/statements";
import { ErrorNote, Load } from "../../kit/states";
import { CursorTable } from "../../kit/table/CursorTable";
import { MERCHANT_FILTER } from "../../kit/table/custom-filters";
import { MonthField } from "../../kit/table/FilterBar";
import type { Filter } from "../../kit/table/types";
import { countText, Money, monthText, placeText } from "../../kit/values";
import { AdjustmentDialog } from "./AdjustmentDialog";
import { RunPanel } from "./RunPanel";

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "status",
    label: "状态",
    choices: Object.entries(STATEMENT_STATUS_NAMES).map(([value, label]) => ({ value, label })),
  },
  { kind: "city", name: "cityCode" },
  MERCHANT_FILTER,
];

/** The month board: what is owed by state, drafting all merchants, the statements. */
export function MonthPage() {
  const [params, setParams] = useSearchParams();
  const me = useMe();
  const may = useMay();
  const navigate = useNavigate();
  const [isAdjusting, setAdjusting] = useState(false);
  const month = params.get("month") ?? shiftMonth(shanghaiMonth(now()), -1);
  const cityCode = me.cityCode ?? params.get("cityCode") ?? undefined;
  const fixed = useMemo(() => ({ month }), [month]);
  const set = (name: string, value: string | undefined) => {
    const next = new URLSearchParams(params);
    if (value === undefined) next.delete(name);
    else next.set(name, value);
    setParams(next, { replace: true });
  };
  return (
    <Page
      title="结算"
      note={`${monthText(month)} · ${placeText(cityCode ?? null)}`}
      actions={
        <>
          <MonthField label="月份" value={month} change={(value) => set("month", value)} isFixed />
          <ExportMonth month={month} cityCode={cityCode} />
          {may(createAdjustment) ? <Button onClick={() => setAdjusting(true)}>登记调整…</Button> : null}
        </>
      }
    >
      <MonthTotals month={month} cityCode={cityCode} onOpen={(status) => set("status", status)} />
      {may(startSettlementRun) ? <RunPanel month={month} cityCode={me.cityCode} /> : null}
      <Section>
        <CursorTable
          id="statements"
          name={`${month} 对账单`}
          endpoint={listStatements}
          fixed={fixed}
          columns={STATEMENT_COLUMNS}
          filters={FILTERS}
          rowKey={(row) => row.id}
          onOpen={(row) => navigate(`/settlement/${row.id}`)}
          empty={{ sentence: `${monthText(month)}还没有对账单。财务可以在上面为所有商户出账。` }}
        />
      </Section>
      <AdjustmentDialog isOpen={isAdjusting} onClose={() => setAdjusting(false)} />
    </Page>
  );
}

function ExportMonth({ month, cityCode }: { month: string; cityCode: string | undefined }) {
  const { download, isBusy, error } = useDownload();
  return (
    <>
      <Button loading={isBusy} onClick={() => download(exportMonth, { month, ...(cityCode && { cityCode }) })}>
        下载全月 Excel
      </Button>
      {error ? <ErrorNote error={error} /> : null}
    </>
  );
}

/** Along the way that a statement goes. */
function inOrder<Item extends { status: StatementStatus }>(items: readonly Item[]): Item[] {
  const way = Object.keys(STATEMENT_STATUS_NAMES);
  return [...items].sort((a, b) => way.indexOf(a.status) - way.indexOf(b.status));
}

type TotalsProps = { month: string; cityCode: string | undefined; onOpen: (status: StatementStatus) => void };

/** How many statements stand in which state, for how much; a tile filters the list. */
function MonthTotals({ month, cityCode, onOpen }: TotalsProps) {
  const totals = useCall(getStatementTotals, { month, ...(cityCode && { cityCode }) }, { keepPrevious: true });
  return (
    <Load from={totals} rows={2}>
      {({ items }) => {
        const sum = items.reduce((total, item) => total + item.payableFen, 0);
        const count = items.reduce((total, item) => total + item.count, 0);
        return (
          <Figures
            items={[
              { label: "应付合计", value: <Money fen={sum} />, note: `${countText(count)} 份对账单` },
              ...inOrder(items).map((item) => ({
                label: STATEMENT_STATUS_NAMES[item.status],
                value: `${countText(item.count)} 份`,
                note: <Money fen={item.payableFen} />,
                onOpen: () => onOpen(item.status),
              })),
            ]}
          />
        );
      }}
    </Load>
  );
}
