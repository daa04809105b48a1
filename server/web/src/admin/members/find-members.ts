import { getMember, searchMembers } from "@club/shared/member-admin";
import type { MemberView } from "@club/shared/members";
import { lookUpVoucher } from "@club/shared/voucher-admin";
import type { Api } from "../../api/client";
import { asApiError } from "../../api/errors";
import type { Sought } from "../find";

/** Members behind what was sought; a code leads to them by its voucher. @throws ApiError */
export async function findMembers(api: Pick<Api, "call">, sought: Sought): Promise<MemberView[]> {
  if (sought.by === "code") return holderOf(api, sought.code);
  const { by, ...terms } = sought;
  return (await api.call(searchMembers, { ...terms, ...(by === "name" && { limit: 50 }) })).items;
}

async function holderOf(api: Pick<Api, "call">, code: string): Promise<MemberView[]> {
  const vouchers = await api.call(lookUpVoucher, { code }).catch((failure: unknown) => {
    if (asApiError(failure).code === "vouchers.not-found") return { items: [] };
    throw failure;
  });
  const [voucher] = vouchers.items;
  return voucher ? [(await api.call(getMember, { memberId: voucher.memberId })).member] : [];
}
