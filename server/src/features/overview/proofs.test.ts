import { claimGiftPack } from "@club/shared/giftpack-grants";
import { getProofs, listProofDifferences, PROOFS, startProofs } from "@club/shared/overview";
import { freezeStatement, generateStatement } from "@club/shared/settlement";
import mongoose from "mongoose";
import { startTestApi, type TestApi } from "../../../test/kit";
import { publishedPack } from "../giftpacks/giftpacks.test-kit";
import { grantIdOf } from "../giftpacks/grant.model";
import { openMerchant, type TestMerchant } from "../merchants/merchants.testing";
import { newCustomer, redeem, setRules } from "../redemptions/redemptions.testing";
import { seedServices } from "../services/services.service";
import { first, issueCard } from "../vouchers/vouchers.test-kit";
import { ProofRuns } from "./overview.model";
import { runProofs } from "./proofs.service";

let api: TestApi;
let shop: TestMerchant;
let redemptionId: string;
let statementId: string;
let packId: string;
let grantId: string;

/** A small chain with a frozen statement, a claim, and a redemption that is still open. */
beforeEach(async () => {
  api = await startTestApi({ now: "2026-10-20T04:00:00Z" });
  await seedServices(api.clock.now());
  await setRules(api, "car-wash", {});
  shop = await openMerchant(api);
  const { member } = await newCustomer(api, { quantity: 1 });
  const vouchers = await issueCard(api, member, { quantity: 2, expiresAt: new Date("2027-01-01T00:00:00Z") });
  await redeem(api, { shop, member, voucher: first(vouchers) });
  api.clock.set("2026-11-02T04:00:00Z");
  const pack = await publishedPack(api, { stockTotal: 10 });
  packId = pack.id;
  grantId = grantIdOf(packId, member.actor.id, 1);
  await api.call(claimGiftPack, { grantId }, { as: member });
  const as = api.as.staff("finance");
  const draft = await api.call(generateStatement, { merchantId: shop.merchantId, month: "2026-10" }, { as });
  statementId = draft.id;
  await api.call(freezeStatement, { statementId, linesHash: draft.linesHash }, { as });
  redemptionId = (await redeem(api, { shop, member, voucher: first(vouchers.slice(1)) })).redemptionId;
});
afterEach(() => api.stop());

const auditor = (cityCode: string | null = null) => api.as.staff("auditor", cityCode);
const seen = (as = auditor()) => api.call(getProofs, {}, { as });
const raw = (name: string) => mongoose.connection.collection<{ _id: string }>(name);
const differing = async (proof: (typeof PROOFS)[number], as = auditor()) =>
  (await api.call(listProofDifferences, { proof }, { as })).items;

test("before the first run nothing is claimed; after it every proof of an honest club agrees, with its numbers", async () => {
  expect(await seen()).toEqual({ last: null, running: null, tiles: [] });
  await runProofs(api.ctx());
  const { last, running, tiles } = await seen();
  expect(running).toBeNull();
  expect(last).toMatchObject({ status: "done", finishedAt: "2026-11-02T04:00:00.000Z" });
  expect(last?.doneCount).toBeGreaterThan(5);
  expect(tiles.map((tile) => [tile.proof, tile.leftCount, tile.rightCount, tile.agrees])).toEqual([
    ["redemptions-vouchers", 2, 2, true],
    ["statements-lines", 1, 1, true],
    ["statements-marks", 1, 1, true],
    ["packs-grants", 1, 1, true],
    ["claims-vouchers", 6, 6, true],
    ["points-balances", 0, 0, true],
    ["mall-stock", 0, 0, true],
    ["mall-orders", 0, 0, true],
  ]);
  expect(tiles.map((tile) => [tile.leftFen, tile.rightFen])).toEqual([
    [null, null],
    [2_800, 2_800],
    [2_800, 2_800],
    [null, null],
    [null, null],
    [null, null],
    [null, null],
    [null, null],
  ]);
});

test.each([
  ["redemptions-vouchers", "redemptions", () => redemptionId, { $set: { status: "reversed" } }, "redemption"],
  ["statements-lines", "statements", () => statementId, { $inc: { totalFen: 1 } }, "statement"],
  ["statements-marks", "statements", () => statementId, { $inc: { linesFen: -1 } }, "statement"],
  ["packs-grants", "giftPacks", () => packId, { $inc: { claimedCount: 1 } }, "giftPack"],
  ["packs-grants", "giftPacks", () => packId, { $inc: { stockLeft: 1 } }, "giftPack"],
  ["claims-vouchers", "grants", () => grantId, { $set: { "claim.cards.0.quantity": 9 } }, "grant"],
] as const)(
  "a change behind the club's back is found by %s (%s) and named",
  async (proof, collection, id, change, kind) => {
    await raw(collection).updateOne({ _id: id() }, change);
    await runProofs(api.ctx());
    const { tiles } = await seen();
    expect(tiles.find((tile) => tile.proof === proof)).toMatchObject({ agrees: false, differenceCount: 1 });
    expect(await differing(proof)).toMatchObject([{ subject: { kind, id: id() } }]);
    expect(tiles.filter((tile) => !tile.agrees)).toHaveLength(1);
  },
);

test("a used voucher whose redemption is gone is found", async () => {
  await raw("redemptions").deleteOne({ _id: redemptionId });
  await runProofs(api.ctx());
  const [difference] = await differing("redemptions-vouchers");
  expect(difference).toMatchObject({ subject: { kind: "voucher" }, left: 0, right: 1 });
});

test("city staff see the tiles and differences of their own city", async () => {
  await raw("redemptions").deleteOne({ _id: redemptionId });
  await runProofs(api.ctx());
  const home = await seen(auditor("370100"));
  expect(home.tiles[0]).toMatchObject({ leftCount: 1, rightCount: 2, agrees: false });
  const elsewhere = await seen(auditor("370200"));
  expect(elsewhere.tiles[0]).toMatchObject({ leftCount: 0, rightCount: 0, agrees: true });
  expect(await differing("redemptions-vouchers", auditor("370200"))).toEqual([]);
});

test("a run asked for twice is one run; it goes on from where it was cut off, and ends with the same numbers", async () => {
  await runProofs(api.ctx());
  const { tiles } = await seen();
  const [one, two] = await Promise.all([
    api.call(startProofs, {}, { as: auditor() }),
    api.call(startProofs, {}, { as: auditor() }),
  ]);
  expect(one.id).toBe(two.id);
  expect((await seen()).running).toMatchObject({ id: one.id, status: "running" });
  // As if the process had died after the first walk.
  await ProofRuns.updateOne({ _id: one.id }, { $set: { walkIndex: 2, tallies: [{ ...tally, proof: PROOFS[0] }] } });
  await runProofs(api.ctx());
  const after = await seen();
  expect(after.last?.id).toBe(one.id);
  expect(after.tiles).toEqual(tiles);
});
const tally = {
  cityCode: "370100",
  leftCount: 2,
  rightCount: 2,
  leftFen: 0,
  rightFen: 0,
  checkedCount: 2,
  differenceCount: 0,
};

test("a stopping process ends between two handfuls; the next one goes on from there", async () => {
  let handfuls = 0;
  const isStopping = () => {
    handfuls += 1;
    return handfuls > 3;
  };
  await runProofs({ ...api.ctx(), isStopping });
  const { last, running } = await seen();
  expect([last, running?.status]).toEqual([null, "running"]);
  expect(await ProofRuns.findOne({}).lean()).toMatchObject({ walkIndex: 3 });
  await runProofs(api.ctx());
  expect((await seen()).last).toMatchObject({ id: running?.id, status: "done" });
});

test("the nightly run begins by itself once a day after two, and a difference that was mended is gone", async () => {
  await raw("giftPacks").updateOne({ _id: packId as string }, { $inc: { claimedCount: 1 } });
  await runProofs(api.ctx());
  const before = await seen();
  await raw("giftPacks").updateOne({ _id: packId as string }, { $inc: { claimedCount: -1 } });
  await runProofs(api.ctx());
  expect((await seen()).last).toEqual(before.last);
  api.clock.set("2026-11-02T17:30:00Z");
  await runProofs(api.ctx());
  expect((await seen()).last).toEqual(before.last);
  api.clock.set("2026-11-02T18:00:00Z");
  await runProofs(api.ctx());
  expect((await seen()).tiles.every((tile) => tile.agrees)).toBe(true);
  expect(await differing("packs-grants")).toEqual([]);
});
