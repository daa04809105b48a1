import type { AgreementPrice } from "@club/shared/merchant-agreements";
import fc from "fast-check";
import {
  type AgreementPeriod,
  agreementInForce,
  canMoveMerchant,
  earliestStart,
  endedByStart,
  priceFaults,
} from "./merchants.rules";

const at = (text: string) => new Date(text);
const period = (
  version: number,
  from: string,
  to: string | null,
  status: AgreementPeriod["status"] = "active",
): AgreementPeriod => ({
  version,
  status,
  effectiveFrom: at(from),
  effectiveTo: to === null ? null : at(to),
});

test.each([
  ["applied", "reviewing", true],
  ["applied", "approved", false],
  ["reviewing", "approved", true],
  ["reviewing", "rejected", true],
  ["rejected", "approved", false],
  ["approved", "suspended", true],
  ["suspended", "approved", true],
  ["closed", "approved", false],
] as const)("a merchant moves %s → %s: %s", (from, to, expected) => {
  expect(canMoveMerchant(from, to)).toBe(expected);
});

test("the agreement in force includes its first instant and excludes its last", () => {
  const versions = [period(1, "2026-01-01T16:00:00Z", "2026-06-30T16:00:00Z"), period(2, "2026-06-30T16:00:00Z", null)];
  expect(agreementInForce(versions, at("2026-01-01T15:59:59.999Z"))).toBeNull();
  expect(agreementInForce(versions, at("2026-01-01T16:00:00Z"))?.version).toBe(1);
  expect(agreementInForce(versions, at("2026-06-30T15:59:59.999Z"))?.version).toBe(1);
  expect(agreementInForce(versions, at("2026-06-30T16:00:00Z"))?.version).toBe(2);
});

test("a draft is never in force", () => {
  expect(agreementInForce([period(1, "2026-01-01T16:00:00Z", null, "draft")], at("2026-02-01T00:00:00Z"))).toBeNull();
});

test("a first agreement may begin today, a later one from tomorrow in Shanghai", () => {
  const now = at("2026-11-22T17:30:00Z"); // 23 November 01:30 in Shanghai
  expect(earliestStart([], now)).toEqual(at("2026-11-22T16:00:00Z"));
  expect(earliestStart([period(1, "2026-01-01T16:00:00Z", null)], now)).toEqual(at("2026-11-23T16:00:00Z"));
});

test("however versions are activated, at most one is in force at any instant and no past instant changes its price", () => {
  const day = 86_400_000;
  const base = at("2026-01-01T16:00:00Z").getTime();
  const steps = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 20 }), lead: fc.integer({ min: 0, max: 40 }) }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(
      steps,
      fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 20, maxLength: 20 }),
      (moves, probes) => {
        let versions: AgreementPeriod[] = [];
        let now = base;
        for (const [index, move] of moves.entries()) {
          now += move.wait * day;
          const before = versions;
          const start = new Date(
            Math.max(earliestStart(versions, new Date(now)).getTime(), now + move.lead * day - (now % day)),
          );
          const ended = new Map(endedByStart(versions, start).map((row) => [row.version, row.effectiveTo]));
          versions = [
            ...versions.map((row) => ({ ...row, effectiveTo: ended.get(row.version) ?? row.effectiveTo })),
            { version: index + 1, status: "active", effectiveFrom: start, effectiveTo: null },
          ];
          for (const past of probes.map((offset) => new Date(base + (offset / 700) * (now - base)))) {
            const priced = agreementInForce(before, past);
            if (priced) expect(agreementInForce(versions, past)?.version).toBe(priced.version);
          }
        }
        for (const probe of probes.map((offset) => new Date(base + offset * day))) {
          expect(versions.filter((row) => agreementInForce([row], probe) !== null).length).toBeLessThanOrEqual(1);
        }
      },
    ),
    { numRuns: 60 },
  );
});

const price = (over: Partial<AgreementPrice>): AgreementPrice => ({
  serviceId: "car-wash",
  model: "fixed",
  priceFen: null,
  clubShareBps: null,
  capFen: null,
  ...over,
});
test.each([
  ["fixed with a price", [price({ priceFen: 2800 })], []],
  ["fixed without a price", [price({})], ["prices.0.priceFen"]],
  ["fixed with a stray cap", [price({ priceFen: 2800, capFen: 1 })], ["prices.0.capFen"]],
  ["share whole", [price({ model: "share", priceFen: 10_000, clubShareBps: 7000 })], []],
  ["share without a share", [price({ model: "share", priceFen: 10_000 })], ["prices.0.clubShareBps"]],
  ["cap whole", [price({ model: "cap", capFen: 20_000 })], []],
  ["the same service twice", [price({ priceFen: 1 }), price({ priceFen: 2 })], ["prices.1.serviceId"]],
])("prices: %s", (_name, prices, paths) => {
  expect(priceFaults(prices).map((fault) => fault.path)).toEqual(paths);
});
