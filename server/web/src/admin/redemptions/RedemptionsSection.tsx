import { Route, Routes } from "react-router";
import { RedemptionPage } from "./RedemptionPage";
import { RedemptionsPage } from "./RedemptionsPage";

export default function RedemptionsSection() {
  return (
    <Routes>
      <Route index element={<RedemptionsPage />} />
      <Route path=":redemptionId" element={<RedemptionPage />} />
    </Routes>
  );
}
