import { cityName } from "@club/shared/regions";
import { listServices } from "@club/shared/services";
import { exportStatement, getStatement, listStatementLines, type StatementView } from "@club/shared/settlement";
import { Button } from "antd";
import { useMemo } from "react";
import { useNavigate, useParams } from "react-router";
import { useCall, useDownload } from "../../api/hooks";
import { Figures } from "../../kit/Figures";
import { type Fact, Facts, Page, Section } from "../../kit/Page";
import { lineColumns, StatementHistory, StatementState, statementFigures } from "../../kit/statements";
import { ErrorNote, Load } from "../../kit/states";
import { CursorTable } from "../../kit/table/CursorTable";
import { Day, Money, monthText, Time } from "../../kit/values";
import { StatementSteps } from "./StatementSteps";

/** One statement: its figures, what can be done next, its lines and its history. */
export function StatementPage() {
  const { statementId = "" } = useParams();
  const read = useCall(getStatement, { statementId });
  const { download, isBusy, error } = useDownload();
  const statement = read.data;
  return (
    <Page
      title={statement ? `${statement.merchantName} · ${monthText(statement.month)}` : "对账单"}
      note={statement?.statementNo}
      back={statement ? `/settlement?month=${statement.month}` : "/settlement"}
      actions={
        statement ? (
          <>
            <Button loading={isBusy} onClick={() => download(exportStatement, { statementId })}>
              下载 Excel
            </Button>
            <StatementSteps statement={statement} />
          </>
        ) : null
      }
    >
      {error ? <ErrorNote error={error} /> : null}
      <Load from={read}>{(loaded) => <StatementBody statement={loaded} />}</Load>
    </Page>
  );
}

function StatementBody({ statement }: { statement: StatementView }) {
  return (
    <>
      <Figures items={statementFigures(statement)} />
      <Section>
        <Facts items={factsOf(statement)} />
      </Section>
      <Section title="明细">
        <Lines statementId={statement.id} name={`${statement.statementNo} 明细`} />
      </Section>
      <Section title="经过">
        <StatementHistory statement={statement} />
      </Section>
    </>
  );
}

function factsOf(statement: StatementView): Fact[] {
  const { invoice, payment } = statement;
  return [
    { label: "状态", value: <StatementState status={statement.status} /> },
    { label: "城市", value: cityName(statement.cityCode) },
    { label: "出账时间", value: <Time at={statement.generatedAt} /> },
    ...(invoice
      ? [
          { label: "发票号码", value: invoice.invoiceNo },
          { label: "发票金额", value: <Money fen={invoice.invoiceFen} /> },
          { label: "开票日期", value: <Day on={invoice.issuedOn} /> },
        ]
      : []),
    ...(payment
      ? [
          { label: "付款流水号", value: payment.paymentRef },
          { label: "付款金额", value: <Money fen={payment.paidFen} /> },
          { label: "付款日期", value: <Day on={payment.paidOn} /> },
        ]
      : []),
    {
      label: "明细摘要",
      value: <code title="定稿后任何一条明细被改动，摘要都会不同">{statement.linesHash.slice(0, 16)}</code>,
    },
  ];
}

function Lines({ statementId, name }: { statementId: string; name: string }) {
  const navigate = useNavigate();
  const services = useCall(listServices, {});
  const columns = useMemo(() => {
    const names = new Map((services.data?.items ?? []).map((service) => [service.id, service.name]));
    return lineColumns((id) => names.get(id) ?? "已下架的服务");
  }, [services.data]);
  const fixed = useMemo(() => ({ statementId }), [statementId]);
  return (
    <CursorTable
      id="statement-lines"
      name={name}
      endpoint={listStatementLines}
      fixed={fixed}
      columns={columns}
      rowKey={(row) => row.id}
      onOpen={(row) => row.redemptionId !== null && navigate(`/redemptions/${row.redemptionId}`)}
      empty={{ sentence: "这个月没有核销，也没有调整。" }}
    />
  );
}
