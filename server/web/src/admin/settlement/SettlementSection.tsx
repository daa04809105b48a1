import { Route, Routes } from "react-router";
import { MonthPage } from "./MonthPage";
import { StatementPage } from "./StatementPage";

export default function SettlementSection() {
  return (
    <Routes>
      <Route index element={<MonthPage />} />
      <Route path=":statementId" element={<StatementPage />} />
    </Routes>
  );
}
