import { logout } from "@club/shared/auth";
import { getStaffMe } from "@club/shared/staff";
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
  return (
    <Load from={me}>
      {({ id, name, role, cityCode }) => (
        <MeProvider me={{ id, name, role, cityCode }}>
          <Shell
            title="车主俱乐部后台"
            scope={placeText(cityCode)}
            sections={SECTIONS}
            logout={() => api.call(logout, {})}
            passwordPage={<PasswordPage />}
          />
        </MeProvider>
      )}
    </Load>
  );
}
