import * as z from "zod/mini";
import { PROVINCE_SHORTS } from "./data/plates";
import { count, instant, month, reason, text } from "./fields";
import { endpoint } from "./http";

/*
 * 违章 in the back office: the health of the providers, what their answers cost, the switch, and what each city asks for.
 * Prices are in 厘 (…Li): a thousandth of a yuan, because providers price a call at fractions of a fen (0.038 yuan = 38 li).
 */

export const VIOLATION_PROVIDERS = ["juhe", "cheshouye"] as const;
export type ViolationProviderName = (typeof VIOLATION_PROVIDERS)[number];
export const VIOLATION_PROVIDER_NAMES: Record<ViolationProviderName, string> = {
  juhe: "聚合数据",
  cheshouye: "车首页",
};

/**
 * How a call ended. records: an answer · refused: an answer that says no · bug: the call itself was malformed, which is ours to mend ·
 * the others: nothing usable came.
 */
export const CALL_OUTCOMES = [
  "records",
  "refused",
  "busy",
  "timeout",
  "network",
  "garbage",
  "lie",
  "account",
  "bug",
] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];
export const CALL_OUTCOME_NAMES: Record<CallOutcome, string> = {
  records: "有结果",
  refused: "资料或城市不符",
  busy: "交管系统忙",
  timeout: "超时",
  network: "连不上",
  garbage: "内容无法识别",
  lie: "答非所问",
  account: "账号或额度异常",
  bug: "请求格式不符",
};
/** closed: calls go through · open: none do · halfOpen: one may try. */
export const BREAKER_STATES = ["closed", "open", "halfOpen"] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

/** on · switched-off: by staff · budget: this month's budget is used up · not-configured: no provider is set up. */
export const SWITCH_STATES = ["on", "switched-off", "budget", "not-configured"] as const;
export type ViolationSwitchState = (typeof SWITCH_STATES)[number];

const provider = z.enum(VIOLATION_PROVIDERS, "请选择供应商");

export const violationSwitch = z.object({
  state: z.enum(SWITCH_STATES),
  stateName: z.string(),
  isOn: z.boolean(),
  /** Whether vehicles of members who want it are checked in the background. */
  isBackgroundOn: z.boolean(),
  /** Why it was switched last, and when; null = never touched. */
  reason: z.nullable(z.string()),
  changedAt: z.nullable(instant),
});
export type ViolationSwitch = z.output<typeof violationSwitch>;

export const providerHealth = z.object({
  provider,
  name: z.string(),
  /** The first whose breaker lets calls through is asked. */
  rank: z.int(),
  priceLi: z.int(),
  breaker: z.enum(BREAKER_STATES),
  /** Failures in the running window of a minute. */
  failures: z.int(),
  openUntil: z.nullable(instant),
  /** Of the last 50 calls. */
  callCount: z.int(),
  failedCount: z.int(),
  p50Ms: z.nullable(z.int()),
  lastCallAt: z.nullable(instant),
  calls: z.array(
    z.object({
      at: instant,
      outcome: z.enum(CALL_OUTCOMES),
      outcomeName: z.string(),
      providerCode: z.nullable(z.string()),
      durationMs: z.int(),
    }),
  ),
});
export type ProviderHealth = z.output<typeof providerHealth>;

export const violationCosts = z.object({
  month,
  budgetLi: z.int(),
  spentLi: z.int(),
  remainingLi: z.int(),
  callCount: z.int(),
  days: z.array(
    z.object({
      day: z.string(),
      provider,
      callCount: z.int(),
      failedCount: z.int(),
      costLi: z.int(),
    }),
  ),
});
export type ViolationCosts = z.output<typeof violationCosts>;

const digits = (label: string) => z.nullable(count(label, 17));
/** What a provider asks for at a city: characters from the end, 0 = all, null = none. */
export const violationCity = z.object({
  provider,
  /** What its plates begin with: "鲁A", or "京" alone where all of a province are of one city. */
  prefix: z.string(),
  cityName: z.string(),
  /** The provider's own key of the city; null = the provider does not serve it (or its key is not known yet). */
  providerCity: z.nullable(z.string()),
  vinDigits: digits("车架号位数"),
  engineDigits: digits("发动机号位数"),
  isOpen: z.boolean(),
  /** snapshot: shipped with the product · provider: fetched · override: set by staff. */
  source: z.enum(["snapshot", "provider", "override"]),
  asOf: z.nullable(instant),
});
export type ViolationCity = z.output<typeof violationCity>;

const TAG = "违章管理";
const READERS = ["provinceAdmin", "finance", "auditor"] as const;
const PROVINCE = ["provinceAdmin"] as const;
const cityParams = z.object({
  provider,
  prefix: z.string("请选择城市").check(z.regex(new RegExp(`^[${PROVINCE_SHORTS}][A-HJ-NP-Z]?$`), "请选择城市")),
});

export const getViolationHealth = endpoint({
  name: "getViolationHealth",
  method: "GET",
  path: "/staff/violations/health",
  auth: READERS,
  summary: "违章供应商的健康：最近的调用、失败、熔断状态",
  tag: TAG,
  response: z.object({ switch: violationSwitch, providers: z.array(providerHealth) }),
  errors: [],
});

export const getViolationCosts = endpoint({
  name: "getViolationCosts",
  method: "GET",
  path: "/staff/violations/costs",
  auth: READERS,
  summary: "一个月的查询费用，按天按供应商；不填月份为本月",
  tag: TAG,
  query: z.object({ month: z.optional(month) }),
  response: violationCosts,
  errors: [],
});

export const setViolationBudget = endpoint({
  name: "setViolationBudget",
  method: "PUT",
  path: "/staff/violations/budget",
  auth: PROVINCE,
  summary: "设置每月查询预算（厘），从本月起；用完自动停止查询",
  tag: TAG,
  body: z.object({ budgetLi: count("每月预算（厘）", 1_000_000_000), reason }),
  response: violationCosts,
  errors: [],
});

export const switchViolations = endpoint({
  name: "switchViolations",
  method: "PUT",
  path: "/staff/violations/switch",
  auth: PROVINCE,
  summary: "开放或关闭违章查询和后台检查（留痕）；关闭后小程序隐藏入口",
  tag: TAG,
  body: z.object({
    isOn: z.boolean("请选择开放或关闭"),
    isBackgroundOn: z.optional(z.boolean("请选择开放或关闭")),
    reason,
  }),
  response: violationSwitch,
  errors: [],
});

export const listViolationCities = endpoint({
  name: "listViolationCities",
  method: "GET",
  path: "/staff/violations/cities",
  auth: READERS,
  summary: "各城市查询要求（车架号、发动机号位数）",
  tag: TAG,
  response: z.object({ items: z.array(violationCity) }),
  errors: [],
});

export const overrideViolationCity = endpoint({
  name: "overrideViolationCity",
  method: "PUT",
  path: "/staff/violations/cities/:provider/:prefix",
  auth: PROVINCE,
  summary: "人工设置一个城市的查询要求，优先于供应商（留痕）",
  tag: TAG,
  params: cityParams,
  body: z.object({
    providerCity: z.nullable(text("供应商城市代码", 40)),
    vinDigits: digits("车架号位数"),
    engineDigits: digits("发动机号位数"),
    isOpen: z.boolean("请选择是否开放"),
    reason,
  }),
  response: violationCity,
  errors: ["violations.city-not-found"],
});

export const clearViolationCity = endpoint({
  name: "clearViolationCity",
  method: "DELETE",
  path: "/staff/violations/cities/:provider/:prefix",
  auth: PROVINCE,
  summary: "撤销人工设置，恢复供应商的要求",
  tag: TAG,
  params: cityParams,
  response: violationCity,
  errors: ["violations.city-not-found", "violations.city-not-overridden"],
});

export const testViolationProvider = endpoint({
  name: "testViolationProvider",
  method: "POST",
  path: "/staff/violations/providers/:provider/test",
  auth: PROVINCE,
  summary: "试一试供应商：取一次城市规则，不涉及任何车辆，不计费",
  tag: TAG,
  params: z.object({ provider }),
  response: z.object({
    outcome: z.enum(CALL_OUTCOMES),
    outcomeName: z.string(),
    durationMs: z.int(),
    cityCount: z.int(),
    sentence: z.string(),
  }),
  errors: ["violations.provider-not-configured"],
  rateLimit: { limit: 20, windowSeconds: 3600, by: "actor" },
});
