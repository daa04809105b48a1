import { staffLogin, wechatLogin } from "@club/shared/auth";
import { checkIdCard } from "@club/shared/id-card";
import { listNearbyBranches } from "@club/shared/merchant-branches";
import { loginClerk } from "@club/shared/merchant-clerks";
import { sumFen } from "@club/shared/money";
import { getProofs } from "@club/shared/overview";
import { plateKind } from "@club/shared/plates";
import { getMyPoints } from "@club/shared/points-account";
import { listPointsAdjustments, listPostings } from "@club/shared/points-admin";
import { listReminderDeadLetters } from "@club/shared/reminders-admin";
import { addDays, shanghaiDay, startOfShanghaiDay } from "@club/shared/time";
import { listSharedPlates } from "@club/shared/vehicles";
import { getVoucherBalance } from "@club/shared/voucher-admin";
import mongoose from "mongoose";
import { startTestApi, type TestApi } from "../../test/kit";
import { type MemberDoc, Members } from "../features/members/members.model";
import { readPersonal } from "../features/members/members.personal";
import { runProofs } from "../features/overview/proofs.service";
import { type Redemption, Redemptions } from "../features/redemptions/redemptions.model";
import {
  type Statement,
  type StatementLine,
  StatementLines,
  Statements,
} from "../features/settlement/settlement.model";
import { countBooks } from "../features/vouchers/voucher-books.service";
import { DEMO_PASSWORD, type DemoAccounts } from "./accounts";
import { DemoMarkers } from "./demo-marker.model";
import { planMember } from "./member-plan";
import { planMerchants } from "./merchant-plan";
import { seedDemo } from "./seed";

const SIZE = { merchants: 48, members: 60 };
const quiet = { ...SIZE, progress: () => undefined };

let api: TestApi;
let accounts: DemoAccounts;
beforeAll(async () => {
  api = await startTestApi();
  // Cut off after three of the steps, as by Ctrl-C; the next run goes on from there.
  for (const step of ["商户", "会员", "核销"]) await expect(seedDemo(api.deps, cutOffAt(step))).rejects.toThrow(step);
  accounts = await seedDemo(api.deps, quiet);
}, 120_000);
afterAll(() => api.stop());

function cutOffAt(step: string) {
  const progress = (line: string): void => {
    if (line.startsWith(step)) throw new Error(`cut off at ${step}`);
  };
  return { ...SIZE, progress };
}

/** Number of documents in every collection. */
async function counts(): Promise<Record<string, number>> {
  const db = mongoose.connection.db;
  if (!db) throw new Error("not connected");
  const names = (await db.listCollections().toArray()).map(({ name }) => name).sort();
  const pairs = await Promise.all(
    names.map(async (name) => [name, await db.collection(name).countDocuments()] as const),
  );
  return Object.fromEntries(pairs);
}

test("a second run changes nothing and names the same accounts", async () => {
  const before = await counts();
  expect(await seedDemo(api.deps, quiet)).toEqual(accounts);
  expect(await counts()).toEqual(before);
});

test("a run that was cut off was completed without doubling anything, and another one changes nothing", async () => {
  const before = await counts();
  expect(before).toMatchObject({
    members: SIZE.members,
    merchants: SIZE.merchants,
    staff: 36,
    giftPacks: 3,
    demoMarkers: 1,
  });
  expect(before.clerks).toBe(planMerchants(SIZE.merchants).flatMap(({ people }) => people).length);
  await DemoMarkers.updateOne({ _id: "demo" }, { $set: { completedAt: null } });
  await seedDemo(api.deps, quiet);
  expect(await counts()).toEqual(before);
}, 60_000);

test("every ID number and plate passes the club's own checks, and no two members share one", async () => {
  const today = shanghaiDay(api.clock.now());
  const members = await Members.find({ status: "completed" }).lean<MemberDoc[]>();
  const numbers = members.map((member) => readPersonal(api.deps.keys, member, "idCard") ?? "");
  expect(members.length).toBeGreaterThan(SIZE.members / 2);
  expect(numbers.filter((number) => !checkIdCard(number, today).ok)).toEqual([]);
  expect(new Set(numbers).size).toBe(members.length);
  const planned = Array.from({ length: 3_000 }, (_, n) => planMember(n, api.clock.now()));
  expect(planned.filter(({ plate }) => plateKind(plate) === null)).toEqual([]);
  expect(planned.filter(({ idCard }) => !checkIdCard(idCard, today).ok)).toEqual([]);
});

test("nobody agreed to a version before it was published, as far as the clock allows, or in the future", async () => {
  const now = api.clock.now();
  const members = await Members.find({}).lean<MemberDoc[]>();
  const given = members.flatMap(({ consents, createdAt }) => consents.map((consent) => ({ ...consent, createdAt })));
  expect(given.length).toBeGreaterThan(2 * SIZE.members);
  const tooEarly = given.filter(({ at, version }) => at < now && at < startOfShanghaiDay(version));
  expect(tooEarly).toEqual([]);
  expect(given.filter(({ at, createdAt }) => at > now || at < createdAt)).toEqual([]);
});

test("the plan of 800 merchants serves the registration pack in all 16 cities and repeats no credit code or phone", () => {
  const merchants = planMerchants(800);
  const people = merchants.flatMap((merchant) => merchant.people);
  expect(new Set(merchants.map(({ creditCode }) => creditCode)).size).toBe(800);
  expect(new Set(people.map(({ phone }) => phone)).size).toBe(people.length);
  for (const serviceId of ["car-wash", "vehicle-check", "designated-driver"]) {
    const served = merchants.filter(
      ({ status, prices }) => status === "approved" && prices.some((price) => price.serviceId === serviceId),
    );
    expect(new Set(served.map(({ city }) => city.code)).size).toBe(16);
  }
  const models = new Set(merchants.flatMap(({ prices }) => prices.map(({ model }) => model)));
  expect([...models].sort()).toEqual(["cap", "fixed", "share"]);
  expect(merchants.every(({ branches }) => branches.length >= 1 && branches.length <= 3)).toBe(true);
});

test("redemptions lie in the past two months, and every statement is the sum of its lines and of the redemptions it settles", async () => {
  const redemptions = await Redemptions.find({}).lean<Redemption[]>();
  const now = api.clock.now();
  expect(redemptions.length).toBeGreaterThan(10);
  expect(redemptions.filter(({ redeemedAt }) => redeemedAt >= now || redeemedAt < addDays(now, -71))).toEqual([]);
  const statements = await Statements.find({}).lean<Statement[]>();
  const lines = await StatementLines.find({}).lean<StatementLine[]>();
  expect(new Set(statements.map(({ status }) => status)).size).toBeGreaterThan(3);
  for (const statement of statements) {
    const own = lines.filter(({ _id }) => _id.startsWith(`${statement._id}:`));
    const settled = redemptions.filter(({ statementId }) => statementId === statement._id);
    expect(own).toHaveLength(statement.lineCount);
    expect(sumFen(own.map(({ amountFen }) => amountFen))).toBe(statement.totalFen);
    const wanted = statement.status === "draft" ? 0 : statement.totalFen;
    expect(sumFen(settled.map(({ clubFen }) => clubFen))).toBe(wanted);
  }
});

test("the vouchers balance: issued is unused, redeemed and expired", async () => {
  const admin = { as: api.as.staff("provinceAdmin") };
  await countBooks(api.ctx());
  const balance = await api.call(getVoucherBalance, {}, admin);
  expect(balance).toMatchObject({
    isBalanced: true,
    redeemedCount: await Redemptions.countDocuments({ status: "redeemed" }),
  });
  expect(balance.issuedCount).toBeGreaterThan(SIZE.members);
});

test("the printed accounts open: staff and clerks by password, members and owners by the stand-in for WeChat", async () => {
  const [admin] = accounts.staff;
  const [owner, clerk] = accounts.merchants;
  const [member] = accounts.members;
  const staff = await api.call(staffLogin, { loginName: admin?.login ?? "", password: DEMO_PASSWORD });
  expect(staff.outcome).toBe("signedIn");
  const signedIn = await api.call(loginClerk, { phone: clerk?.login ?? "", password: DEMO_PASSWORD });
  expect(signedIn.merchant.name).toBe(owner?.place);
  const code = api.wechat.loginCode(member?.wechatUser ?? "");
  expect((await api.call(wechatLogin, { code })).outcome).toBe("signedIn");
});

test("points: every account is the sum of its rows and its lots; gifts, check-ins, ratings and one that waits are there", async () => {
  await runProofs(api.ctx());
  const admin = api.as.staff("provinceAdmin");
  const { tiles } = await api.call(getProofs, {}, { as: admin });
  expect(tiles.find((tile) => tile.proof === "points-balances")).toMatchObject({
    ...{ checkedCount: SIZE.members, agrees: true, leftCount: expect.any(Number) },
  });
  const waiting = await api.call(listPointsAdjustments, { status: "pending" }, { as: admin });
  expect(waiting.items).toHaveLength(1);
  const reasons = await Promise.all(
    (["registered", "completed", "checked-in", "redemption-rated", "adjusted"] as const).map(async (reason) => {
      return (await api.call(listPostings, { reason, limit: 1 }, { as: admin })).items.length;
    }),
  );
  expect(reasons).toEqual([1, 1, 1, 1, 1]);
  const first = planMember(0, api.clock.now());
  const points = await api.call(getMyPoints, {}, { as: api.as.member({ id: first.id }) });
  expect(points.expiringPoints).toBeGreaterThan(0);
  expect(points.streakDays).toBeGreaterThan(0);
});

test("the office has a plate in two garages and a message that could not be delivered, both masked", async () => {
  const office = { as: api.as.staff("provinceAdmin") };
  const { items: plates } = await api.call(listSharedPlates, {}, office);
  expect(plates).toMatchObject([{ plateMasked: "鲁A·***03", holderCount: 2 }]);
  const { items: letters } = await api.call(listReminderDeadLetters, {}, office);
  expect(letters).toMatchObject([{ channel: "sms", attempts: 8 }]);
});

test("branches near the city centre are found after seeding", async () => {
  const found = await api.call(listNearbyBranches, {
    cityCode: "370100",
    serviceId: "car-wash",
    lngE6: 117_120_000,
    latE6: 36_651_000,
  });
  expect(found.items.length).toBeGreaterThan(0);
});

test("demonstration data is refused in production", async () => {
  const deps = { ...api.deps, config: { ...api.deps.config, env: "production" as const } };
  await expect(seedDemo(deps, quiet)).rejects.toThrow("production");
});
