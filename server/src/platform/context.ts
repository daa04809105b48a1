import type { STAFF_ROLES } from "@club/shared/http";
import type { DataSection } from "@club/shared/members";
import type { ClientSession } from "mongoose";
import type { Gateways } from "../gateways/gateways";
import type { Clock } from "./clock";
import type { Config } from "./config";
import type { Keys } from "./crypto";
import { newId } from "./ids";
import type { Log } from "./log";
import { AppError } from "./problem";

export type StaffRole = (typeof STAFF_ROLES)[number];

type AnonymousActor = { kind: "anonymous" };
export type MemberActor = { kind: "member"; id: string; role: "member"; cityCode: string; sessionId: string };
/** A clerk or the owner of a merchant; `id` is the clerk's, `branchIds` empty = all branches. */
export type MerchantActor = {
  kind: "merchant";
  id: string;
  role: "clerk" | "owner";
  merchantId: string;
  branchIds: string[];
  cityCode: string;
  sessionId: string;
};
/** Somebody of the club; `cityCode` null = the whole province. */
export type StaffActor = { kind: "staff"; id: string; role: StaffRole; cityCode: string | null; sessionId: string };
type SystemActor = { kind: "system"; id: string };
export type SignedInActor = MemberActor | MerchantActor | StaffActor;
export type Actor = AnonymousActor | SignedInActor | SystemActor;

/** What a hook is told about a member who has just registered. */
export type RegisteredMember = { id: string; tier: string; cityCode: string };

/**
 * Calls against the direction of imports, supplied by app.ts: a lower feature lets a higher one take part in its work, usually in
 * its transaction, without importing it. Absent = nobody takes part.
 */
export type Hooks = {
  afterRegistration?: (ctx: Ctx, session: ClientSession, member: RegisteredMember) => Promise<void>;
  /** A member has given name and ID number; `tier` is the new one. */
  afterCompletion?: (ctx: Ctx, session: ClientSession, member: RegisteredMember) => Promise<void>;
  /** Staff have corrected a member's ID number, and with it the birthday. */
  afterIdentityCorrection?: (ctx: Ctx, session: ClientSession, memberId: string) => Promise<void>;
  afterClosing?: (ctx: Ctx, session: ClientSession, memberId: string) => Promise<void>;
  /** A vehicle or the licence of a member was added, changed or removed. */
  afterGarageChange?: (ctx: Ctx, session: ClientSession, memberId: string) => Promise<void>;
  /** Which of these members want to be told of new violations, so that their vehicles are checked; no transaction. */
  wantsViolationChecks?: (ctx: Ctx, memberIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** A vehicle has left its garage: what others keep about it goes too. */
  afterVehicleRemoved?: (ctx: Ctx, session: ClientSession, vehicleId: string) => Promise<void>;
  /** Members who have a plate in their garage or on a voucher, at most some hundred, in no order; no transaction. */
  membersOfPlate?: (ctx: Ctx, plate: string) => Promise<string[]>;
  /** What other features keep of a member, for the copy of their data; no transaction. */
  dataSections?: (ctx: Ctx, memberId: string) => Promise<DataSection[]>;
};

/** What the process is made of; built once by main.ts or the test kit. */
export type AppDeps = {
  config: Config;
  keys: Keys;
  clock: Clock;
  gateways: Gateways;
  hooks: Hooks;
  log: Log;
  /** True when the session behind an access token has been ended (createRevocationCheck). */
  isRevoked: (actor: SignedInActor) => Promise<boolean>;
};

/** What every service function receives first. `now` is taken once per request. */
export type Ctx = {
  actor: Actor;
  now: Date;
  /** For jobs that go on for long (atPresent); everything else goes by `now`. */
  clock: Clock;
  requestId: string;
  gateways: Gateways;
  keys: Keys;
  config: Config;
  hooks: Hooks;
  log: Log;
  /** Present on endpoints that are declared idempotent. */
  idempotencyKey?: string;
  /** Where the caller comes from, as addressOf counts it: an IPv6 caller's /56; absent in jobs. */
  address?: string;
  /** Present in jobs: true once the process is stopping. A long run ends between two steps then and goes on at the next start. */
  isStopping?: () => boolean;
};

/** The context of a job or of demonstration data: the system itself acts, at `now`. */
export function systemCtx(deps: AppDeps, name: string, now: Date): Ctx {
  return makeCtx(deps, { actor: { kind: "system", id: name }, now, requestId: `${name}-${newId()}` });
}

/** A context from the process's parts and what is particular to one call. */
export function makeCtx(
  deps: AppDeps,
  call: Pick<Ctx, "actor" | "now" | "requestId" | "address" | "idempotencyKey">,
): Ctx {
  return {
    actor: call.actor,
    now: call.now,
    clock: deps.clock,
    requestId: call.requestId,
    gateways: deps.gateways,
    keys: deps.keys,
    config: deps.config,
    hooks: deps.hooks,
    log: deps.log,
    ...(call.idempotencyKey === undefined ? null : { idempotencyKey: call.idempotencyKey }),
    ...(call.address === undefined ? null : { address: call.address }),
  };
}

/** The same context now, for the next piece of a job that takes long. */
export function atPresent(ctx: Ctx): Ctx {
  return { ...ctx, now: ctx.clock.now() };
}

/** The member who calls. @throws auth.forbidden for anyone else */
export function memberActor(ctx: Ctx): MemberActor {
  if (ctx.actor.kind !== "member") throw new AppError("auth.forbidden");
  return ctx.actor;
}

/** The clerk or owner who calls. @throws auth.forbidden for anyone else */
export function merchantActor(ctx: Ctx): MerchantActor {
  if (ctx.actor.kind !== "merchant") throw new AppError("auth.forbidden");
  return ctx.actor;
}

/** The member of staff who calls. @throws auth.forbidden for anyone else */
export function staffActor(ctx: Ctx): StaffActor {
  if (ctx.actor.kind !== "staff") throw new AppError("auth.forbidden");
  return ctx.actor;
}

/**
 * The cities whose records the caller may see, to spread into a query: `{}` for the province and for the system,
 * `{ cityCode }` for city staff. @throws auth.forbidden for members, merchants and nobody
 */
export function cityFilter(ctx: Ctx): { cityCode?: string } {
  if (ctx.actor.kind === "system") return {};
  const { cityCode } = staffActor(ctx);
  return cityCode === null ? {} : { cityCode };
}

/** One stable text per actor ("member:4Kx…"), for keys of sessions, limits and idempotency. */
export function actorKey(actor: Actor): string {
  return actor.kind === "anonymous" ? "anonymous" : `${actor.kind}:${actor.id}`;
}
