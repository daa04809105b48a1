import { addDays } from "@club/shared/time";
import { demoId } from "../../server/src/demo/insert-missing";
import { memberId } from "../../server/src/demo/member-plan";
import { cityOf, planMerchants } from "../../server/src/demo/merchant-plan";
import { seedMerchants } from "../../server/src/demo/seed-merchants";
import { type MemberDoc, Members } from "../../server/src/features/members/members.model";
import { blindOf, encryptPersonal } from "../../server/src/features/members/members.personal";
import { type IssueRequest, issueVouchersBulk } from "../../server/src/features/vouchers/voucher-issue.service";
import { type AppDeps, systemCtx } from "../../server/src/platform/context";
import { native } from "../../server/src/platform/db";
import { hashPassword } from "../../server/src/platform/password";

export type Town = {
  merchants: number;
  members: number;
  /** The first of them is of SERVICE, the others are there for volume. */
  vouchersPerMember: number;
};

/** Redeemed in the benches: the most frequent service, with the most rules of those that need no photo. */
export const SERVICE = "car-wash";
const OTHER_SERVICE = "vehicle-check";
/** Password of every merchant's people. */
export const PASSWORD = "bench-password-2026";
const CHUNK = 1_000;
const VALID_DAYS = 365;

/** Merchants and members as documents (they are volume here), vouchers by the service that issues them in bulk. */
export async function prepare(deps: AppDeps, town: Town): Promise<{ issued: number }> {
  const startedAt = deps.clock.now();
  const merchants = planMerchants(town.merchants);
  const passwordHash = await hashPassword(PASSWORD);
  await seedMerchants({ deps, startedAt, merchants, memberCount: 0, passwordHash, progress: () => undefined });
  let issued = 0;
  for (let from = 0; from < town.members; from += CHUNK) {
    const numbers = Array.from({ length: Math.min(CHUNK, town.members - from) }, (_, index) => from + index);
    await native(Members).insertMany(numbers.map((n) => toMember(deps, n, startedAt)));
    const requests = numbers.map((n) => toRequest(n, town.vouchersPerMember, startedAt));
    issued += (await issueVouchersBulk(systemCtx(deps, "bench", startedAt), requests)).issuedCount;
  }
  return { issued };
}

/** The card that holds the one voucher of SERVICE of the n-th member. */
export function firstCard(n: number): string {
  return demoId("First", n);
}

function toRequest(n: number, quantity: number, now: Date): IssueRequest {
  const common = { expiresAt: addDays(now, VALID_DAYS), plateBinding: "none" } as const;
  const first = { ...common, cardId: firstCard(n), serviceId: SERVICE, quantity: 1 };
  const others = { ...common, cardId: demoId("More", n), serviceId: OTHER_SERVICE, quantity: quantity - 1 };
  return {
    memberId: memberId(n),
    cityCode: cityOf(n).code,
    grantId: null,
    source: { kind: "bench", id: null },
    items: quantity > 1 ? [first, others] : [first],
  };
}

/** The n-th member. */
export function toMember({ keys }: AppDeps, n: number, now: Date): MemberDoc {
  const phone = `199${String(n).padStart(8, "0")}`;
  const name = "张小明";
  return {
    _id: memberId(n),
    memberNo: String(n).padStart(10, "0"),
    status: "completed",
    tier: "standard",
    cityCode: cityOf(n).code,
    phoneEnc: encryptPersonal(keys, "phone", phone),
    phoneBlind: blindOf(keys, "phone", phone),
    nameEnc: encryptPersonal(keys, "name", name),
    nameBlind: blindOf(keys, "name", name),
    idCardEnc: null,
    idCardBlind: null,
    passwordHash: null,
    openidEnc: null,
    openidBlind: null,
    unionidEnc: null,
    consents: [],
    channelScene: null,
    createdAt: now,
    completedAt: now,
    closesAt: null,
    closedAt: null,
    updatedAt: now,
  };
}
