import { getMyMerchant, logoutClerk } from "@club/shared/merchant-clerks";
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
  return (
    <Load from={mine}>
      {(loaded) => (
        <MeProvider me={{ id: loaded.clerk.id, name: loaded.clerk.name, role: loaded.clerk.role, cityCode: null }}>
          <MyMerchantProvider mine={loaded}>
            <Shell
              title="商户网页"
              scope={loaded.merchant.name}
              sections={SECTIONS}
              logout={() => api.call(logoutClerk, {})}
              passwordPage={<PasswordPage />}
            />
          </MyMerchantProvider>
        </MeProvider>
      )}
    </Load>
  );
}
