import { type Ctx, memberActor } from "../../platform/context";
import { AppError } from "../../platform/problem";
import { useSmsCode } from "../auth/sms-codes.service";
import { type MemberDoc, Members } from "./members.model";
import { readPersonal } from "./members.personal";

/** The member who calls. @throws auth.forbidden, members.not-found once the account is closed */
export async function getOwn(ctx: Ctx): Promise<MemberDoc> {
  const { id } = memberActor(ctx);
  const member = await Members.findOne({ _id: id, status: { $ne: "closed" } }).lean<MemberDoc>();
  if (!member) throw new AppError("members.not-found");
  return member;
}

/** The member's own phone in plain text. @throws members.phone-missing */
export function ownPhone(ctx: Ctx, member: MemberDoc): string {
  const phone = readPersonal(ctx.keys, member, "phone");
  if (phone === null) throw new AppError("members.phone-missing");
  return phone;
}

/** The caller, who has just proved by a code sent to their phone that it is them. @throws members.phone-missing, auth.code-wrong */
export async function proveOwn(ctx: Ctx, smsCode: string): Promise<MemberDoc> {
  const member = await getOwn(ctx);
  await useSmsCode(ctx, { phone: ownPhone(ctx, member), purpose: "security", code: smsCode });
  return member;
}
