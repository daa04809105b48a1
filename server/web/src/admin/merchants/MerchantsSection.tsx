import { Route, Routes } from "react-router";
import { MerchantPage } from "./MerchantPage";
import { MerchantsPage } from "./MerchantsPage";

export default function MerchantsSection() {
  return (
    <Routes>
      <Route index element={<MerchantsPage />} />
      <Route path=":merchantId" element={<MerchantPage />} />
    </Routes>
  );
}
