import type { InputOf, OutputOf } from "@club/shared/http";
import type { getMyLicence, LicenceView, putMyLicence } from "@club/shared/licences";
import { maskIdCard } from "@club/shared/mask";
import { shanghaiDay } from "@club/shared/time";
import type { ClientSession } from "mongoose";
import { type Ctx, memberActor } from "../../platform/context";
import { decrypt, encrypt } from "../../platform/crypto";
import { inTransaction } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { reachOfMembers } from "../members/members.reach";
import { getMember } from "../members/members.service";
import { type LicenceDoc, Licences } from "./vehicles.model";

const PURPOSE = "licences.number";

/** What reminders decide by; `birthday` is null when the number was not given. */
export type LicenceDueFacts = {
  classes: string[];
  firstIssuedOn: string;
  validUntil: string | null;
  birthday: string | null;
};

/** The caller's licence, or null. */
export async function getOwnLicence(ctx: Ctx): Promise<OutputOf<typeof getMyLicence>> {
  const memberId = memberActor(ctx).id;
  const licence = await Licences.findById(memberId).lean<LicenceDoc>();
  return { licence: licence && toView(ctx, licence, await idCardBirthday(ctx, memberId)) };
}

/** Writes the caller's licence. @throws members.not-found, licences.date-in-future, licences.ends-before-issue */
export async function putOwnLicence(
  ctx: Ctx,
  input: InputOf<typeof putMyLicence>,
): Promise<OutputOf<typeof putMyLicence>> {
  return { licence: await saveLicence(ctx, memberActor(ctx).id, input) };
}

/** The same for a given member: demonstration data and tests. */
export async function saveLicence(
  ctx: Ctx,
  memberId: string,
  input: InputOf<typeof putMyLicence>,
): Promise<LicenceView> {
  const { classes, firstIssuedOn, validUntilOn, number } = input;
  if (firstIssuedOn > shanghaiDay(ctx.now)) throw new AppError("licences.date-in-future");
  if (validUntilOn !== null && validUntilOn < firstIssuedOn) throw new AppError("licences.ends-before-issue");
  if ((await getMember(ctx, memberId)).status === "closed") throw new AppError("members.not-found");
  const given = number === undefined ? {} : { numberEnc: number === null ? null : encrypt(ctx.keys, number, PURPOSE) };
  const birthday = await idCardBirthday(ctx, memberId);
  return inTransaction(async (session) => {
    const saved = await Licences.findOneAndUpdate(
      { _id: memberId },
      { $set: { classes, firstIssuedOn, validUntilOn, updatedAt: ctx.now, ...given } },
      { session, upsert: true, returnDocument: "after" },
    ).lean<LicenceDoc>();
    await ctx.hooks.afterGarageChange?.(ctx, session, memberId);
    return toView(ctx, saved, birthday);
  });
}

/** The licence was renewed: its new last day, null = 长期, in the caller's transaction. False when there is no licence any more. */
export async function renewLicence(
  ctx: Ctx,
  session: ClientSession,
  { memberId, validUntil }: { memberId: string; validUntil: string | null },
): Promise<boolean> {
  const set = { validUntilOn: validUntil, updatedAt: ctx.now };
  const renewed = await Licences.updateOne({ _id: memberId }, { $set: set }, { session });
  await ctx.hooks.afterGarageChange?.(ctx, session, memberId);
  return renewed.matchedCount === 1;
}

/** Removes the caller's licence; nothing happens when there is none. */
export async function removeOwnLicence(ctx: Ctx): Promise<undefined> {
  const memberId = memberActor(ctx).id;
  await inTransaction(async (session) => {
    await removeLicenceOfMember(ctx, session, memberId);
    await ctx.hooks.afterGarageChange?.(ctx, session, memberId);
  });
}

/** In the transaction that closes the account. */
export async function removeLicenceOfMember(_ctx: Ctx, session: ClientSession, memberId: string): Promise<void> {
  await Licences.deleteOne({ _id: memberId }, { session });
}

/** A stored licence as reminders need it. */
export function licenceFactsOf(ctx: Ctx, licence: LicenceDoc): LicenceDueFacts {
  const { classes, firstIssuedOn, validUntilOn } = licence;
  return { classes, firstIssuedOn, validUntil: validUntilOn, birthday: birthdayOf(licenceNumberOf(ctx, licence)) };
}

/** The birthday of the ID card: what the reminders go by first. */
async function idCardBirthday(ctx: Ctx, memberId: string): Promise<string | null> {
  return (await reachOfMembers(ctx, [memberId])).get(memberId)?.birthday ?? null;
}

function toView(ctx: Ctx, licence: LicenceDoc, birthday: string | null): LicenceView {
  const number = licenceNumberOf(ctx, licence);
  return {
    classes: licence.classes,
    firstIssuedOn: licence.firstIssuedOn,
    validUntilOn: licence.validUntilOn,
    isLongTerm: licence.validUntilOn === null,
    numberMasked: number === null ? null : maskIdCard(number),
    birthdayOn: birthday ?? birthdayOf(number),
    updatedAt: licence.updatedAt.toISOString(),
  };
}

/** The number in plain text, or null. */
export function licenceNumberOf(ctx: Ctx, { numberEnc }: LicenceDoc): string | null {
  return numberEnc ? decrypt(ctx.keys, numberEnc, PURPOSE) : null;
}

/** Characters 7 to 14 of an ID number are the birthday. */
function birthdayOf(number: string | null): string | null {
  return number === null ? null : `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
}
