import { CONSENT_VERSIONS } from "@club/shared/auth";
import { memberNoCheckDigit } from "@club/shared/member-no";
import { addDays, startOfShanghaiDay } from "@club/shared/time";
import { Identities } from "../features/members/identities.model";
import { type Consent, type MemberDoc, Members } from "../features/members/members.model";
import { blindOf, encryptPersonal, heldKeys } from "../features/members/members.personal";
import { assertAdult } from "../features/members/members.rules";
import { openidOf } from "../gateways/standin/wechat-standin";
import { inTransaction, native } from "../platform/db";
import { inLanes } from "./lanes";
import type { PlannedMember } from "./member-plan";
import { type SeedRun, seedCtx } from "./seed-run";

/** Members per transaction. */
const GROUP = 50;
const LANES = 4;
/** A member fills in name and ID number a quarter of an hour after registering. */
const COMPLETED_AFTER_DAYS = 0.01;

/**
 * Members with consents, most of them completed, in bulk. What makes a registration right is kept: the rights to phone, WeChat
 * user, ID number and member number, the member, and the registration pack (through the product's own hook) are stored
 * together. Members who are there already are left as they are. `onProgress` gets the number done.
 */
export async function seedMembers(
  run: SeedRun,
  planned: readonly PlannedMember[],
  onProgress: (done: number) => void = () => undefined,
): Promise<void> {
  let done = 0;
  await inLanes(Math.ceil(planned.length / GROUP), LANES, async (index) => {
    const group = planned.slice(index * GROUP, (index + 1) * GROUP);
    await registerGroup(run, group);
    done += group.length;
    onProgress(done);
  });
}

async function registerGroup(run: SeedRun, group: readonly PlannedMember[]): Promise<void> {
  const rows = await Members.find({ _id: { $in: group.map(({ id }) => id) } }, { _id: 1 }).lean();
  const known = new Set(rows.map((row) => row._id));
  const missing = group.filter(({ id }) => !known.has(id));
  if (missing.length === 0) return;
  const docs = missing.map((member) => toDoc(run, member));
  const rights = docs.flatMap((doc) =>
    [...heldKeys(doc), `memberNo:${doc.memberNo}`].map((_id) => ({ _id, memberId: doc._id, createdAt: doc.createdAt })),
  );
  await inTransaction(async (session) => {
    await native(Identities).insertMany(rights, { session });
    await native(Members).insertMany(docs, { session });
    for (const { _id: id, cityCode, createdAt } of docs) {
      await run.deps.hooks.afterRegistration?.(seedCtx(run, createdAt), session, { id, tier: "standard", cityCode });
    }
  });
}

function toDoc(run: SeedRun, member: PlannedMember): MemberDoc {
  const { keys } = run.deps;
  const openid = openidOf(member.wechatUser);
  return {
    _id: member.id,
    memberNo: memberNoOf(member.n),
    status: member.isCompleted ? "completed" : "registered",
    tier: member.isCompleted ? "senior" : "standard",
    cityCode: member.cityCode,
    phoneEnc: encryptPersonal(keys, "phone", member.phone),
    phoneBlind: blindOf(keys, "phone", member.phone),
    ...identityFields(run, member),
    passwordHash: member.hasPassword ? run.passwordHash : null,
    openidEnc: encryptPersonal(keys, "openid", openid),
    openidBlind: blindOf(keys, "openid", openid),
    unionidEnc: null,
    consents: consentsOf(run, member),
    channelScene: null,
    createdAt: member.registeredAt,
    completedAt: member.isCompleted ? completedAt(member) : null,
    closesAt: null,
    closedAt: null,
    updatedAt: member.isCompleted ? completedAt(member) : member.registeredAt,
  };
}

function identityFields(run: SeedRun, { isCompleted, name, idCard, registeredAt }: PlannedMember) {
  if (!isCompleted) return { nameEnc: null, nameBlind: null, idCardEnc: null, idCardBlind: null };
  const { keys } = run.deps;
  assertAdult(idCard, registeredAt);
  return {
    nameEnc: encryptPersonal(keys, "name", name),
    nameBlind: blindOf(keys, "name", name),
    idCardEnc: encryptPersonal(keys, "idCard", idCard),
    idCardBlind: blindOf(keys, "idCard", idCard),
  };
}

function consentsOf({ startedAt }: SeedRun, member: PlannedMember): Consent[] {
  const given = (kind: Consent["kind"], at: Date) => {
    const version = CONSENT_VERSIONS[kind];
    return { kind, version, at: agreedAt(member, version, at, startedAt), withdrawnAt: null };
  };
  const first = [given("terms", member.registeredAt), given("privacy", member.registeredAt)];
  return member.isCompleted ? [...first, given("sensitive", completedAt(member))] : first;
}

/** Nobody agrees before a version is published: who came earlier did so in the course of its first day, at the latest now. */
function agreedAt(member: PlannedMember, version: string, at: Date, now: Date): Date {
  const published = startOfShanghaiDay(version);
  const firstDay = addDays(published, (member.n % 1000) / 1000);
  return at >= published ? at : new Date(Math.min(firstDay.getTime(), now.getTime()));
}

export function completedAt(member: PlannedMember): Date {
  return addDays(member.registeredAt, COMPLETED_AFTER_DAYS);
}

/** Different for every `n`: the step shares no factor with the number of numbers. */
function memberNoOf(n: number): string {
  const digits = String(100_000_000 + ((123_456_789 + n * 7_919) % 900_000_000));
  return `${digits}${memberNoCheckDigit(digits)}`;
}
