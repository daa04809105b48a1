import type { Role } from "@club/shared/http";
import { formatFen } from "@club/shared/money";
import { formatPlate } from "@club/shared/plates";
import { cityName } from "@club/shared/regions";
import {
  STATEMENT_STATUS_NAMES,
  type StatementLineView,
  type StatementStatus,
  type StatementView,
} from "@club/shared/settlement";
import { Timeline } from "antd";
import { ROLE_NAMES } from "../app/me";
import type { Column } from "./table/types";
import { countText, Money, StateTag, Time, type Tone, timeText } from "./values";

/* What both doors say about statements. */

const TONES: Record<StatementStatus, Tone> = {
  draft: "quiet",
  frozen: "going",
  sent: "waiting",
  confirmed: "going",
  disputed: "danger",
  approved: "going",
  invoiced: "going",
  paid: "done",
};

export function StatementState({ status }: { status: StatementStatus }) {
  return <StateTag text={STATEMENT_STATUS_NAMES[status]} tone={TONES[status]} />;
}

export type StatementRow = Pick<
  StatementView,
  | "id"
  | "statementNo"
  | "merchantName"
  | "cityCode"
  | "month"
  | "status"
  | "lineCount"
  | "totalFen"
  | "payableFen"
  | "generatedAt"
>;

/** Columns of lists of statements. */
export const STATEMENT_COLUMNS: readonly Column<StatementRow>[] = [
  { key: "no", title: "对账单号", text: (row) => row.statementNo },
  { key: "merchant", title: "商户", text: (row) => row.merchantName },
  { key: "city", title: "城市", text: (row) => cityName(row.cityCode) },
  { key: "month", title: "月份", text: (row) => row.month },
  {
    key: "status",
    title: "状态",
    text: (row) => STATEMENT_STATUS_NAMES[row.status],
    render: (row) => <StatementState status={row.status} />,
  },
  { key: "lines", title: "明细（条）", align: "right", text: (row) => countText(row.lineCount) },
  {
    key: "total",
    title: "合计",
    align: "right",
    text: (row) => formatFen(row.totalFen),
    render: (row) => <Money fen={row.totalFen} />,
  },
  {
    key: "payable",
    title: "应付",
    align: "right",
    text: (row) => formatFen(row.payableFen),
    render: (row) => <Money fen={row.payableFen} />,
  },
  {
    key: "generated",
    title: "出账时间",
    text: (row) => timeText(row.generatedAt),
    render: (row) => <Time at={row.generatedAt} />,
    isExtra: true,
  },
];

const LINE_KINDS: Record<StatementLineView["kind"], string> = { redemption: "核销", adjustment: "调整", carry: "结转" };

/** Columns of the lines of a statement; names of services are looked up by the page. */
export function lineColumns(serviceName: (id: string) => string): Column<StatementLineView>[] {
  return [
    { key: "seq", title: "序号", text: (row) => String(row.seq) },
    { key: "kind", title: "类别", text: (row) => LINE_KINDS[row.kind] },
    { key: "at", title: "时间", text: (row) => timeText(row.at), render: (row) => <Time at={row.at} /> },
    { key: "receipt", title: "凭证编号", text: (row) => row.receiptNo ?? "" },
    { key: "service", title: "服务", text: (row) => (row.serviceId === null ? "" : serviceName(row.serviceId)) },
    { key: "plate", title: "车牌", text: (row) => (row.plate === null ? "" : formatPlate(row.plate)) },
    {
      key: "own",
      title: "车主自付",
      align: "right",
      text: (row) => formatFen(row.memberFen),
      render: (row) => <Money fen={row.memberFen} />,
    },
    {
      key: "amount",
      title: "俱乐部应付",
      align: "right",
      text: (row) => formatFen(row.amountFen),
      render: (row) => <Money fen={row.amountFen} />,
    },
    { key: "note", title: "说明", text: (row) => row.note ?? "" },
  ];
}

/** The figures of a statement as an equation: lines + adjustments + carried in = total → payable. */
export function statementFigures(statement: StatementView) {
  return [
    { label: "应付", value: <Money fen={statement.payableFen} />, note: payableNote(statement) },
    {
      label: "核销",
      value: <Money fen={statement.linesFen} />,
      note: `${countText(statement.redemptionCount)} 笔`,
    },
    { label: "调整", value: <Money fen={statement.adjustmentsFen} /> },
    { label: "上期结转", value: <Money fen={statement.carriedInFen} /> },
    {
      label: "合计",
      value: <Money fen={statement.totalFen} />,
      note: `其中税额 ${formatFen(statement.taxFen)}，税率 ${statement.taxBps / 100}%`,
    },
  ];
}

function payableNote({ totalFen }: StatementView): string {
  return totalFen < 0 ? "合计为负，全部结转下期" : "合计即应付";
}

/** Who moved the statement when, and what they said. */
export function StatementHistory({ statement }: { statement: StatementView }) {
  if (statement.history.length === 0) return <p>还没有定稿。定稿后，每一步都会记在这里。</p>;
  return (
    <Timeline
      items={statement.history.map(({ to, at, by, note }) => ({
        key: `${to}${at}`,
        content: (
          <>
            {STATEMENT_STATUS_NAMES[to]} · {ROLE_NAMES[by as Role] ?? by} · <Time at={at} />
            {note ? <div>{note}</div> : null}
          </>
        ),
      }))}
    />
  );
}
