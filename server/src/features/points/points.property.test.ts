import fc from "fast-check";
import { startTestApi, type TestApi } from "../../../test/kit";
import { inContestedTransaction } from "../../platform/db";
import { newId } from "../../platform/ids";
import { AppError } from "../../platform/problem";
import { newMember } from "../giftpacks/giftpacks.test-kit";
import { lapseDueLots } from "./points.jobs";
import { PointsAccounts, PointsLots, Postings } from "./points.model";
import { balancesEqualPostings } from "./points.proof";
import { CLUB_ISSUED, CLUB_LAPSED, CLUB_SPENT, signedPointsOf } from "./points.rules";
import { reversePosting, spendPoints } from "./points.service";
import { givePoints } from "./points.testing";

/*
 * Random lives of an account, with a clock that moves: whatever happens in whatever order, and however often it is asked for
 * again, the balance, the rows and the lots agree and no point appears or vanishes.
 */

const START = "2026-11-22T04:00:00Z";
const DAY_MS = 86_400_000;

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ now: START, routes: [] });
});
afterAll(() => api.stop());
beforeEach(() => api.clock.set(START));

type Step =
  | { kind: "earn"; points: number; lifeDays: number }
  | { kind: "spend"; points: number }
  | { kind: "reverse"; pick: number }
  | { kind: "retry"; pick: number }
  | { kind: "wait"; days: number }
  | { kind: "lapse" };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("earn" as const),
    points: fc.integer({ min: 1, max: 500 }),
    lifeDays: fc.integer({ min: 1, max: 90 }),
  }),
  fc.record({ kind: fc.constant("spend" as const), points: fc.integer({ min: 1, max: 600 }) }),
  fc.record({ kind: fc.constant("reverse" as const), pick: fc.nat(20) }),
  fc.record({ kind: fc.constant("retry" as const), pick: fc.nat(20) }),
  fc.record({ kind: fc.constant("wait" as const), days: fc.integer({ min: 1, max: 40 }) }),
  fc.constant({ kind: "lapse" as const }),
);

type Spending = { requestKey: string; points: number; postingId: string };

/** A plain account in memory: the lots by expiry, and nothing else. */
type Model = {
  lots: Map<number, number>;
  spendings: { spending: Spending; shares: [number, number][]; isReversed: boolean }[];
};

async function spend(memberId: string, points: number, requestKey: string): Promise<string | AppError> {
  const purpose = {
    memberId,
    points,
    reason: "order-paid" as const,
    ref: { kind: "order", id: requestKey },
    requestKey,
  };
  try {
    return (await inContestedTransaction((session) => spendPoints(session, api.ctx(), purpose))).postingId;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function take(model: Model, wanted: number): [number, number][] | null {
  const now = api.clock.now().getTime();
  const usable = [...model.lots].filter(([expiry, left]) => expiry > now && left > 0).sort((a, b) => a[0] - b[0]);
  if (usable.reduce((sum, [, left]) => sum + left, 0) < wanted) return null;
  const shares: [number, number][] = [];
  let open = wanted;
  for (const [expiry, left] of usable) {
    const points = Math.min(left, open);
    if (points > 0) shares.push([expiry, points]);
    open -= points;
  }
  for (const [expiry, points] of shares) model.lots.set(expiry, (model.lots.get(expiry) ?? 0) - points);
  return shares;
}

async function perform(memberId: string, model: Model, action: Step): Promise<void> {
  const now = api.clock.now().getTime();
  if (action.kind === "wait") api.clock.set(new Date(now + action.days * DAY_MS).toISOString());
  if (action.kind === "lapse") await lapseDueLots(api.ctx());
  if (action.kind === "earn") {
    const expiry = Math.floor(now / DAY_MS) * DAY_MS + action.lifeDays * DAY_MS + 16 * 3_600_000;
    await givePoints(api, { memberId, points: action.points, expiresAt: new Date(expiry) });
    model.lots.set(expiry, (model.lots.get(expiry) ?? 0) + action.points);
  }
  if (action.kind === "spend") {
    const requestKey = newId();
    const shares = take(model, action.points);
    const answer = await spend(memberId, action.points, requestKey);
    expect(typeof answer === "string").toBe(shares !== null);
    if (typeof answer !== "string" || !shares) return;
    const spending = { requestKey, points: action.points, postingId: answer };
    model.spendings.push({ spending, shares, isReversed: false });
  }
  const known = "pick" in action ? model.spendings[action.pick % Math.max(model.spendings.length, 1)] : undefined;
  if (!known) return;
  const { postingId, points, requestKey } = known.spending;
  if (action.kind === "retry") expect(await spend(memberId, points, requestKey)).toBe(postingId);
  if (action.kind === "reverse") await reverseBoth(model, known);
}

/** Twice, as a client does that has lost the answer: the second changes nothing. */
async function reverseBoth(model: Model, known: Model["spendings"][number]): Promise<void> {
  const now = api.clock.now().getTime();
  const input = { postingId: known.spending.postingId, reason: "order-cancelled" as const, requestKey: "cancel" };
  const once = () => inContestedTransaction((session) => reversePosting(session, api.ctx(), input));
  const answer = await once();
  expect(await once()).toEqual(answer);
  if (known.isReversed) return;
  known.isReversed = true;
  const alive = known.shares.filter(([expiry]) => expiry > now);
  for (const [expiry, points] of alive) model.lots.set(expiry, (model.lots.get(expiry) ?? 0) + points);
  expect(answer.returnedPoints).toBe(alive.reduce((sum, [, points]) => sum + points, 0));
  expect(answer.returnedPoints + answer.lapsedPoints).toBe(known.spending.points);
}

async function expectTrueBooks(memberId: string, model: Model): Promise<void> {
  const now = api.clock.now().getTime();
  const account = await PointsAccounts.findById(memberId).lean();
  const postings = await Postings.find({ memberId }).sort({ seq: 1 }).lean();
  const lots = await PointsLots.find({ memberId }).lean();
  const flow = (side: "from" | "to", name: string) =>
    postings.filter((row) => row[side] === name).reduce((sum, row) => sum + row.points, 0);
  const balance = account?.balance ?? 0;
  expect(balance).toBeGreaterThanOrEqual(0);
  expect(postings.reduce((sum, row) => sum + signedPointsOf(row), 0)).toBe(balance);
  expect(lots.reduce((sum, lot) => sum + lot.left, 0)).toBe(balance);
  expect(lots.every((lot) => lot.left >= 0 && lot.left <= lot.points)).toBe(true);
  expect(flow("from", CLUB_ISSUED)).toBe(
    balance + flow("to", CLUB_SPENT) - flow("from", CLUB_SPENT) + flow("to", CLUB_LAPSED),
  );
  expect(postings.map((row) => row.seq)).toEqual(postings.map((_, index) => index + 1));
  let running = 0;
  for (const row of postings) {
    running += signedPointsOf(row);
    expect(row.balanceAfter).toBe(running);
    expect(row.lots.reduce((sum, share) => sum + share.points, 0)).toBe(row.points);
  }
  for (const lot of lots.filter((one) => one.expiresAt.getTime() > now)) {
    expect(lot.left).toBe(model.lots.get(lot.expiresAt.getTime()) ?? 0);
  }
}

test("random earn, spend, wait, lapse, reverse and retry keep balance = rows = lots ≥ 0 and lose no point", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      api.clock.set(START);
      const member = await newMember(api);
      const model: Model = { lots: new Map(), spendings: [] };
      for (const action of steps) await perform(member.id, model, action);
      await expectTrueBooks(member.id, model);
    }),
    { numRuns: 60 },
  );
  const { gaps } = await inContestedTransaction((session) => balancesEqualPostings.step(session, ""));
  expect(gaps).toEqual([]);
});
