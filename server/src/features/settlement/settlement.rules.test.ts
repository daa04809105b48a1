import fc from "fast-check";
import type { SettleableAdjustment, SettleableRedemption } from "../redemptions/redemptions.service";
import { canMove, hashLines, imbalance, linesOf, totalsOf } from "./settlement.rules";

test.each([
  ["draft", "frozen", true],
  ["frozen", "draft", false],
  ["frozen", "sent", true],
  ["sent", "confirmed", true],
  ["sent", "disputed", true],
  ["disputed", "sent", true],
  ["disputed", "approved", false],
  ["sent", "approved", false],
  ["confirmed", "approved", true],
  ["approved", "paid", false],
  ["approved", "invoiced", true],
  ["invoiced", "paid", true],
  ["paid", "draft", false],
] as const)("a statement moves %s → %s: %s", (from, to, expected) => {
  expect(canMove(from, to)).toBe(expected);
});

test.each([
  [[10_600], 600, { totalFen: 10_600, taxFen: 600, netFen: 10_000, payableFen: 10_600 }],
  [[100, 1], 600, { totalFen: 101, taxFen: 6, netFen: 95, payableFen: 101 }],
  [[100, -300], 600, { totalFen: -200, taxFen: 0, netFen: -200, payableFen: 0 }],
  [[], 600, { totalFen: 0, taxFen: 0, netFen: 0, payableFen: 0 }],
])("amounts %j at %d bps → %j", (amounts, taxBps, expected) => {
  expect(
    totalsOf(
      amounts.map((amountFen) => ({ kind: "redemption" as const, amountFen })),
      taxBps,
    ),
  ).toMatchObject(expected);
});

type Redeemed = SettleableRedemption & { month: number; isReversed: boolean; statement: number | null };
type Adjusted = SettleableAdjustment & { statement: number | null };
type Statement = { month: number; payableFen: number; totalFen: number };
type Step =
  | { kind: "redeem"; fen: number }
  | { kind: "undo"; pick: number }
  | { kind: "adjust"; fen: number }
  | { kind: "freeze" }
  | { kind: "month" };

const stepOf: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("redeem" as const), fen: fc.integer({ min: 0, max: 50_000 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("undo" as const), pick: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("adjust" as const), fen: fc.integer({ min: -80_000, max: 20_000 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("freeze" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("month" as const) }) },
);

/** The books of one merchant in memory, moved by the same rules as the database's. */
function play(steps: readonly Step[]) {
  const redeemed: Redeemed[] = [];
  const adjusted: Adjusted[] = [];
  const statements: Statement[] = [];
  let month = 1;
  const adjust = (kind: SettleableAdjustment["kind"], amountFen: number, at: number) =>
    adjusted.push({
      _id: `a${adjusted.length}`,
      merchantId: "m",
      kind,
      amountFen,
      reason: "",
      at: new Date(at),
      statement: null,
    });
  const freeze = () => {
    const id = statements.length;
    const lines = redeemed.filter((row) => row.statement === null && !row.isReversed && row.month < month);
    const extras = adjusted.filter((row) => row.statement === null && row.at.getTime() < month);
    const totals = totalsOf(linesOf(lines, extras), 600);
    for (const row of [...lines, ...extras]) row.statement = id;
    const settled = {
      redemptionCount: lines.length,
      redemptionsFen: redeemed.filter((row) => row.statement === id).reduce((sum, row) => sum + row.clubFen, 0),
      adjustmentCount: extras.length,
      adjustmentsFen: adjusted.filter((row) => row.statement === id).reduce((sum, row) => sum + row.amountFen, 0),
    };
    expect(imbalance(totals, settled)).toBeNull();
    expect(totals.taxFen + totals.netFen).toBe(totals.totalFen);
    statements.push({ month: month - 1, payableFen: totals.payableFen, totalFen: totals.totalFen });
    if (totals.totalFen < 0) adjust("carry", totals.totalFen, month);
  };
  const apply: Record<Step["kind"], (step: Step) => void> = {
    redeem: (step) =>
      step.kind === "redeem" &&
      redeemed.push({
        _id: `r${redeemed.length}`,
        merchantId: "m",
        serviceId: "s",
        branchId: "b",
        plateMasked: null,
        clubFen: step.fen,
        memberFen: 0,
        redeemedAt: new Date(month),
        month,
        isReversed: false,
        statement: null,
      }),
    undo: (step) => {
      const row = step.kind === "undo" ? redeemed[step.pick % Math.max(redeemed.length, 1)] : undefined;
      if (!row || row.isReversed) return;
      row.isReversed = true;
      if (row.statement !== null) adjust("reversal", -row.clubFen, month);
    },
    adjust: (step) => step.kind === "adjust" && adjust("manual", step.fen, month),
    freeze,
    month: () => {
      month += 1;
    },
  };
  for (const step of steps) apply[step.kind](step);
  month += 2;
  freeze();
  return { redeemed, adjusted, statements };
}

test("over any sequence of redeem, undo, adjust and freeze, what is paid plus what is still carried is exactly what stands", () => {
  fc.assert(
    fc.property(fc.array(stepOf, { maxLength: 60 }), (steps) => {
      const { redeemed, adjusted, statements } = play(steps);
      const paid = statements.reduce((sum, row) => sum + row.payableFen, 0);
      const open = adjusted.filter((row) => row.statement === null).reduce((sum, row) => sum + row.amountFen, 0);
      const stands = redeemed.filter((row) => !row.isReversed).reduce((sum, row) => sum + row.clubFen, 0);
      const manual = adjusted.filter((row) => row.kind === "manual").reduce((sum, row) => sum + row.amountFen, 0);
      expect(paid + open).toBe(stands + manual);
      expect(statements.every((row) => row.payableFen >= 0)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

const redemption = (over: Partial<SettleableRedemption> = {}): SettleableRedemption => ({
  _id: "r1",
  merchantId: "m",
  serviceId: "car-wash",
  branchId: "b",
  plateMasked: null,
  clubFen: 2_800,
  memberFen: 0,
  redeemedAt: new Date("2026-11-02T03:00:00Z"),
  ...over,
});

test("the hash is the same for the same lines and differs when any identity, instant, amount or order differs", () => {
  const rows = [redemption(), redemption({ _id: "r2" })];
  const hash = hashLines(linesOf(rows, []));
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(hashLines(linesOf([...rows], []))).toBe(hash);
  const others = [
    [redemption({ clubFen: 2_801 }), redemption({ _id: "r2" })],
    [redemption({ redeemedAt: new Date(0) }), redemption({ _id: "r2" })],
    [redemption({ _id: "r3" }), redemption({ _id: "r2" })],
    [redemption({ _id: "r2" }), redemption()],
    [redemption()],
  ];
  for (const other of others) expect(hashLines(linesOf(other, []))).not.toBe(hash);
});

test("a line that came or went since the draft is an imbalance with both figures", () => {
  const totals = totalsOf(linesOf([redemption()], []), 600);
  const found = { redemptionCount: 2, redemptionsFen: 5_600, adjustmentCount: 0, adjustmentsFen: 0 };
  expect(imbalance(totals, found)).toEqual({
    statement: { redemptionCount: 1, redemptionsFen: 2_800, adjustmentCount: 0, adjustmentsFen: 0 },
    found,
  });
});
