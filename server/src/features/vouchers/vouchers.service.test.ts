import { addDays } from "@club/shared/time";
import * as fc from "fast-check";
import { startTestApi, type TestApi } from "../../../test/kit";
import { inTransaction } from "../../platform/db";
import { newId } from "../../platform/ids";
import { createVoucherQr } from "./member-vouchers.service";
import { Vouchers } from "./voucher.model";
import { type IssueRequest, issueVouchersBulk } from "./voucher-issue.service";
import {
  expireVouchers,
  findVouchers,
  redeemVouchers,
  reopenVoucher,
  resolvePresented,
  voucherBalance,
} from "./vouchers.service";
import { first, issueCard } from "./vouchers.test-kit";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: [] });
});
beforeEach(() => api.clock.set("2026-11-22T04:00:00Z"));
afterAll(() => api.stop());

const item = (voucherId: string, redemptionId: string, uses = 0) => ({
  voucherId,
  uses,
  redemptionId,
  at: api.clock.now(),
});

test("100 redemptions of one voucher at once: one wins and the voucher has one use", async () => {
  const { _id } = first(await issueCard(api, api.as.member(), { quantity: 1 }));
  const tries = Array.from({ length: 100 }, (_, index) =>
    inTransaction((session) => redeemVouchers(session, [item(_id, `race-${index}`)])),
  );
  const won = (await Promise.all(tries)).flat().filter(Boolean);
  expect(won).toHaveLength(1);
  expect((await findVouchers([_id]))[0]).toMatchObject({ status: "redeemed", uses: 1 });
}, 60_000);

test("a batch answers who won: the used, the expired, the stale and the repeated lose, the rest win", async () => {
  const [good, used, twice, stale] = await issueCard(api, api.as.member(), { quantity: 4 });
  const [old] = await issueCard(api, api.as.member(), { quantity: 1, expiresAt: api.clock.now() });
  await inTransaction((session) => redeemVouchers(session, [item(used?._id ?? "", "before")]));
  const items = [
    item(good?._id ?? "", "b-1"),
    item(used?._id ?? "", "b-2", 1),
    item(twice?._id ?? "", "b-3"),
    item(twice?._id ?? "", "b-4"),
    item(stale?._id ?? "", "b-5", 7),
    item(old?._id ?? "", "b-6"),
    item("unknown", "b-7"),
  ];
  const won = await inTransaction((session) => redeemVouchers(session, items));
  expect(won).toEqual([true, false, true, false, false, false, false]);
});

test("an undone voucher can be used again with a new QR only, and undoing twice is refused", async () => {
  const { _id, memberId } = first(await issueCard(api, api.as.member(), { quantity: 1 }));
  const as = api.as.member({ id: memberId });
  const oldQr = await createVoucherQr(api.ctx(as), { voucherId: _id });
  await inTransaction((session) => redeemVouchers(session, [item(_id, "u-1")]));
  expect((await resolvePresented(api.ctx(), oldQr.token))?.status).toBe("redeemed");
  const undo = () =>
    inTransaction((session) => reopenVoucher(session, api.ctx(), { voucherId: _id, redemptionId: "u-1" }));
  expect(await undo()).toMatchObject({ status: "issued", uses: 1 });
  expect(await resolvePresented(api.ctx(), oldQr.token)).toBeNull();
  const newQr = await createVoucherQr(api.ctx(as), { voucherId: _id });
  expect((await resolvePresented(api.ctx(), newQr.token))?._id).toBe(_id);
  await expect(undo()).rejects.toMatchObject({ code: "vouchers.state-conflict" });
  expect(await inTransaction((session) => redeemVouchers(session, [item(_id, "u-2", 1)]))).toEqual([true]);
});

test("undoing after the end gives a week more; closing leaves it unusable", async () => {
  const [voucher, other] = await issueCard(api, api.as.member(), { quantity: 2 });
  const ids = [voucher?._id ?? "", other?._id ?? ""] as const;
  await inTransaction((session) => redeemVouchers(session, [item(ids[0], "w-1"), item(ids[1], "w-2")]));
  api.clock.set("2027-01-10T04:00:00Z");
  await inTransaction((session) => reopenVoucher(session, api.ctx(), { voucherId: ids[0], redemptionId: "w-1" }));
  await inTransaction((session) =>
    reopenVoucher(session, api.ctx(), { voucherId: ids[1], redemptionId: "w-2", outcome: "closed" }),
  );
  const [again] = await findVouchers([ids[0]]);
  expect(again).toMatchObject({ status: "issued", expiresAt: new Date("2027-01-17T16:00:00Z") });
  expect(await findVouchers([ids[1]])).toMatchObject([{ status: "closed" }]);
});

test("the sweep expires what is due, in bounded chunks, and leaves the rest", async () => {
  const owner = api.as.member();
  await issueCard(api, owner, { quantity: 90, expiresAt: addDays(api.clock.now(), 1) });
  await issueCard(api, owner, { quantity: 5, expiresAt: addDays(api.clock.now(), 3) });
  api.clock.advance(86_400_000);
  await expireVouchers(api.ctx());
  expect(await voucherBalance({ memberId: owner.actor.id })).toMatchObject({
    issuedCount: 95,
    expiredCount: 90,
    unusedCount: 5,
    isBalanced: true,
  });
  expect(await expireVouchers(api.ctx())).toBe(0);
});

test("a voucher that was lost or made up outside the issue book shows in the balance", async () => {
  const owner = api.as.member();
  const { _id } = first(await issueCard(api, owner));
  await Vouchers.deleteOne({ _id });
  expect(await voucherBalance({ memberId: owner.actor.id })).toMatchObject({
    issuedCount: 3,
    unusedCount: 2,
    isBalanced: false,
  });
});

function bulkOf(count: number, memberId: string): IssueRequest[] {
  return Array.from({ length: count / 5 }, () => ({
    memberId,
    cityCode: "370100",
    grantId: null,
    source: { kind: "gift-pack", id: null },
    items: [
      {
        cardId: newId(),
        serviceId: "car-wash",
        quantity: 5,
        expiresAt: addDays(api.clock.now(), 30),
        plateBinding: "none",
      },
    ],
  }));
}

test("a bulk issue shows its progress, and running it again after a crash issues only what is missing", async () => {
  const memberId = newId();
  const requests = bulkOf(2_500, memberId);
  await issueVouchersBulk(api.ctx(), requests.slice(0, 200));
  const progress: number[] = [];
  const done = await issueVouchersBulk(api.ctx(), requests, (count) => progress.push(count));
  expect(done).toEqual({ issuedCount: 1_500, skippedCount: 1_000 });
  expect(progress).toEqual([500, 1_000, 1_500, 2_000, 2_500]);
  expect(await voucherBalance({ memberId })).toMatchObject({
    issuedCount: 2_500,
    unusedCount: 2_500,
    isBalanced: true,
  });
}, 60_000);

type Command = { kind: "redeem" | "undo" | "close" | "sweep" | "later"; pick: number; isReplay: boolean };

async function apply(command: Command, ids: string[]): Promise<void> {
  const voucherId = ids[command.pick % ids.length] ?? "";
  const [voucher] = await findVouchers([voucherId]);
  if (!voucher) return;
  const redemptionId = voucher.redemptionId ?? `p-${newId()}`;
  if (command.kind === "later") api.clock.advance(86_400_000);
  if (command.kind === "sweep") await expireVouchers(api.ctx());
  if (command.kind === "redeem")
    await inTransaction((session) => redeemVouchers(session, [item(voucherId, redemptionId, voucher.uses)]));
  if (command.kind === "undo" || command.kind === "close") {
    const outcome = command.kind === "undo" ? "issued" : "closed";
    await inTransaction((session) => reopenVoucher(session, api.ctx(), { voucherId, redemptionId, outcome })).catch(
      (error: unknown) => {
        expect(error).toMatchObject({ code: "vouchers.state-conflict" });
      },
    );
  }
}

test("property: random redemptions, undoings, expiries and replays keep the books, and uses = redemptions made", async () => {
  const command = fc.record({
    kind: fc.constantFrom<Command["kind"]>("redeem", "redeem", "undo", "close", "sweep", "later"),
    pick: fc.nat(4),
    isReplay: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 15 }), async (commands) => {
      const owner = api.as.member();
      const ids = (await issueCard(api, owner, { quantity: 4, expiresAt: addDays(api.clock.now(), 3) })).map(
        (voucher) => voucher._id,
      );
      for (const step of commands) for (const _try of step.isReplay ? [1, 2] : [1]) await apply(step, ids);
      const balance = await voucherBalance({ memberId: owner.actor.id });
      expect(balance).toMatchObject({ issuedCount: 4, isBalanced: true });
      for (const voucher of await findVouchers(ids)) expect(voucher.uses).toBe(voucher.redemptions?.length ?? 0);
    }),
    { numRuns: 12 },
  );
}, 60_000);
