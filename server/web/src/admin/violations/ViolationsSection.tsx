import { Route, Routes } from "react-router";
import { CitiesPage } from "./CitiesPage";
import { CostsPage } from "./CostsPage";
import { HealthPage } from "./HealthPage";

/** 违章: whether the providers answer, what they cost, what each city asks for. */
export default function ViolationsSection() {
  return (
    <Routes>
      <Route index element={<HealthPage />} />
      <Route path="costs" element={<CostsPage />} />
      <Route path="rules" element={<CitiesPage />} />
    </Routes>
  );
}
