import jwt from "jsonwebtoken";
import type { SignedInActor } from "./context";
import type { Keys } from "./crypto";
import { AppError } from "./problem";

export const ACCESS_TOKEN_SECONDS = 15 * 60;
const ISSUER = "car-owners-club";

/** A signed access token (JWT, HS256, 15 minutes) that carries the whole actor. */
export function signAccessToken(keys: Keys, actor: SignedInActor, now: Date): string {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const payload = { iss: ISSUER, iat: issuedAt, exp: issuedAt + ACCESS_TOKEN_SECONDS, sub: actor.id, actor };
  return jwt.sign(payload, keys.jwtKey, { algorithm: "HS256" });
}

/** The actor of an access token. @throws auth.expired when its time is over, auth.required when it is not ours */
export function readAccessToken(keys: Keys, token: string, now: Date): SignedInActor {
  return readAccess(keys, token, now).actor;
}

/** The actor of an access token and when it ends. @throws as readAccessToken */
export function readAccess(keys: Keys, token: string, now: Date): Verified {
  const nowSeconds = Math.floor(now.getTime() / 1000);
  const known = verifiedBy(keys);
  const verified = known.get(token) ?? verifyAccessToken(keys, token, now);
  if (nowSeconds >= verified.expiresAtSeconds) {
    known.delete(token);
    throw new AppError("auth.expired");
  }
  if (!known.has(token)) remember(known, token, verified);
  return verified;
}

type Verified = { actor: SignedInActor; expiresAtSeconds: number };

/** Checks a token's signature, issuer and time. @throws as readAccessToken, which remembers what this found */
export function verifyAccessToken(keys: Keys, token: string, now: Date): Verified {
  try {
    const options = {
      algorithms: ["HS256" as const],
      issuer: ISSUER,
      clockTimestamp: Math.floor(now.getTime() / 1000),
    };
    const payload = jwt.verify(token, keys.jwtKey, options) as unknown as { actor: SignedInActor; exp: number };
    return { actor: Object.freeze(payload.actor), expiresAtSeconds: payload.exp };
  } catch (error) {
    throw new AppError(error instanceof jwt.TokenExpiredError ? "auth.expired" : "auth.required");
  }
}

/**
 * Tokens whose signature was checked a moment ago, newest last: a clerk at work sends the same one a thousand times, and the
 * check costs a tenth of a redemption. Only the signature is remembered, the time is compared on every request.
 */
const verifiedTokens = new WeakMap<Keys, Map<string, Verified>>();
const REMEMBERED_TOKENS = 20_000;

function verifiedBy(keys: Keys): Map<string, Verified> {
  const known = verifiedTokens.get(keys) ?? new Map<string, Verified>();
  verifiedTokens.set(keys, known);
  return known;
}

function remember(known: Map<string, Verified>, token: string, verified: Verified): void {
  if (known.size >= REMEMBERED_TOKENS) known.delete(known.keys().next().value as string);
  known.set(token, verified);
}
