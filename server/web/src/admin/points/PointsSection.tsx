import { Route, Routes } from "react-router";
import { AccountPage } from "./AccountPage";
import { AdjustmentsPage } from "./AdjustmentsPage";
import { LedgerPage } from "./LedgerPage";
import { EditRulePage, NewRulePage } from "./RuleEditor";
import { RulePage } from "./RulePage";
import { RulesPage } from "./RulesPage";

export default function PointsSection() {
  return (
    <Routes>
      <Route index element={<LedgerPage />} />
      <Route path="rules" element={<RulesPage />} />
      <Route path="rules/:event" element={<RulePage />} />
      <Route path="rules/:event/new" element={<NewRulePage />} />
      <Route path="rules/:event/edit" element={<EditRulePage />} />
      <Route path="adjustments" element={<AdjustmentsPage />} />
      <Route path="accounts/:memberId" element={<AccountPage />} />
    </Routes>
  );
}
