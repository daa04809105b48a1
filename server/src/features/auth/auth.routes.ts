import { logout, refreshSession, requestSmsCode } from "@club/shared/auth";
import { type Route, route } from "../../platform/route";
import { type Reloaders, renewSession, signOut } from "./auth.service";
import { sendSmsCode } from "./sms-codes.service";

/** Routes for everybody who signs in. */
export function createAuthRoutes(reloaders: Reloaders): Route[] {
  return [
    route(requestSmsCode, (ctx, input) => sendSmsCode(ctx, { phone: input.phone, purpose: "signIn" })),
    route(refreshSession, (ctx, input) => renewSession(ctx, input.refreshToken, reloaders)),
    route(logout, signOut),
  ];
}
