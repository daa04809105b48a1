import { getMyMerchant, logoutClerk } from "@club/shared/merchant-clerks";
import { useMemo } from "react";
import { Route, useNavigate } from "react-router";
import { useApi, useCall } from "../api/hooks";
import { MeProvider } from "../app/me";
import { Shell } from "../app/Shell";
import { Load } from "../kit/states";
import { MyMerchantProvider } from "./my-merchant";
import { PasswordPage } from "./PasswordPage";
import { SECTIONS } from "./sections";
import "../app/chinese-dates";

/** Everything behind the merchant's door. */
export default function MerchantInside() {
  const mine = useCall(getMyMerchant, {});
  const api = useApi();
  const navigate = useNavigate();
  const account = useMemo(
    () => [{ key: "password", label: "修改密码", onClick: () => navigate("/account/password") }],
    [navigate],
  );
  const signOut = () => {
    // The session ends here even when the server cannot be told.
    void api.call(logoutClerk, {}).catch(() => undefined);
    api.session.end();
  };
  return (
    <Load from={mine}>
      {(loaded) => (
        <MeProvider me={{ id: loaded.clerk.id, name: loaded.clerk.name, role: loaded.clerk.role, cityCode: null }}>
          <MyMerchantProvider mine={loaded}>
            <Shell
              title="商户网页"
              scope={loaded.merchant.name}
              sections={SECTIONS}
              account={account}
              onSignOut={signOut}
            >
              <Route path="/account/password" element={<PasswordPage />} />
            </Shell>
          </MyMerchantProvider>
        </MeProvider>
      )}
    </Load>
  );
}
