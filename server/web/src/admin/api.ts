import { refreshSession } from "@club/shared/auth";
import { createApi } from "../api/client";
import { createSession, NOBODY } from "../api/session";

/** The API as the back office calls it. */
export const adminApi = createApi(
  createSession({
    storage: localStorage,
    key: "club.admin",
    renew: (refreshToken) => createApi(NOBODY).call(refreshSession, { refreshToken }),
  }),
);
