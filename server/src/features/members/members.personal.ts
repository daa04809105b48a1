import { maskIdCard, maskName, maskPhone } from "@club/shared/mask";
import type { MemberView } from "@club/shared/members";
import { blindIndex, decrypt, encrypt, type Keys } from "../../platform/crypto";
import type { MemberDoc } from "./members.model";

/*
 * The only place that knows how a member's personal values are stored. The blind index of a phone has the purpose "phone"
 * everywhere in the product, so that a member's number can be compared with a merchant's.
 */

export type PersonalField = "phone" | "name" | "idCard" | "openid" | "unionid";

const ENCRYPTED = {
  phone: "phoneEnc",
  name: "nameEnc",
  idCard: "idCardEnc",
  openid: "openidEnc",
  unionid: "unionidEnc",
} as const satisfies Record<PersonalField, keyof MemberDoc>;
const PURPOSES = { phone: "phone", name: "name", idCard: "idcard", openid: "openid" } as const;

/** The value in plain text, or null when the member has none. */
export function readPersonal(keys: Keys, member: MemberDoc, field: PersonalField): string | null {
  const stored = member[ENCRYPTED[field]];
  return stored === null ? null : decrypt(keys, stored, `members.${field}`);
}

export function encryptPersonal(keys: Keys, field: PersonalField, plain: string): string {
  return encrypt(keys, plain, `members.${field}`);
}

/** What to find a value by. */
export function blindOf(keys: Keys, field: keyof typeof PURPOSES, plain: string): string {
  return blindIndex(keys, PURPOSES[field], plain);
}

/** The `_id` of the right to a phone, an ID card or a WeChat user. */
export function identityKey(keys: Keys, field: "phone" | "idCard" | "openid", plain: string): string {
  return `${PURPOSES[field]}:${blindOf(keys, field, plain)}`;
}

/** The `_id`s of all rights a member holds. */
export function heldKeys(member: MemberDoc): string[] {
  const { phoneBlind, idCardBlind, openidBlind } = member;
  return [
    ...(phoneBlind === null ? [] : [`phone:${phoneBlind}`]),
    ...(idCardBlind === null ? [] : [`idcard:${idCardBlind}`]),
    ...(openidBlind === null ? [] : [`openid:${openidBlind}`]),
  ];
}

/** What the member and the staff see: every personal value masked. */
export function toMemberView(keys: Keys, member: MemberDoc): MemberView {
  const masked = (field: PersonalField, mask: (plain: string) => string) => {
    const plain = readPersonal(keys, member, field);
    return plain === null ? null : mask(plain);
  };
  return {
    id: member._id,
    memberNo: member.memberNo,
    status: member.status,
    tier: member.tier,
    cityCode: member.cityCode,
    phone: masked("phone", maskPhone),
    name: masked("name", maskName),
    idCard: masked("idCard", maskIdCard),
    hasPassword: member.passwordHash !== null,
    wechatLinked: member.openidBlind !== null,
    registeredAt: member.createdAt.toISOString(),
    completedAt: member.completedAt?.toISOString() ?? null,
    closesAt: member.closesAt?.toISOString() ?? null,
  };
}
