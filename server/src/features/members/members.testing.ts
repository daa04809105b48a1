import { CONSENT_VERSIONS, wechatLogin } from "@club/shared/auth";
import { idCardCheckCharacter } from "@club/shared/id-card";
import { requestMySmsCode } from "@club/shared/members";
import type { TestApi, TestUser } from "../../../test/kit";
import { lastCode, newPhone, type SignedIn, signedIn } from "../auth/auth.testing";
import { acceptConsents } from "./members.consents";
import { createMember } from "./members.create";
import { startMemberSession } from "./members.login";
import { completeMember } from "./members.profile";

/*
 * What tests that need members share.
 */

export const CONSENTS = [
  { kind: "terms", version: CONSENT_VERSIONS.terms },
  { kind: "privacy", version: CONSENT_VERSIONS.privacy },
] as const;
export const SENSITIVE_VERSION = CONSENT_VERSIONS.sensitive;

let people = 0;

/** A valid ID number nobody has yet, of somebody born on `birth` (YYYYMMDD). */
export function newIdCard(birth = "19900101"): string {
  people += 1;
  const first17 = `370102${birth}${String(people).padStart(3, "0")}`;
  return `${first17}${idCardCheckCharacter(first17)}`;
}

export type TestMember = {
  phone?: string;
  cityCode?: string;
  wechatUser?: string;
  password?: string;
  name?: string;
  idCard?: string;
};

/** A registered member, signed in; completed (高级会员) when `name` is given. */
export async function signInMember(api: TestApi, given: TestMember = {}): Promise<SignedIn & { phone: string }> {
  people += 1;
  const phone = given.phone ?? newPhone();
  const member = await createMember(api.ctx(), {
    phone,
    wechat: { openid: api.wechat.openidOf(given.wechatUser ?? `test-member-${people}`), unionid: null },
    cityCode: given.cityCode ?? "370100",
    consents: acceptConsents(CONSENTS, api.clock.now()),
    password: given.password,
  });
  if (given.name !== undefined) {
    const idCard = given.idCard ?? newIdCard();
    await completeMember(api.ctx(), member._id, {
      name: given.name,
      idCard,
      sensitiveConsentVersion: SENSITIVE_VERSION,
    });
  }
  return { ...signedIn(api, await startMemberSession(api.ctx(), member, "phoneBlind")), phone };
}

/** Asks for a code as a signed-in member, and reads it from the phone. */
export async function securityCode(api: TestApi, member: TestUser & { phone: string }): Promise<string> {
  await api.call(requestMySmsCode, {}, { as: member });
  return lastCode(api, member.phone);
}

/** The registration token of a WeChat user who is not a member. */
export async function registrationTokenOf(api: TestApi, user: string): Promise<string> {
  const answer = await api.call(wechatLogin, { code: api.wechat.loginCode(user) });
  if (answer.outcome !== "unregistered") throw new Error(`${user} is a member already`);
  return answer.registrationToken;
}
