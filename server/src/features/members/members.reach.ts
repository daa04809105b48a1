import type { MemberStatus } from "@club/shared/members";
import type { Ctx } from "../../platform/context";
import { type MemberDoc, Members } from "./members.model";
import { readPersonal } from "./members.personal";

/*
 * What reminders ask about members: in batches, by _id, and in the order in which they came.
 */

/** Whether and how a member can be reached. `birthday` is YYYY-MM-DD from the ID card, null when it was not given. */
export type MemberReach = {
  id: string;
  status: MemberStatus;
  cityCode: string;
  hasOpenid: boolean;
  hasPhone: boolean;
  birthday: string | null;
};

const FIELDS = { status: 1, cityCode: 1, openidBlind: 1, phoneBlind: 1, idCardEnc: 1 } as const;

/** Several members in one read; ids of nobody are left out. */
export async function reachOfMembers(ctx: Ctx, memberIds: readonly string[]): Promise<Map<string, MemberReach>> {
  const rows = await Members.find({ _id: { $in: [...new Set(memberIds)] } }, FIELDS).lean<MemberDoc[]>();
  return new Map(rows.map((row) => [row._id, toReach(ctx, row)]));
}

function toReach(ctx: Ctx, row: MemberDoc): MemberReach {
  const idCard = readPersonal(ctx.keys, row, "idCard");
  return {
    id: row._id,
    status: row.status,
    cityCode: row.cityCode,
    hasOpenid: row.openidBlind !== null,
    hasPhone: row.phoneBlind !== null,
    birthday: idCard === null ? null : birthdayOf(idCard),
  };
}

/** Digits 7 to 14 of an 18-digit number. */
function birthdayOf(idCard: string): string {
  return `${idCard.slice(6, 10)}-${idCard.slice(10, 12)}-${idCard.slice(12, 14)}`;
}

export type NewcomerPlace = { createdAt: Date; id: string };

/** Members in the order (createdAt, _id) after a place in it. Index: { createdAt, _id }. */
export async function membersAfter(after: NewcomerPlace | null, limit: number): Promise<NewcomerPlace[]> {
  const ranges = after
    ? [{ createdAt: after.createdAt, _id: { $gt: after.id } }, { createdAt: { $gt: after.createdAt } }]
    : [{}];
  const found: NewcomerPlace[] = [];
  for (const range of ranges) {
    if (found.length >= limit) break;
    const rows = await Members.find(range, { createdAt: 1 })
      .sort({ createdAt: 1, _id: 1 })
      .limit(limit - found.length)
      .lean<Pick<MemberDoc, "_id" | "createdAt">[]>();
    found.push(...rows.map(({ _id, createdAt }) => ({ id: _id, createdAt })));
  }
  return found;
}
