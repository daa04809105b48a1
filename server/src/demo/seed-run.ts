import type { AppDeps, Ctx, StaffActor } from "../platform/context";
import { makeCtx, systemCtx } from "../platform/context";
import type { PlannedMerchant } from "./merchant-plan";

/** What every step of the seed shares. `startedAt` is the "today" of the demonstration. */
export type SeedRun = {
  deps: AppDeps;
  startedAt: Date;
  merchants: PlannedMerchant[];
  memberCount: number;
  /** argon2id of DEMO_PASSWORD, computed once. */
  passwordHash: string;
  progress: (line: string) => void;
};

/** The seed itself acts, at an instant of the demonstration's past. */
export function seedCtx(run: SeedRun, at: Date): Ctx {
  return systemCtx(run.deps, "demo", at);
}

/** Somebody acts, at an instant of the demonstration's past. */
export function ctxOf(run: SeedRun, actor: Ctx["actor"], at: Date): Ctx {
  return makeCtx(run.deps, { actor, now: at, requestId: "demo" });
}

/** Staff of the club act, e.g. the province administrator. */
export function staffCtx(run: SeedRun, staff: Pick<StaffActor, "id" | "role" | "cityCode">, at: Date): Ctx {
  return ctxOf(run, { kind: "staff", ...staff, sessionId: "demo" }, at);
}
