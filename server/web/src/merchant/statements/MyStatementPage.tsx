import { formatFen } from "@club/shared/money";
import { listServices } from "@club/shared/services";
import type { StatementView } from "@club/shared/settlement";
import {
  confirmStatement,
  disputeStatement,
  exportMyStatement,
  getMyStatement,
  listMyStatementLines,
} from "@club/shared/settlement-merchant";
import { App, Button } from "antd";
import { useMemo, useState } from "react";
import { useParams } from "react-router";
import { useAction, useCall, useDownload } from "../../api/hooks";
import { useMay } from "../../app/me";
import { Figures } from "../../kit/Figures";
import { Page, Section } from "../../kit/Page";
import { Reasoned } from "../../kit/Reasoned";
import { lineColumns, StatementHistory, StatementState, statementFigures } from "../../kit/statements";
import { ErrorNote, Load } from "../../kit/states";
import { CursorTable } from "../../kit/table/CursorTable";
import { monthText } from "../../kit/values";

/** One statement as the owner sees it: figures, lines, download, yes or no. */
export function MyStatementPage() {
  const { statementId = "" } = useParams();
  const read = useCall(getMyStatement, { statementId });
  const { download, isBusy, error } = useDownload();
  const statement = read.data;
  return (
    <Page
      title={statement ? `${monthText(statement.month)}对账单` : "对账单"}
      note={statement ? <StatementState status={statement.status} /> : null}
      back="/statements"
      actions={
        statement ? (
          <>
            <Button loading={isBusy} onClick={() => download(exportMyStatement, { statementId })}>
              下载 Excel
            </Button>
            <Answer statement={statement} />
          </>
        ) : null
      }
    >
      {error ? <ErrorNote error={error} /> : null}
      <Load from={read}>
        {(loaded) => (
          <>
            <Figures items={statementFigures(loaded)} />
            <Section title="明细">
              <Lines statement={loaded} />
            </Section>
            <Section title="经过">
              <StatementHistory statement={loaded} />
            </Section>
          </>
        )}
      </Load>
    </Page>
  );
}

function Lines({ statement }: { statement: StatementView }) {
  const services = useCall(listServices, {});
  const columns = useMemo(() => {
    const names = new Map((services.data?.items ?? []).map((service) => [service.id, service.name]));
    return lineColumns((id) => names.get(id) ?? "已下架的服务");
  }, [services.data]);
  const fixed = useMemo(() => ({ statementId: statement.id }), [statement.id]);
  return (
    <CursorTable
      id="my-statement-lines"
      name={`${statement.statementNo} 明细`}
      endpoint={listMyStatementLines}
      fixed={fixed}
      columns={columns}
      rowKey={(row) => row.id}
      empty={{ sentence: "这个月没有核销，也没有调整。" }}
    />
  );
}

/** The owner's word on a statement that was sent: agree to exactly these lines, or say what is wrong. */
function Answer({ statement }: { statement: StatementView }) {
  const may = useMay();
  const { message } = App.useApp();
  const [open, setOpen] = useState<"confirm" | "dispute" | null>(null);
  const confirm = useAction(confirmStatement);
  const dispute = useAction(disputeStatement);
  if (statement.status !== "sent" || !may(confirmStatement)) return null;
  const close = () => setOpen(null);
  return (
    <>
      <Button onClick={() => setOpen("dispute")}>有异议…</Button>
      <Button type="primary" onClick={() => setOpen("confirm")}>
        确认对账单…
      </Button>
      <Reasoned
        isOpen={open === "confirm"}
        onClose={close}
        title="确认对账单"
        consequence={[
          `确认 ${statement.lineCount} 条明细、应付 ${formatFen(statement.payableFen)} 无误`,
          "确认后由俱乐部审批；需要开票时按应付金额开具",
        ]}
        confirmText={`确认应付 ${formatFen(statement.payableFen)}`}
        reason="none"
        onConfirm={async () => {
          await confirm.mutateAsync({ statementId: statement.id, linesHash: statement.linesHash });
          message.success("已确认，俱乐部会尽快审批");
        }}
      />
      <Reasoned
        isOpen={open === "dispute"}
        onClose={close}
        title="对账单有异议"
        consequence={["对账单退回俱乐部核对，答复后再发来", "请写明哪几笔不对、应当是多少"]}
        confirmText="提出异议"
        reasonHint="例如：第 12 条车牌鲁A·12345 应为 35 元"
        onConfirm={async ({ reason }) => {
          await dispute.mutateAsync({ statementId: statement.id, reason });
          message.success("已退回俱乐部，答复后会再发来");
        }}
      />
    </>
  );
}
