import { Route, Routes } from "react-router";
import { VoucherPage } from "./VoucherPage";
import { VouchersPage } from "./VouchersPage";

export default function VouchersSection() {
  return (
    <Routes>
      <Route index element={<VouchersPage />} />
      <Route path=":voucherId" element={<VoucherPage />} />
    </Routes>
  );
}
