import { addDays } from "@club/shared/time";
import type { TestApi, TestUser } from "../../../test/kit";
import { inTransaction } from "../../platform/db";
import { newId } from "../../platform/ids";
import type { Voucher } from "./voucher.model";
import { type IssueItem, issueVouchers } from "./voucher-issue.service";

type Wanted = Partial<IssueItem> & { cityCode?: string };

/** Issues one card to a member the way a claim does; three car washes valid for 30 days unless told. */
export async function issueCard(api: TestApi, owner: TestUser, wanted: Wanted = {}): Promise<Voucher[]> {
  const { cityCode = "370100", ...item } = wanted;
  const ctx = api.ctx();
  return inTransaction((session) =>
    issueVouchers(session, ctx, {
      memberId: owner.actor.id,
      cityCode,
      grantId: null,
      source: { kind: "gift-pack", id: null },
      items: [
        {
          cardId: newId(),
          serviceId: "car-wash",
          quantity: 3,
          expiresAt: addDays(ctx.now, 30),
          plateBinding: "none",
          ...item,
        },
      ],
    }),
  );
}

/** The first of an array that must not be empty. */
export function first<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error("expected at least one");
  return row;
}
