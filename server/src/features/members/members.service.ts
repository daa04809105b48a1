import { maskName, maskPhone } from "@club/shared/mask";
import { MEMBER_TIERS, type MemberStatus, type MemberTier } from "@club/shared/members";
import { CITIES } from "@club/shared/regions";
import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { native } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { Identities, type IdentityDoc } from "./identities.model";
import { findByKey } from "./members.create";
import { type MemberDoc, Members } from "./members.model";
import { identityKey, readPersonal } from "./members.personal";

/*
 * What other features may ask about members.
 */

/** What rules decide by; nothing personal. */
export type MemberFacts = {
  id: string;
  memberNo: string;
  status: MemberStatus;
  tier: MemberTier;
  cityCode: string;
  phoneBlind: string | null;
  registeredAt: Date;
};
/** For lists: who it is, masked. `name` is null until the member is completed, `phone` once it was given up. */
export type MemberSummary = {
  id: string;
  memberNo: string;
  cityCode: string;
  name: string | null;
  phone: string | null;
};

const FACT_FIELDS = { memberNo: 1, status: 1, tier: 1, cityCode: 1, phoneBlind: 1, createdAt: 1 } as const;
const SUMMARY_FIELDS = { memberNo: 1, cityCode: 1, nameEnc: 1, phoneEnc: 1 } as const;

/** Facts of one member, closed ones too. @throws members.not-found */
export async function getMember(_ctx: Ctx, memberId: string): Promise<MemberFacts> {
  const facts = (await getMemberFacts([memberId])).get(memberId);
  if (!facts) throw new AppError("members.not-found");
  return facts;
}

/** Facts of several members in one read; ids of nobody are left out. With a session, as its transaction sees them. */
export async function getMemberFacts(
  memberIds: readonly string[],
  session?: ClientSession,
): Promise<Map<string, MemberFacts>> {
  const filter = { _id: { $in: [...new Set(memberIds)] } };
  const rows = await Members.find(filter, FACT_FIELDS, session ? { session } : {}).lean<MemberDoc[]>();
  return new Map(rows.map((row) => [row._id, toFacts(row)]));
}

/**
 * Whether an account is closed, and stays as it is until the caller's transaction is over: the touch makes a closing at the same
 * moment meet this transaction, so that one of both sees what the other did.
 */
export async function isClosedMember(session: ClientSession, ctx: Ctx, memberId: string): Promise<boolean> {
  const touch = { $set: { updatedAt: ctx.now } };
  const open = await Members.updateOne({ _id: memberId, status: { $ne: "closed" } }, touch, { session });
  return open.matchedCount === 0 && (await Members.exists({ _id: memberId }).session(session)) !== null;
}

/** The member who holds a phone (11 digits), or null. */
export async function findMemberByPhone(ctx: Ctx, phone: string): Promise<MemberFacts | null> {
  const member = await findByKey(identityKey(ctx.keys, "phone", phone));
  return member && toFacts(member);
}

const PHONES_PER_READ = 1_000;

/** Member ids by phone (11 digits) for a list of phones; phones of nobody are left out. */
export async function findMembersByPhones(ctx: Ctx, phones: readonly string[]): Promise<Map<string, string>> {
  const phoneByKey = new Map(phones.map((phone) => [identityKey(ctx.keys, "phone", phone), phone]));
  const keys = [...phoneByKey.keys()];
  const found = new Map<string, string>();
  for (let from = 0; from < keys.length; from += PHONES_PER_READ) {
    const rows = await Identities.find({ _id: { $in: keys.slice(from, from + PHONES_PER_READ) } }).lean<
      IdentityDoc[]
    >();
    for (const { _id, memberId } of rows) found.set(phoneByKey.get(_id) ?? "", memberId);
  }
  return found;
}

/** How many members (not closing or closed) are in a tier and in cities; absent = any. */
export async function countMembers(of: { tier?: MemberTier; cityCodes?: readonly string[] }): Promise<number> {
  return Members.countDocuments({
    tier: of.tier ?? { $in: [...MEMBER_TIERS] },
    cityCode: { $in: of.cityCodes ?? CITIES.map((city) => city.code) },
    status: { $in: ["registered", "completed"] },
  });
}

/** The member with a member number, or null. */
export async function findMemberByNo(memberNo: string): Promise<MemberFacts | null> {
  const member = await findByKey(`memberNo:${memberNo}`);
  return member && toFacts(member);
}

/** Masked names and phones for lists, in one read; ids of nobody are left out. */
export async function memberSummaries(ctx: Ctx, memberIds: readonly string[]): Promise<Map<string, MemberSummary>> {
  const rows = await Members.find({ _id: { $in: [...new Set(memberIds)] } }, SUMMARY_FIELDS).lean<MemberDoc[]>();
  return new Map(rows.map((row) => [row._id, toSummary(ctx, row)]));
}

/** Who holds a voucher, masked, and the key of the phone that rules compare; null for nobody. One read without casting. */
export async function findHolder(
  ctx: Ctx,
  memberId: string,
): Promise<(MemberSummary & Pick<MemberFacts, "phoneBlind">) | null> {
  const projection = { ...SUMMARY_FIELDS, phoneBlind: 1 };
  const row = await native(Members).findOne({ _id: memberId }, { projection });
  return row && { ...toSummary(ctx, row), phoneBlind: row.phoneBlind };
}

/** Where a member can be reached, in plain text: for the senders of messages only, never for an answer. */
export async function getMemberContact(
  ctx: Ctx,
  memberId: string,
): Promise<{ phone: string | null; openid: string | null } | null> {
  const member = await Members.findOne({ _id: memberId, status: { $ne: "closed" } }).lean<MemberDoc>();
  if (!member) return null;
  return { phone: readPersonal(ctx.keys, member, "phone"), openid: readPersonal(ctx.keys, member, "openid") };
}

function toFacts(row: MemberDoc): MemberFacts {
  const { _id, memberNo, status, tier, cityCode, phoneBlind, createdAt } = row;
  return { id: _id, memberNo, status, tier, cityCode, phoneBlind, registeredAt: createdAt };
}

function toSummary(ctx: Ctx, row: MemberDoc): MemberSummary {
  const name = readPersonal(ctx.keys, row, "name");
  const phone = readPersonal(ctx.keys, row, "phone");
  return {
    id: row._id,
    memberNo: row.memberNo,
    cityCode: row.cityCode,
    name: name === null ? null : maskName(name),
    phone: phone === null ? null : maskPhone(phone),
  };
}
