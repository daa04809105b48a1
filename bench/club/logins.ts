import { planMerchants } from "../../server/src/demo/merchant-plan";
import { loginByPassword } from "../../server/src/features/merchants/clerk-login.service";
import { monotonicMs } from "../../server/src/platform/clock";
import { type AppDeps, makeCtx } from "../../server/src/platform/context";
import { hashPassword, verifyPassword } from "../../server/src/platform/password";
import { PASSWORD } from "./prepare";

/** `count` pieces of work, `atOnce` at a time; answers how many a second. */
async function rate(of: { count: number; atOnce: number }, work: (index: number) => Promise<unknown>): Promise<number> {
  const startedMs = monotonicMs();
  let next = 0;
  const lane = async () => {
    while (next < of.count) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: of.atOnce }, lane));
  return of.count / ((monotonicMs() - startedMs) / 1000);
}

/** Checks of a password by argon2id alone, a second. */
export async function argonRate(of: { count: number; atOnce: number }): Promise<number> {
  const stored = await hashPassword(PASSWORD);
  return rate(of, () => verifyPassword(stored, PASSWORD));
}

/** Signs in one clerk after the other through the service (the endpoint's limit per address would end this after 60). */
function signIn(deps: AppDeps, phones: string[]): (index: number) => Promise<unknown> {
  return (index) => {
    const call = { actor: { kind: "anonymous" as const }, now: deps.clock.now(), requestId: "bench" };
    const phone = phones[index % phones.length] ?? "";
    return loginByPassword(makeCtx(deps, call), { phone, password: PASSWORD });
  };
}

function phonesOf(merchants: number): string[] {
  return planMerchants(merchants).flatMap(({ people }) => people.map(({ phone }) => phone));
}

/** Whole sign-ins a second. */
export function loginRate(deps: AppDeps, of: { count: number; atOnce: number; merchants: number }): Promise<number> {
  return rate(of, signIn(deps, phonesOf(of.merchants)));
}

let timer: NodeJS.Timeout | null = null;
let [started, done, failed] = [0, 0, 0];

/** Signs somebody in so many times a second until stopLogins. */
export function startLogins(deps: AppDeps, of: { perSecond: number; merchants: number }): void {
  const next = signIn(deps, phonesOf(of.merchants));
  [started, done, failed] = [0, 0, 0];
  timer = setInterval(() => {
    started += 1;
    next(started).then(
      () => {
        done += 1;
      },
      () => {
        failed += 1;
      },
    );
  }, 1000 / of.perSecond);
}

export function stopLogins(): { done: number; failed: number } {
  if (timer) clearInterval(timer);
  timer = null;
  return { done, failed };
}
