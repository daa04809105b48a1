import { getMember, searchMembers } from "@club/shared/member-admin";
import type { MemberView } from "@club/shared/members";
import { lookUpVoucher } from "@club/shared/voucher-admin";
import type { Api } from "../../api/client";
import { asApiError } from "../../api/errors";
import type { Sought } from "../find";

/** Members behind what was sought; a plate and a code lead to them by the vouchers. @throws ApiError */
export async function findMembers(api: Pick<Api, "call">, sought: Sought): Promise<MemberView[]> {
  if (sought.by === "phone") return (await api.call(searchMembers, { phone: sought.phone })).items;
  if (sought.by === "memberNo") return (await api.call(searchMembers, { memberNo: sought.memberNo })).items;
  if (sought.by === "name") return (await api.call(searchMembers, { name: sought.name, limit: 50 })).items;
  const terms = sought.by === "plate" ? { plate: sought.plate } : { code: sought.code };
  const vouchers = await api.call(lookUpVoucher, terms).catch((failure: unknown) => {
    if (asApiError(failure).code === "vouchers.not-found") return { items: [] };
    throw failure;
  });
  const memberIds = [...new Set(vouchers.items.map((voucher) => voucher.memberId))];
  const members: MemberView[] = [];
  for (const memberId of memberIds.slice(0, 20)) members.push((await api.call(getMember, { memberId })).member);
  return members;
}
