import { startTestApi, type TestApi } from "../../../test/kit";
import { recordQueries } from "../../../test/queries";
import { inContestedTransaction } from "../../platform/db";
import { newMembers } from "../giftpacks/giftpacks.test-kit";
import { pointsDataSection } from "./points.data";
import { lapseDueLots } from "./points.jobs";
import { openBooks } from "./points.ledger";
import { balancesEqualPostings } from "./points.proof";
import { findExpiringLots, getPointsBalance, lapsePointsOfMember, reversePosting, spendPoints } from "./points.service";
import { givePoints } from "./points.testing";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: [] });
});
afterAll(() => api.stop());

test("what jobs, proofs and other features ask is served by an index, and nothing is sorted that no index has ordered", async () => {
  const members = await newMembers(api, 5);
  const ids = members.map((member) => member.id);
  const [first = "", second = ""] = ids;
  const expiresAt = new Date("2026-11-30T16:00:00Z");
  for (const memberId of ids) await givePoints(api, { memberId, points: 10, expiresAt });
  const queries = recordQueries();
  const spend = { memberId: first, points: 4, reason: "order-paid" as const, ref: { kind: "order", id: "1" } };
  const { postingId } = await inContestedTransaction((session) =>
    spendPoints(session, api.ctx(), { ...spend, requestKey: "one" }),
  );
  await inContestedTransaction((session) =>
    reversePosting(session, api.ctx(), { postingId, reason: "order-cancelled", requestKey: "back" }),
  );
  await openBooks(null, ids);
  await getPointsBalance(api.ctx(), first);
  const range = { from: api.clock.now(), to: new Date("2027-01-01T00:00:00Z"), limit: 2 };
  const page = await findExpiringLots({ ...range, after: null });
  expect(await findExpiringLots({ ...range, after: page.at(-1) ?? null })).toHaveLength(2);
  await inContestedTransaction((session) => lapsePointsOfMember(api.ctx(), session, second));
  await inContestedTransaction((session) => balancesEqualPostings.step(session, ""));
  await pointsDataSection(api.ctx(), first);
  api.clock.set(expiresAt);
  expect(await lapseDueLots(api.ctx())).toBe(4);
  queries.stop();
  const { scans, sorts, queries: count } = await queries.faults();
  expect([scans, sorts]).toEqual([[], []]);
  expect(count).toBeGreaterThan(8);
});
