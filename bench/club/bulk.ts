import { monitorEventLoopDelay } from "node:perf_hooks";
import { addDays } from "@club/shared/time";
import { memberId } from "../../server/src/demo/member-plan";
import { cityOf } from "../../server/src/demo/merchant-plan";
import { VoucherCards, Vouchers } from "../../server/src/features/vouchers/voucher.model";
import { type IssueRequest, issueVouchersBulk } from "../../server/src/features/vouchers/voucher-issue.service";
import { monotonicMs } from "../../server/src/platform/clock";
import { type AppDeps, systemCtx } from "../../server/src/platform/context";
import { native } from "../../server/src/platform/db";
import { newId } from "../../server/src/platform/ids";
import { SERVICE } from "./prepare";

const PER_MEMBER = 5;
const RESOLUTION_MS = 2;
const MEMBERS = 1_000;

export type BulkResult = { issuedCount: number; ms: number; maxBlockMs: number; sourceId: string };

/** Issues `count` codes by the service and tells how long the event loop was held up meanwhile at most. */
export async function issueBulk(deps: AppDeps, { count }: { count: number }): Promise<BulkResult> {
  const now = deps.clock.now();
  const source = { kind: "bench", id: newId() };
  const requests = Array.from({ length: count / PER_MEMBER }, (_, index): IssueRequest => {
    const n = index % MEMBERS;
    const item = { cardId: newId(), serviceId: SERVICE, quantity: PER_MEMBER, expiresAt: addDays(now, 90) };
    const items = [{ ...item, plateBinding: "none" as const }];
    return { memberId: memberId(n), cityCode: cityOf(n).code, grantId: null, source, items };
  });
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const startedMs = monotonicMs();
  const { issuedCount } = await issueVouchersBulk(systemCtx(deps, "bench", now), requests);
  const ms = monotonicMs() - startedMs;
  delay.disable();
  return { issuedCount, ms, maxBlockMs: delay.max / 1e6 - RESOLUTION_MS, sourceId: source.id };
}

/** True when all cards and vouchers of one bulk issue are there. Reads every voucher: not to be asked while something is measured. */
export async function isIssued({ sourceId, count }: { sourceId: string; count: number }): Promise<boolean> {
  const source = { kind: "bench", id: sourceId };
  const cards = await native(VoucherCards).countDocuments({ source });
  return cards === count / PER_MEMBER && (await native(Vouchers).countDocuments({ source })) === count;
}
