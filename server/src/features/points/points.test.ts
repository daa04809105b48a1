import { getMyPoints, listMyPostings } from "@club/shared/points-account";
import { startTestApi, type TestApi } from "../../../test/kit";
import { inContestedTransaction } from "../../platform/db";
import { newId } from "../../platform/ids";
import { AppError } from "../../platform/problem";
import { newMember, newMembers } from "../giftpacks/giftpacks.test-kit";
import { closeMember } from "../members/members.closing";
import { Members } from "../members/members.model";
import { completeMember } from "../members/members.profile";
import { newIdCard, SENSITIVE_VERSION } from "../members/members.testing";
import { lapseDueLots } from "./points.jobs";
import { BooksMoved, openBooks } from "./points.ledger";
import { Postings } from "./points.model";
import { earnPoints, findExpiringLots, reversePosting, spendFromBooks, spendPoints } from "./points.service";
import { booksOf, changeRule, freshRule, givePoints, memberWithPoints, openRule } from "./points.testing";

const START = "2026-11-22T04:00:00Z";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ now: START });
  await openRule(api, "registered");
  await openRule(api, "completed");
});
afterAll(() => api.stop());
beforeEach(() => api.clock.set(START));

function purchase(memberId: string, points: number, requestKey: string = newId()) {
  return { memberId, points, reason: "order-paid" as const, ref: { kind: "order", id: requestKey }, requestKey };
}

function spend(memberId: string, points: number, requestKey?: string) {
  return inContestedTransaction((session) => spendPoints(session, api.ctx(), purchase(memberId, points, requestKey)));
}

function earn(memberId: string, event: "redemption-rated" | "vehicle-added", subject: string) {
  return inContestedTransaction((session) => earnPoints(session, api.ctx(), { memberId, event, subject }));
}

describe("earning", () => {
  test("registering and completing give their points once, in the same transaction", async () => {
    const member = await newMember(api);
    expect(await booksOf(member.id)).toEqual({ balance: 100, rows: 100, lots: 100 });
    const input = { name: "张小明", idCard: newIdCard(), sensitiveConsentVersion: SENSITIVE_VERSION };
    await completeMember(api.ctx(), member.id, input);
    await completeMember(api.ctx(), member.id, input);
    expect(await booksOf(member.id)).toEqual({ balance: 300, rows: 300, lots: 300 });
    const { items } = await api.call(listMyPostings, { limit: 20 }, { as: member });
    expect(items.map((item) => [item.reason, item.points, item.balanceAfterPoints])).toEqual([
      ["completed", 200, 300],
      ["registered", 100, 100],
    ]);
    expect(items[0]?.expiresAt).toBe("2028-11-30T16:00:00.000Z");
  });

  test("the same subject never earns twice, even ten times at once", async () => {
    await freshRule(api, "redemption-rated");
    const member = await newMember(api);
    const answers = await Promise.all(Array.from({ length: 10 }, () => earn(member.id, "redemption-rated", "r-1")));
    expect(answers.filter((answer) => answer !== null)).toEqual([{ points: 20 }]);
    expect((await booksOf(member.id)).balance).toBe(120);
  });

  test("caps count by the Shanghai day and month, and the last award is cut to fit", async () => {
    const baseVersion = await freshRule(api, "redemption-rated");
    await changeRule(api, { event: "redemption-rated", baseVersion }, { dailyCapPoints: 30, monthlyCapPoints: 80 });
    const member = await newMember(api);
    const gift = async (at: string, subject: string) => {
      api.clock.set(at);
      return (await earn(member.id, "redemption-rated", subject))?.points ?? 0;
    };
    expect(await gift("2026-11-22T15:59:59.999Z", "a")).toBe(20);
    expect(await gift("2026-11-22T15:59:59.999Z", "b")).toBe(10);
    expect(await gift("2026-11-22T15:59:59.999Z", "c")).toBe(0);
    expect(await gift("2026-11-22T16:00:00.000Z", "c")).toBe(20);
    expect(await gift("2026-11-23T16:00:00.000Z", "d")).toBe(20);
    expect(await gift("2026-11-24T16:00:00.000Z", "e")).toBe(10);
    expect(await gift("2026-11-30T15:59:59.999Z", "f")).toBe(0);
    expect(await gift("2026-11-30T16:00:00.000Z", "f")).toBe(20);
  });

  test("a rule outside its window, switched off, or absent gives nothing and refuses nothing", async () => {
    const member = await newMember(api);
    expect(await earn(member.id, "vehicle-added", "v-0")).toBeNull();
    const baseVersion = await freshRule(api, "vehicle-added");
    await changeRule(api, { event: "vehicle-added", baseVersion }, { opensAt: "2026-12-01T00:00:00.000Z" });
    expect(await earn(member.id, "vehicle-added", "v-0")).toBeNull();
    api.clock.set("2026-12-01T00:00:00.000Z");
    expect(await earn(member.id, "vehicle-added", "v-0")).toEqual({ points: 50 });
  });

  test("a senior member earns by the multiplier, rounded down", async () => {
    const baseVersion = await freshRule(api, "redemption-rated");
    const tierMultiplierBps = { standard: 10_000, senior: 15_500 };
    await changeRule(api, { event: "redemption-rated", baseVersion }, { points: 3, tierMultiplierBps });
    const member = await newMember(api);
    expect(await earn(member.id, "redemption-rated", "one")).toEqual({ points: 3 });
    await Members.updateOne({ _id: member.id }, { $set: { tier: "senior" } });
    expect(await earn(member.id, "redemption-rated", "two")).toEqual({ points: 4 });
  });
});

describe("spending", () => {
  test("fifty spendings of one member at once take what is there and no more", async () => {
    const member = await memberWithPoints(api, 1_900);
    const answers = await Promise.allSettled(Array.from({ length: 50 }, () => spend(member.id, 100)));
    const refusals = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason as AppError] : []));
    expect(refusals).toHaveLength(30);
    expect(new Set(refusals.map((error) => error.code))).toEqual(new Set(["points.insufficient-balance"]));
    expect(await booksOf(member.id)).toEqual({ balance: 0, rows: 0, lots: 0 });
  });

  test("the same request key at once and again gives one posting and one answer", async () => {
    const member = await memberWithPoints(api, 500);
    const key = newId();
    const answers = await Promise.all(Array.from({ length: 8 }, () => spend(member.id, 150, key)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.balance).toBe(450);
    expect(await spend(member.id, 150, key)).toEqual(answers[0]);
    await expect(spend(member.id, 151, key)).rejects.toMatchObject({ code: "request.idempotency-conflict" });
  });

  test("many members in one transaction: a refusal stands in its place and writes nothing", async () => {
    const rich = await memberWithPoints(api, 400);
    const poor = await newMember(api);
    const requests = [purchase(rich.id, 300), purchase(poor.id, 101), purchase(rich.id, 200), purchase(rich.id, 300)];
    const books = await openBooks(
      null,
      requests.map(({ memberId }) => memberId),
    );
    const now = api.clock.now();
    const answers = await inContestedTransaction((session) => spendFromBooks(session, now, { books, requests }));
    expect(answers.map((answer) => (answer instanceof AppError ? answer.code : answer.balance))).toEqual([
      200,
      "points.insufficient-balance",
      0,
      "points.insufficient-balance",
    ]);
    expect((answers[1] as AppError).details).toEqual({ balancePoints: 100, requiredPoints: 101 });
    expect(await booksOf(poor.id)).toEqual({ balance: 100, rows: 100, lots: 100 });
    expect(await booksOf(rich.id)).toEqual({ balance: 0, rows: 0, lots: 0 });
  });

  test("books that have moved since they were read give nothing away", async () => {
    const member = await memberWithPoints(api, 400);
    const books = await openBooks(null, [member.id]);
    await spend(member.id, 1);
    const requests = [purchase(member.id, 300)];
    const now = api.clock.now();
    const late = inContestedTransaction((session) => spendFromBooks(session, now, { books, requests }));
    await expect(late).rejects.toThrow(BooksMoved);
    expect(await booksOf(member.id)).toEqual({ balance: 499, rows: 499, lots: 499 });
  });

  test("what lapses first goes first, and the posting names the lots", async () => {
    const member = await newMember(api);
    await givePoints(api, { memberId: member.id, points: 40, expiresAt: new Date("2027-02-28T16:00:00Z") });
    const { postingId } = await spend(member.id, 60);
    expect((await Postings.findById(postingId).lean())?.lots).toEqual([
      { lotId: `${member.id}:2027-02-28`, points: 40 },
      { lotId: `${member.id}:2028-11-30`, points: 20 },
    ]);
  });

  test("lapsed points cannot be spent, also before the job has been there", async () => {
    const member = await newMember(api);
    await givePoints(api, { memberId: member.id, points: 40, expiresAt: new Date("2026-11-30T16:00:00Z") });
    api.clock.set("2026-11-30T16:00:00.000Z");
    await expect(spend(member.id, 101)).rejects.toMatchObject({
      details: { balancePoints: 100, requiredPoints: 101 },
    });
    expect((await api.call(getMyPoints, {}, { as: member })).balancePoints).toBe(100);
  });
});

describe("giving back", () => {
  const back = (postingId: string, requestKey = "cancel") =>
    inContestedTransaction((session) =>
      reversePosting(session, api.ctx(), { postingId, reason: "order-cancelled", requestKey }),
    );

  test("points go back once; what lapsed meanwhile stays lapsed and the row says so", async () => {
    const member = await newMember(api);
    await givePoints(api, { memberId: member.id, points: 40, expiresAt: new Date("2026-11-30T16:00:00Z") });
    const { postingId } = await spend(member.id, 60);
    api.clock.set("2026-12-05T04:00:00Z");
    const answers = await Promise.all([back(postingId), back(postingId)]);
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ returnedPoints: 20, lapsedPoints: 40, balance: 100 });
    expect(await booksOf(member.id)).toEqual({ balance: 100, rows: 100, lots: 100 });
    const { items } = await api.call(listMyPostings, { limit: 20 }, { as: member });
    expect(items.slice(0, 2).map((item) => [item.reason, item.points])).toEqual([
      ["lapsed", -40],
      ["order-cancelled", 60],
    ]);
    await expect(back(postingId, "another")).rejects.toMatchObject({ code: "points.already-reversed" });
  });

  test("what was earned cannot be given back, and an unknown posting is said to be unknown", async () => {
    const member = await newMember(api);
    const earned = await Postings.findOne({ memberId: member.id }).lean();
    await expect(back(earned?._id ?? "")).rejects.toMatchObject({ code: "points.not-reversible" });
    await expect(back("nothing")).rejects.toMatchObject({ code: "points.posting-not-found" });
  });
});

describe("lapsing", () => {
  test("the job takes every lapsed lot of many members with one posting each, and a second run finds nothing", async () => {
    const members = await newMembers(api, 25);
    const expiresAt = new Date("2026-11-30T16:00:00Z");
    for (const { id: memberId } of members) await givePoints(api, { memberId, points: 7, expiresAt });
    const soon = await findExpiringLots({
      from: new Date(START),
      to: new Date("2026-12-31T16:00:00Z"),
      after: null,
      limit: 10,
    });
    const rest = await findExpiringLots({
      ...{ from: new Date(START), to: new Date("2026-12-31T16:00:00Z"), limit: 1_000 },
      after: soon.at(-1) ?? null,
    });
    expect(new Set([...soon, ...rest].map((lot) => lot.memberId)).size).toBeGreaterThanOrEqual(25);
    expect([...soon, ...rest].every((lot, index, all) => index === 0 || lot.id > (all[index - 1]?.id ?? ""))).toBe(
      true,
    );
    const [first] = members;
    expect(await api.call(getMyPoints, {}, { as: first })).toMatchObject({
      balancePoints: 107,
      expiringPoints: 7,
      expiringAt: expiresAt.toISOString(),
    });
    api.clock.set("2026-11-30T15:59:59.999Z");
    expect(await lapseDueLots(api.ctx())).toBe(0);
    api.clock.set(expiresAt.toISOString());
    // A process that is stopping leaves them to the next.
    expect(await lapseDueLots({ ...api.ctx(), isStopping: () => true })).toBe(0);
    expect(await lapseDueLots(api.ctx())).toBeGreaterThanOrEqual(25);
    expect(await lapseDueLots(api.ctx())).toBe(0);
    for (const { id } of members) expect(await booksOf(id)).toEqual({ balance: 100, rows: 100, lots: 100 });
    expect(await Postings.countDocuments({ reason: "lapsed", memberId: first?.id ?? "" })).toBe(1);
  });

  test("closing the account lapses what is left, and a later return lapses at once", async () => {
    const member = await memberWithPoints(api, 50);
    const { postingId } = await spend(member.id, 30);
    const closing = { status: "closing", closesAt: new Date(START) } as const;
    await Members.updateOne({ _id: member.id }, { $set: closing });
    expect(await earn(member.id, "redemption-rated", newId())).toBeNull();
    expect(await closeMember(api.ctx(), member.id)).toBe(true);
    expect(await booksOf(member.id)).toEqual({ balance: 0, rows: 0, lots: 0 });
    const answer = await inContestedTransaction((session) =>
      reversePosting(session, api.ctx(), { postingId, reason: "order-cancelled", requestKey: "late" }),
    );
    expect(answer).toMatchObject({ returnedPoints: 0, lapsedPoints: 30, balance: 0 });
    expect(await booksOf(member.id)).toEqual({ balance: 0, rows: 0, lots: 0 });
  });
});
