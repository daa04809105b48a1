import { CONSENT_KINDS, CONSENT_VERSIONS, type ConsentKind, REQUIRED_CONSENTS } from "@club/shared/auth";
import type { InputOf } from "@club/shared/http";
import type { ConsentRecord, giveConsent, withdrawConsent } from "@club/shared/members";
import type { QueryFilter, UpdateQuery } from "mongoose";
import type { Ctx } from "../../platform/context";
import { AppError } from "../../platform/problem";
import { type Consent, type MemberDoc, Members } from "./members.model";
import { getOwn } from "./members.own";

type ConsentInput = { kind: ConsentKind; version: string };

/**
 * The consents of a registration, with the server's time. Every version must be the one shown today.
 * @throws members.consent-missing with details.missing, members.consent-outdated
 */
export function acceptConsents(inputs: readonly ConsentInput[], now: Date): Consent[] {
  const missing = REQUIRED_CONSENTS.filter((kind) => !inputs.some((input) => input.kind === kind));
  if (missing.length > 0) throw new AppError("members.consent-missing", { missing });
  const byKind = new Map(inputs.map((input) => [input.kind, input]));
  return [...byKind.values()].map((input) => acceptConsent(input, now));
}

/** @throws members.consent-outdated with details.currentVersion */
export function acceptConsent(input: ConsentInput, now: Date): Consent {
  const currentVersion = CONSENT_VERSIONS[input.kind];
  if (input.version !== currentVersion)
    throw new AppError("members.consent-outdated", { kind: input.kind, currentVersion });
  return { kind: input.kind, version: input.version, at: now, withdrawnAt: null };
}

/** Consents on the wire, in the order in which they were given. */
export function toConsentRecords(consents: readonly Consent[]): ConsentRecord[] {
  return consents.map(({ kind, version, at, withdrawnAt }) => ({
    kind,
    version,
    at: at.toISOString(),
    withdrawnAt: withdrawnAt?.toISOString() ?? null,
  }));
}

/** Kinds that are agreed to, but only in an older version than the one shown today. */
export function outdatedKinds(consents: readonly Consent[]): ConsentKind[] {
  return CONSENT_KINDS.filter((kind) => {
    const given = consents.filter((consent) => consent.kind === kind && consent.withdrawnAt === null);
    return given.length > 0 && given.every(({ version }) => version !== CONSENT_VERSIONS[kind]);
  });
}

export async function listOwnConsents(ctx: Ctx): Promise<{ items: ConsentRecord[] }> {
  return { items: toConsentRecords((await getOwn(ctx)).consents) };
}

/** Gives a consent; giving the same version again changes nothing. @throws members.not-found, members.consent-outdated */
export async function giveOwnConsent(
  ctx: Ctx,
  input: InputOf<typeof giveConsent>,
): Promise<{ items: ConsentRecord[] }> {
  const consent = acceptConsent(input, ctx.now);
  const member = await getOwn(ctx);
  const isGiven = member.consents.some(
    ({ kind, version, withdrawnAt }) => kind === consent.kind && version === consent.version && withdrawnAt === null,
  );
  if (isGiven) return { items: toConsentRecords(member.consents) };
  return changeConsents(
    { _id: member._id, status: { $ne: "closed" } },
    { $push: { consents: consent }, $set: { updatedAt: ctx.now } },
  );
}

/**
 * Withdraws a consent; the record of it stays. What the service cannot do without is withdrawn by closing the account.
 * @throws members.not-found, members.consent-required
 */
export async function withdrawOwnConsent(
  ctx: Ctx,
  input: InputOf<typeof withdrawConsent>,
): Promise<{ items: ConsentRecord[] }> {
  const member = await getOwn(ctx);
  if (isNeeded(member, input.kind)) throw new AppError("members.consent-required");
  const isGiven = member.consents.some(({ kind, withdrawnAt }) => kind === input.kind && withdrawnAt === null);
  if (!isGiven) return { items: toConsentRecords(member.consents) };
  // The ID number may have been given meanwhile: then the condition finds nothing.
  const unneeded = input.kind === "sensitive" ? { idCardBlind: null } : {};
  return changeConsents(
    { _id: member._id, status: { $ne: "closed" }, ...unneeded },
    { $set: { "consents.$[given].withdrawnAt": ctx.now, updatedAt: ctx.now } },
    { arrayFilters: [{ "given.kind": input.kind, "given.withdrawnAt": null }] },
  );
}

/** The ID number is kept on the separate consent to sensitive data, as long as it is kept. */
function isNeeded(member: MemberDoc, kind: ConsentKind): boolean {
  if (kind === "sensitive") return member.idCardBlind !== null;
  return REQUIRED_CONSENTS.some((required) => required === kind);
}

async function changeConsents(
  filter: QueryFilter<MemberDoc>,
  update: UpdateQuery<MemberDoc>,
  options: { arrayFilters?: Record<string, unknown>[] } = {},
): Promise<{ items: ConsentRecord[] }> {
  const after = await Members.findOneAndUpdate(filter, update, {
    ...options,
    returnDocument: "after",
  }).lean<MemberDoc>();
  if (!after) throw new AppError("members.consent-required");
  return { items: toConsentRecords(after.consents) };
}
