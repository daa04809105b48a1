import { logout } from "@club/shared/auth";
import { getStaffMe } from "@club/shared/staff";
import { useMemo } from "react";
import { Route, useNavigate } from "react-router";
import { useApi, useCall } from "../api/hooks";
import { MeProvider } from "../app/me";
import { Shell } from "../app/Shell";
import { Load } from "../kit/states";
import { placeText } from "../kit/values";
import { PasswordPage } from "./account/PasswordPage";
import { SECTIONS } from "./sections";
import "../app/chinese-dates";

/** Everything behind the back office's door. */
export default function AdminInside() {
  const me = useCall(getStaffMe, {});
  const api = useApi();
  const navigate = useNavigate();
  const account = useMemo(
    () => [{ key: "password", label: "修改密码", onClick: () => navigate("/account/password") }],
    [navigate],
  );
  const signOut = () => {
    // The session ends here even when the server cannot be told.
    void api.call(logout, {}).catch(() => undefined);
    api.session.end();
  };
  return (
    <Load from={me}>
      {({ id, name, role, cityCode }) => (
        <MeProvider me={{ id, name, role, cityCode }}>
          <Shell
            title="车主俱乐部后台"
            scope={placeText(cityCode)}
            sections={SECTIONS}
            account={account}
            onSignOut={signOut}
          >
            <Route path="/account/password" element={<PasswordPage />} />
          </Shell>
        </MeProvider>
      )}
    </Load>
  );
}
