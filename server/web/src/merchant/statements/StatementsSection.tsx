import { listMyStatements } from "@club/shared/settlement-merchant";
import { Route, Routes, useNavigate } from "react-router";
import { Page, Section } from "../../kit/Page";
import { STATEMENT_COLUMNS } from "../../kit/statements";
import { CursorTable } from "../../kit/table/CursorTable";
import { MyStatementPage } from "./MyStatementPage";

const COLUMNS = STATEMENT_COLUMNS.filter(({ key }) => key !== "merchant" && key !== "city");

export default function StatementsSection() {
  return (
    <Routes>
      <Route index element={<StatementsPage />} />
      <Route path=":statementId" element={<MyStatementPage />} />
    </Routes>
  );
}

function StatementsPage() {
  const navigate = useNavigate();
  return (
    <Page title="对账单" note="每月初由俱乐部发来，请核对后确认">
      <Section>
        <CursorTable
          id="my-statements"
          name="对账单"
          endpoint={listMyStatements}
          columns={COLUMNS}
          rowKey={(row) => row.id}
          onOpen={(row) => navigate(`/statements/${row.id}`)}
          empty={{ sentence: "还没有收到对账单。俱乐部每月初出账，发来后在这里核对。" }}
        />
      </Section>
    </Page>
  );
}
