import { registerMember, wechatLogin } from "@club/shared/auth";
import { claimGiftPack } from "@club/shared/giftpack-grants";
import { getGiftPack } from "@club/shared/giftpacks";
import { confirmRedemption } from "@club/shared/redemptions";
import mongoose from "mongoose";
import { type Client, createClient, Refusal } from "../src/demo/chain/http-client";
import { newPhone } from "../src/features/auth/auth.testing";
import { newMember, newMembers, publishedPack } from "../src/features/giftpacks/giftpacks.test-kit";
import { Grants, grantIdOf } from "../src/features/giftpacks/grant.model";
import { Members } from "../src/features/members/members.model";
import { CONSENTS } from "../src/features/members/members.testing";
import { joinAs, openMerchant, type TestMerchant } from "../src/features/merchants/merchants.testing";
import { Redemptions } from "../src/features/redemptions/redemptions.model";
import { setRules, ticketFor } from "../src/features/redemptions/redemptions.testing";
import { seedServices } from "../src/features/services/services.service";
import { Vouchers } from "../src/features/vouchers/voucher.model";
import { first, issueCard } from "../src/features/vouchers/vouchers.test-kit";
import { systemClock } from "../src/platform/clock";
import { buildClubProgram, type ClubProcess, startClubProcess } from "./club-process";
import { startTestApi, type TestApi, type TestUser } from "./kit";

/*
 * Once means once, also when two processes serve the same database: each has its own batchers and caches, and every second
 * call goes to the other.
 */

jest.setTimeout(120_000);
let api: TestApi;
let other: ClubProcess;
let program: ReturnType<typeof buildClubProgram>;
let doors: Client[];
let shops: TestMerchant[];

beforeAll(async () => {
  program = buildClubProgram();
  api = await startTestApi({ now: systemClock.now().toISOString() });
  await seedServices(api.clock.now());
  await setRules(api, "car-wash", {});
  shops = [await openMerchant(api), await openMerchant(api, { name: "历下养车坊" })];
  const CLUB_DATABASE = mongoose.connection.name;
  const MONGODB_URI = process.env.TEST_MONGODB_URI;
  other = await startClubProcess(program.file, {
    MONGODB_URI,
    CLUB_DATABASE,
    WECHAT_BASE: api.wechat.base,
    SMS_BASE: api.sms.base,
  });
  doors = [api.baseUrl, other.base].map((base) => createClient(base, 100));
});
afterAll(async () => {
  for (const door of doors ?? []) door.close();
  await other?.stop();
  await api?.stop();
  program?.remove();
});

type Outcome<T> = { answers: T[]; codes: string[] };

/** All at once, every second through the other process. @throws what is no refusal */
async function atOnce<T>(calls: readonly ((door: Client) => Promise<T>)[]): Promise<Outcome<T>> {
  const results = await Promise.allSettled(calls.map((call, index) => call(doors[index % doors.length] as Client)));
  const codes = results.flatMap((result) => {
    if (result.status === "fulfilled") return [];
    if (!(result.reason instanceof Refusal)) throw result.reason;
    return [result.reason.problem.code ?? ""];
  });
  return { answers: results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])), codes };
}

const tokenOf = (user: TestUser): string => api.token(user.actor);
const distinct = (values: readonly unknown[]): number => new Set(values.map((value) => JSON.stringify(value))).size;

function count(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

test("200 confirms of one voucher at once, by four clerks of two shops with retries: one redemption, one receipt, everyone else told why", async () => {
  const member = await newMember(api);
  const voucher = first(await issueCard(api, member));
  const calls: ((door: Client) => Promise<unknown>)[] = [];
  for (const shop of shops) {
    for (const by of [shop.clerk, await joinAs(api, shop.merchantId, "clerk")]) {
      const ticket = await ticketFor(api, { shop, by, member, voucher });
      // Ten requests of each clerk, each sent five times.
      for (let n = 0; n < 50; n += 1) {
        calls.push((door) =>
          door.call(confirmRedemption, { ticket }, { token: tokenOf(by), key: `${by.id}-${n % 10}` }),
        );
      }
    }
  }
  const { answers, codes } = await atOnce(calls);
  expect([answers.length, distinct(answers)]).toEqual([5, 1]);
  expect(count(codes)).toEqual({ "redemptions.already-redeemed": 195 });
  const rows = await Redemptions.find({ voucherId: voucher._id }).lean();
  expect(rows.map(({ _id }) => _id)).toEqual([(answers[0] as { redemptionId: string }).redemptionId]);
  expect(await Vouchers.findById(voucher._id).lean()).toMatchObject({
    status: "redeemed",
    uses: 1,
    redemptionId: rows[0]?._id,
  });
  // Sent again, to the other process: the same receipt, the same refusals.
  const again = await atOnce([...calls.slice(1), ...calls.slice(0, 1)]);
  expect([again.answers.length, distinct([...answers, ...again.answers])]).toEqual([5, 1]);
});

test("two shops race for each of 30 vouchers through two processes: every voucher is used once, by one of them", async () => {
  const member = await newMember(api);
  const vouchers = await issueCard(api, member, { quantity: 30 });
  const [one, two] = shops as [TestMerchant, TestMerchant];
  const calls: ((door: Client) => Promise<unknown>)[] = [];
  for (const voucher of vouchers) {
    // Which shop goes through which process changes from voucher to voucher.
    for (const shop of calls.length % 4 === 0 ? [one, two] : [two, one]) {
      const ticket = await ticketFor(api, { shop, member, voucher });
      calls.push((door) =>
        door.call(confirmRedemption, { ticket }, { token: tokenOf(shop.clerk), key: `race-${voucher._id}` }),
      );
    }
    api.clock.advance(2_000);
  }
  const { answers, codes } = await atOnce(calls);
  expect([answers.length, count(codes)]).toEqual([30, { "redemptions.already-redeemed": 30 }]);
  const rows = await Redemptions.find({ memberId: member.id }).lean();
  expect([rows.length, new Set(rows.map(({ voucherId }) => voucherId)).size]).toEqual([30, 30]);
  for (const row of rows) {
    expect(await Vouchers.findById(row.voucherId).lean()).toMatchObject({
      status: "redeemed",
      uses: 1,
      redemptionId: row._id,
    });
  }
});

test("500 claims at once on a stock of 50 through two processes: exactly 50 are served, and every counter says so", async () => {
  const members = await newMembers(api, 500);
  const items = [{ serviceId: "car-wash", quantity: 2, validDays: 90, plateBinding: "none" as const }];
  const pack = await publishedPack(api, { stockTotal: 50, budgetFen: 1_000_000, items });
  const calls = members.map((member) => (door: Client) => {
    const grantId = grantIdOf(pack.id, member.id, 1);
    return door.call(claimGiftPack, { grantId }, { token: tokenOf(member), key: `claim-${member.id}` });
  });
  const { answers, codes } = await atOnce(calls);
  expect([answers.length, count(codes)]).toEqual([50, { "giftpacks.out-of-stock": 450 }]);
  const left = await api.call(getGiftPack, { packId: pack.id }, { as: api.as.staff("provinceAdmin") });
  expect(left).toMatchObject({ stockLeft: 0, claimedCount: 50, budgetLeftFen: 1_000_000 - 50 * 2 * 2_800 });
  expect(await Grants.countDocuments({ packId: pack.id })).toBe(50);
  expect(await Vouchers.countDocuments({ grantId: { $in: answers.map(({ grantId }) => grantId) } })).toBe(100);
});

test("one grant claimed 50 times at once through two processes: one set of vouchers, everybody the same answer", async () => {
  const member = await newMember(api);
  const pack = await publishedPack(api, { stockTotal: 10 });
  const grantId = grantIdOf(pack.id, member.id, 1);
  const calls = Array.from(
    { length: 50 },
    (_, n) => (door: Client) =>
      door.call(claimGiftPack, { grantId }, { token: tokenOf(member), key: `claim-again-${n % 25}` }),
  );
  const { answers, codes } = await atOnce(calls);
  expect([answers.length, distinct(answers), codes]).toEqual([50, 1, []]);
  expect(await Vouchers.countDocuments({ grantId })).toBe(6);
  const left = await api.call(getGiftPack, { packId: pack.id }, { as: api.as.staff("provinceAdmin") });
  expect(left).toMatchObject({ stockLeft: 9, claimedCount: 1 });
});

test("50 registrations of one phone at once through two processes: one member, one pack", async () => {
  const pack = await publishedPack(api, { trigger: "registration" });
  const phone = newPhone();
  const before = await Members.countDocuments({});
  const users = await Promise.all(
    Array.from({ length: 50 }, async (_, n) => {
      const answer = await api.call(wechatLogin, { code: api.wechat.loginCode(`crowd-${n}`) });
      return answer.outcome === "unregistered" ? answer.registrationToken : "";
    }),
  );
  const calls = users.map((registrationToken) => (door: Client) => {
    const proof = { by: "wechat" as const, phoneCode: api.wechat.phoneCode(phone) };
    return door.call(registerMember, { registrationToken, proof, cityCode: "370100", consents: [...CONSENTS] });
  });
  const { answers, codes } = await atOnce(calls);
  expect(answers).toHaveLength(1);
  expect(Object.keys(count(codes))).toEqual(["members.phone-held"]);
  expect(await Members.countDocuments({})).toBe(before + 1);
  expect(await Grants.countDocuments({ packId: pack.id })).toBe(1);
});
