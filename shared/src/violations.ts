import * as z from "zod/mini";
import { id, instant } from "./fields";
import { endpoint } from "./http";
import { vehicleParams } from "./vehicles";

/*
 * 违章: what a data provider says about the member's own vehicles. A value the provider did not give is null and shown as 未知, never
 * as 0; "没有查到记录" is never worded as a promise that there are none.
 */

/** An answer is used for so long before the provider is asked again. */
export const VIOLATION_CACHE_HOURS = 18;
/** What the page says wherever the club cannot help. */
export const VIOLATION_GUIDANCE =
  "以公安机关的记录为准。处理违章请打开“交管12123”App，或到就近的交警大队、车管所窗口办理；俱乐部不代办、不代缴。";
/** What is passed on when somebody asks: to be read before the first query. */
export const VIOLATION_DISCLOSURE =
  "查询时会把车牌号、号牌种类，以及车架号和发动机号的后几位发送给数据供应商，只用于这一次查询；不会发送您的姓名、手机号和证件号。";

/**
 * fresh: asked a moment ago · cached: an answer of the last 18 hours · stale: older, the provider cannot be asked now ·
 * unavailable: there is no answer to show.
 */
export const VIOLATION_STATES = ["fresh", "cached", "stale", "unavailable"] as const;
export type ViolationState = (typeof VIOLATION_STATES)[number];

/** Why there is no newer answer. `vehicle-…`: the member can put it right; the others cannot be helped by them. */
export const VIOLATION_PROBLEMS = [
  "vin-missing",
  "engine-missing",
  "vehicle-unknown",
  "vehicle-wrong",
  "city-unsupported",
  "city-closed",
  "busy",
  "provider-down",
  "budget",
  "asked-today",
  "switched-off",
] as const;
export type ViolationProblem = (typeof VIOLATION_PROBLEMS)[number];

/** From the club's own table of codes, only where the provider is silent; always shown as 参考. */
export const violationReference = z.object({
  isReference: z.literal(true),
  /** What the code means; null when the provider has described the act itself. */
  meaning: z.nullable(z.string()),
  /** Points by law; null when the provider gave them, or when they depend on more than the code. */
  points: z.nullable(z.int()),
  /** Range of the fine by law, in fen; null when the provider gave it, or unknown. */
  fineMinFen: z.nullable(z.int()),
  fineMaxFen: z.nullable(z.int()),
  /** The article behind it. */
  law: z.nullable(z.string()),
  /** What else one should know, e.g. that the code is from an older table. */
  note: z.nullable(z.string()),
});
export type ViolationReference = z.output<typeof violationReference>;

export const violationItem = z.object({
  id,
  /** Null = the provider's time could not be read. */
  occurredAt: z.nullable(instant),
  area: z.nullable(z.string()),
  act: z.nullable(z.string()),
  code: z.nullable(z.string()),
  /** Null = 未知, in all three: never show 0 for it. */
  points: z.nullable(z.int()),
  fineFen: z.nullable(z.int()),
  handled: z.nullable(z.boolean()),
  /** "未处理", "已处理" or "未知". */
  handledName: z.string(),
  archiveNo: z.nullable(z.string()),
  city: z.nullable(z.string()),
  /** When the club saw it first. */
  foundAt: instant,
  reference: z.nullable(violationReference),
});
export type ViolationItem = z.output<typeof violationItem>;

/** Sums over records that are not known to be handled, and over known values only; beside each sum, how many are unknown. */
export const violationTotals = z.object({
  recordCount: z.int(),
  openCount: z.int(),
  handledUnknownCount: z.int(),
  knownPoints: z.int(),
  pointsUnknownCount: z.int(),
  knownFineFen: z.int(),
  fineUnknownCount: z.int(),
});
export type ViolationTotals = z.output<typeof violationTotals>;

export const violationReport = z.object({
  vehicleId: id,
  plate: z.string(),
  state: z.enum(VIOLATION_STATES),
  /** What happened, for people; e.g. "没有查到记录。" */
  sentence: z.string(),
  problem: z.nullable(z.enum(VIOLATION_PROBLEMS)),
  guidance: z.string(),
  /** When the provider gave what is shown; null exactly when the state is "unavailable". */
  asOf: z.nullable(instant),
  /** Whether "refresh" would ask the provider now, and if not, why not in one sentence. */
  refresh: z.object({ isAllowed: z.boolean(), whyNot: z.nullable(z.string()) }),
  /** Characters the provider wants from the end: 0 = all, null = none at all. Null as a whole = the city is not served. */
  needs: z.nullable(z.object({ vinDigits: z.nullable(z.int()), engineDigits: z.nullable(z.int()) })),
  /** Null exactly when the state is "unavailable": nothing is known, so nothing is counted. */
  totals: z.nullable(violationTotals),
  items: z.array(violationItem),
});
export type ViolationReport = z.output<typeof violationReport>;

const TAG = "违章";
const MEMBER = ["member"] as const;

export const getViolationConfig = endpoint({
  name: "getViolationConfig",
  method: "GET",
  path: "/violations/config",
  auth: "public",
  summary: "违章查询是否开放；关闭时客户端隐藏入口",
  tag: TAG,
  response: z.object({
    isOn: z.boolean(),
    sentence: z.string(),
    guidance: z.string(),
    /** Which data goes to whom; clients show it beside the query. */
    disclosure: z.string(),
    cacheHours: z.int(),
  }),
  errors: [],
});

export const listMyViolationSummaries = endpoint({
  name: "listMyViolationSummaries",
  method: "GET",
  path: "/me/violations",
  auth: MEMBER,
  summary: "我的车辆的违章概况，只看已有结果，不产生查询",
  tag: TAG,
  response: z.object({
    isOn: z.boolean(),
    items: z.array(
      z.object({
        vehicleId: id,
        plate: z.string(),
        /** Null = never asked successfully; then `totals` is null too. */
        asOf: z.nullable(instant),
        totals: z.nullable(violationTotals),
      }),
    ),
  }),
  errors: [],
});

export const getVehicleViolations = endpoint({
  name: "getVehicleViolations",
  method: "GET",
  path: "/me/vehicles/:vehicleId/violations",
  auth: MEMBER,
  summary: "一辆车的违章：18 小时内用上次结果，过后自动查询",
  tag: TAG,
  params: vehicleParams,
  response: violationReport,
  errors: ["vehicles.not-found"],
  rateLimit: { limit: 60, windowSeconds: 60, by: "actor" },
});

export const refreshVehicleViolations = endpoint({
  name: "refreshVehicleViolations",
  method: "POST",
  path: "/me/vehicles/:vehicleId/violations/refresh",
  auth: MEMBER,
  summary: "主动刷新违章，每车每天一次；更正车架号或发动机号后可再试",
  tag: TAG,
  params: vehicleParams,
  response: violationReport,
  errors: ["vehicles.not-found", "violations.refreshed-today", "violations.off"],
  rateLimit: { limit: 30, windowSeconds: 3600, by: "actor" },
});
