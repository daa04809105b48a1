import { CONSENT_VERSIONS, registerMember, replaceTemporaryPassword, staffLogin, wechatLogin } from "@club/shared/auth";
import { joinMerchant } from "@club/shared/merchant-clerks";
import { createStaff } from "@club/shared/staff";
import { DEMO_PASSWORD } from "../accounts";
import type { World } from "./world";

/** Somebody signed in: what every call carries. */
export type Person = { token: string };

/** Signs staff in with the lasting password. @throws Refusal */
export async function signInStaff(world: World, loginName: string): Promise<Person> {
  const answer = await world.client.call(staffLogin, { loginName, password: DEMO_PASSWORD });
  if (answer.outcome !== "signedIn") throw new Error(`${loginName} still has a temporary password`);
  return { token: answer.session.accessToken };
}

/** First sign-in: the temporary password works once, to set one's own. */
export async function firstSignIn(world: World, loginName: string, temporaryPassword: string): Promise<Person> {
  const answer = await world.client.call(staffLogin, { loginName, password: temporaryPassword });
  if (answer.outcome !== "passwordChangeRequired") throw new Error(`${loginName} was let in with a temporary password`);
  const { changeToken } = answer;
  const session = await world.client.call(replaceTemporaryPassword, { changeToken, newPassword: DEMO_PASSWORD });
  return { token: session.accessToken };
}

/** The administrator makes an account; its owner signs in for the first time. */
export async function hireStaff(
  world: World,
  admin: Person,
  staff: { loginName: string; name: string; role: "finance" | "auditor"; cityCode: null },
): Promise<Person> {
  const { temporaryPassword } = await world.client.call(createStaff, staff, admin);
  return firstSignIn(world, staff.loginName, temporaryPassword);
}

/** Opens the mini-program for the first time and registers with the phone number that WeChat vouches for. */
export async function registerByWechat(
  world: World,
  member: { user: string; phone: string; cityCode: string },
  from: { address?: string } = {},
): Promise<Person & { id: string; isNew: boolean }> {
  const first = await world.client.call(wechatLogin, { code: world.wechat.loginCode(member.user) }, from);
  if (first.outcome === "signedIn")
    return { token: first.session.accessToken, id: first.session.actorId, isNew: false };
  const { terms, privacy } = CONSENT_VERSIONS;
  const registration = {
    registrationToken: first.registrationToken,
    proof: { by: "wechat" as const, phoneCode: world.wechat.phoneCode(member.phone) },
    cityCode: member.cityCode,
    consents: [
      { kind: "terms" as const, version: terms },
      { kind: "privacy" as const, version: privacy },
    ],
  };
  const session = await world.client.call(registerMember, registration, from);
  return { token: session.accessToken, id: session.actorId, isNew: true };
}

/** Joins a merchant with an invitation, WeChat and its phone number; also sets a password for the merchant's page. */
export async function joinByInvitation(
  world: World,
  person: { invitationCode: string; user: string; phone: string },
): Promise<Person & { clerkId: string }> {
  const answer = await world.client.call(joinMerchant, {
    invitationCode: person.invitationCode,
    loginCode: world.wechat.loginCode(person.user),
    phoneCode: world.wechat.phoneCode(person.phone),
    password: DEMO_PASSWORD,
  });
  return { token: answer.accessToken, clerkId: answer.clerk.id };
}
