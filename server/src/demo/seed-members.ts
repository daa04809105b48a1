import { CONSENT_VERSIONS } from "@club/shared/auth";
import { addDays } from "@club/shared/time";
import { Identities } from "../features/members/identities.model";
import { acceptConsents } from "../features/members/members.consents";
import { createMember } from "../features/members/members.create";
import { type MemberDoc, Members } from "../features/members/members.model";
import { identityKey } from "../features/members/members.personal";
import { completeMember } from "../features/members/members.profile";
import { openidOf } from "../gateways/standin/wechat-standin";
import { DEMO_PASSWORD } from "./accounts";
import { inLanes } from "./lanes";
import { type PlannedMember, planMember } from "./member-plan";
import { type SeedRun, seedCtx } from "./seed-run";

export type SeededMember = PlannedMember & { id: string };

const CHUNK = 500;
const LANES = 8;
/** Members who can also sign in on the web by password; hashing one takes a while. */
export const MEMBERS_WITH_PASSWORD = 5;
/** A member fills in name and ID number a little after registering. */
const COMPLETED_AFTER_DAYS = 0.01;

/**
 * Members with consents, most of them completed, each by the services that guard phones, WeChat users and ID numbers; the
 * registration pack comes with the registration as it does in the product. They are handed over in chunks, so that a
 * very large club need not fit into memory.
 */
export async function seedMembers(run: SeedRun, onChunk: (members: SeededMember[]) => void): Promise<void> {
  for (let from = 0; from < run.memberCount; from += CHUNK) {
    const count = Math.min(CHUNK, run.memberCount - from);
    const planned = Array.from({ length: count }, (_, index) => planMember(from + index, run.startedAt));
    onChunk(await seedChunk(run, planned));
  }
}

async function seedChunk(run: SeedRun, planned: readonly PlannedMember[]): Promise<SeededMember[]> {
  const known = await knownMembers(run, planned);
  const seeded: SeededMember[] = [];
  await inLanes(planned.length, LANES, async (index) => {
    const member = planned[index] as PlannedMember;
    const found = known.get(member.n);
    const doc = found ?? (await register(run, member));
    if (member.isCompleted && doc.status === "registered") await complete(run, doc._id, member);
    seeded.push({ ...member, id: doc._id });
  });
  return seeded.sort((a, b) => a.n - b.n);
}

type Known = Pick<MemberDoc, "_id" | "status">;

/** Who was registered by a run that was cut off, by number. */
async function knownMembers(run: SeedRun, planned: readonly PlannedMember[]): Promise<Map<number, Known>> {
  const keys = new Map(planned.map((member) => [identityKey(run.deps.keys, "phone", member.phone), member.n]));
  const holders = await Identities.find({ _id: { $in: [...keys.keys()] } }).lean();
  const ids = holders.map((row) => row.memberId);
  const docs = await Members.find({ _id: { $in: ids } }, { status: 1 }).lean<Known[]>();
  const byId = new Map(docs.map((doc) => [doc._id, doc]));
  return new Map(
    holders.flatMap(({ _id, memberId }) => {
      const n = keys.get(_id);
      const doc = byId.get(memberId);
      return n === undefined || !doc ? [] : [[n, doc] as const];
    }),
  );
}

async function register(run: SeedRun, member: PlannedMember): Promise<Known> {
  const { terms, privacy } = CONSENT_VERSIONS;
  const consents = [{ kind: "terms", version: terms } as const, { kind: "privacy", version: privacy } as const];
  return createMember(seedCtx(run, member.registeredAt), {
    phone: member.phone,
    wechat: { openid: openidOf(member.wechatUser), unionid: null },
    cityCode: member.cityCode,
    consents: acceptConsents(consents, member.registeredAt),
    ...(member.n < MEMBERS_WITH_PASSWORD && { password: DEMO_PASSWORD }),
  });
}

async function complete(run: SeedRun, memberId: string, member: PlannedMember): Promise<void> {
  await completeMember(seedCtx(run, addDays(member.registeredAt, COMPLETED_AFTER_DAYS)), memberId, {
    name: member.name,
    idCard: member.idCard,
    sensitiveConsentVersion: CONSENT_VERSIONS.sensitive,
  });
}
