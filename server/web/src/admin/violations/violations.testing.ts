import type { ProviderHealth, ViolationCity, ViolationCosts, ViolationSwitch } from "@club/shared/violations-admin";

/*
 * Whole records, as the contract wants them, for the tests of the pages.
 */

export const SWITCHED_ON: ViolationSwitch = {
  state: "on",
  stateName: "开放",
  isOn: true,
  isBackgroundOn: false,
  reason: null,
  changedAt: null,
};

export const JUHE: ProviderHealth = {
  provider: "juhe",
  name: "聚合数据",
  rank: 1,
  priceLi: 38,
  breaker: "open",
  failures: 5,
  openUntil: "2026-11-22T04:01:00.000Z",
  callCount: 2,
  failedCount: 1,
  p50Ms: 1_250,
  lastCallAt: "2026-11-22T04:00:00.000Z",
  calls: [
    {
      at: "2026-11-22T04:00:00.000Z",
      outcome: "timeout",
      outcomeName: "超时",
      providerCode: null,
      durationMs: 8_000,
    },
    {
      at: "2026-11-22T03:59:00.000Z",
      outcome: "refused",
      outcomeName: "资料或城市不符",
      providerCode: "203606",
      durationMs: 120,
    },
  ],
};

export const COSTS: ViolationCosts = {
  month: "2026-11",
  budgetLi: 200_000,
  spentLi: 38_038,
  remainingLi: 161_962,
  callCount: 1_001,
  days: [
    { day: "2026-11-02", provider: "juhe", callCount: 1_000, failedCount: 3, costLi: 38_000 },
    { day: "2026-11-02", provider: "cheshouye", callCount: 1, failedCount: 0, costLi: 38 },
  ],
};

export const JINAN: ViolationCity = {
  provider: "juhe",
  prefix: "鲁A",
  cityName: "济南市",
  providerCity: "SD_JINAN",
  vinDigits: 6,
  engineDigits: null,
  isOpen: true,
  source: "snapshot",
  asOf: null,
};
