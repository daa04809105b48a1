import type { SessionTokens } from "@club/shared/auth";
import type { Ctx } from "../../platform/context";
import { AppError } from "../../platform/problem";
import { type ActorClaims, revokeSession, rotateSession } from "../../platform/tokens";

/** Looks a person up afresh when a session is renewed: new claims (city, role), or null when they may no longer sign in. */
type Reload = (ctx: Ctx, id: string) => Promise<ActorClaims | null>;
/** One for each kind of actor, supplied by app.ts because this feature may import none of those that sign people in. */
export type Reloaders = Partial<Record<ActorClaims["kind"], Reload>>;

/** A new pair of tokens for a refresh token. @throws auth.refresh-invalid */
export function renewSession(ctx: Ctx, refreshToken: string, reloaders: Reloaders): Promise<SessionTokens> {
  return rotateSession(ctx, refreshToken, async (claims) => {
    const reload = reloaders[claims.kind];
    return reload ? reload(ctx, claims.id) : claims;
  });
}

/** Ends the caller's session on this device. @throws auth.required */
export async function signOut(ctx: Ctx): Promise<undefined> {
  if (!("sessionId" in ctx.actor)) throw new AppError("auth.required");
  await revokeSession(ctx, ctx.actor.sessionId);
}
