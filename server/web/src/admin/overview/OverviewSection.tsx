import { Route, Routes } from "react-router";
import { DifferencesPage } from "./DifferencesPage";
import { OverviewPage } from "./OverviewPage";

/** The first page, and the rows behind a proof that does not agree. */
export default function OverviewSection() {
  return (
    <Routes>
      <Route index element={<OverviewPage />} />
      <Route path="balance/:proof" element={<DifferencesPage />} />
    </Routes>
  );
}
