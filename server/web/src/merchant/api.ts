import { refreshClerkSession } from "@club/shared/merchant-clerks";
import { createApi } from "../api/client";
import { createSession, NOBODY } from "../api/session";

/** The API as the merchant's page calls it. */
export const merchantApi = createApi(
  createSession({
    storage: localStorage,
    key: "club.merchant",
    renew: (refreshToken) => createApi(NOBODY).call(refreshClerkSession, { refreshToken }),
  }),
);
