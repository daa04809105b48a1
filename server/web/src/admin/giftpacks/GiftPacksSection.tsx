import { Route, Routes } from "react-router";
import { BatchPage } from "./BatchPage";
import { GiftPackPage } from "./GiftPackPage";
import { GiftPacksPage } from "./GiftPacksPage";
import { EditPackPage, NewPackPage, NewVersionPage } from "./PackEditor";

export default function GiftPacksSection() {
  return (
    <Routes>
      <Route index element={<GiftPacksPage />} />
      <Route path="new" element={<NewPackPage />} />
      <Route path=":packId" element={<GiftPackPage />} />
      <Route path=":packId/edit" element={<EditPackPage />} />
      <Route path=":packId/new-version" element={<NewVersionPage />} />
      <Route path=":packId/batches/:batchId" element={<BatchPage />} />
    </Routes>
  );
}
