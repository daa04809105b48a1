import type { InputOf, OutputOf } from "@club/shared/http";
import type { getMember, listMembers, revealMemberField, searchMembers } from "@club/shared/member-admin";
import { recordAudit } from "../../platform/audit";
import { type Ctx, cityFilter } from "../../platform/context";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { toConsentRecords } from "./members.consents";
import { findByKey } from "./members.create";
import { type MemberDoc, Members } from "./members.model";
import { blindOf, identityKey, readPersonal, toMemberView } from "./members.personal";

type MemberPage = OutputOf<typeof listMembers>;

/** Members the caller may see, newest first. @throws request.invalid for a bad cursor */
export async function listForStaff(ctx: Ctx, input: InputOf<typeof listMembers>): Promise<MemberPage> {
  const own = cityFilter(ctx);
  if (own.cityCode && input.cityCode && input.cityCode !== own.cityCode) return { items: [], nextCursor: null };
  const wanted = { ...(input.cityCode && { cityCode: input.cityCode }), ...(input.status && { status: input.status }) };
  return pageOf(ctx, { ...wanted, ...own }, input);
}

/**
 * By phone or member number at most one; by whole name all of that name, by plate all who have it, newest first. City staff find
 * only their own.
 */
export async function searchForStaff(ctx: Ctx, input: InputOf<typeof searchMembers>): Promise<MemberPage> {
  const { phone, memberNo, name, plate } = input;
  if (plate !== undefined) return ownersOf(ctx, plate);
  if (name !== undefined) return pageOf(ctx, { nameBlind: blindOf(ctx.keys, "name", name), ...cityFilter(ctx) }, input);
  const key = phone === undefined ? `memberNo:${memberNo}` : identityKey(ctx.keys, "phone", phone);
  const found = await findByKey(key);
  const own = cityFilter(ctx).cityCode;
  const isVisible = found !== null && (own === undefined || own === found.cityCode);
  return { items: isVisible ? [toMemberView(ctx.keys, found)] : [], nextCursor: null };
}

/** A plate stands in few garages, so that those who have it are one page. */
async function ownersOf(ctx: Ctx, plate: string): Promise<MemberPage> {
  const memberIds = [...new Set(await ctx.hooks.membersOfPlate?.(ctx, plate))];
  const rows = await Members.find({ _id: { $in: memberIds }, ...cityFilter(ctx) }).lean<MemberDoc[]>();
  const newestFirst = rows.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  return { items: newestFirst.map((row) => toMemberView(ctx.keys, row)), nextCursor: null };
}

type PageInput = { cursor?: string | undefined; limit: number };

async function pageOf(ctx: Ctx, filter: Record<string, unknown>, { cursor, limit }: PageInput): Promise<MemberPage> {
  const sort = { createdAt: -1, _id: -1 } as const;
  const page = await findPage<MemberDoc>(Members, { filter, sort, cursor, limit });
  return { items: page.rows.map((row) => toMemberView(ctx.keys, row)), nextCursor: page.nextCursor };
}

/** A member whom the caller may see. @throws members.not-found, also for one of another city */
async function getVisible(ctx: Ctx, memberId: string): Promise<MemberDoc> {
  const member = await Members.findOne({ _id: memberId, ...cityFilter(ctx) }).lean<MemberDoc>();
  if (!member) throw new AppError("members.not-found");
  return member;
}

/** @throws members.not-found */
export async function getForStaff(ctx: Ctx, input: InputOf<typeof getMember>): Promise<OutputOf<typeof getMember>> {
  const member = await getVisible(ctx, input.memberId);
  return {
    member: toMemberView(ctx.keys, member),
    consents: toConsentRecords(member.consents),
    channelScene: member.channelScene,
  };
}

/** One value in plain text; the audit row is written before it is shown. @throws members.not-found, members.field-empty */
export async function revealField(
  ctx: Ctx,
  input: InputOf<typeof revealMemberField>,
): Promise<OutputOf<typeof revealMemberField>> {
  const member = await getVisible(ctx, input.memberId);
  const value = readPersonal(ctx.keys, member, input.field);
  if (value === null) throw new AppError("members.field-empty");
  await recordAudit(ctx, null, {
    action: "members.reveal",
    subject: { type: "member", id: member._id },
    reason: input.reason,
    after: { field: input.field },
  });
  return { field: input.field, value };
}
