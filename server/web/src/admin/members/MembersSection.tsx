import { Route, Routes } from "react-router";
import { MemberPage } from "./MemberPage";
import { MembersPage } from "./MembersPage";

export default function MembersSection() {
  return (
    <Routes>
      <Route index element={<MembersPage />} />
      <Route path=":memberId" element={<MemberPage />} />
    </Routes>
  );
}
