import { DAY_MS, formatMoment } from "@club/shared/time";
import {
  VIOLATION_CACHE_HOURS,
  type ViolationItem,
  type ViolationProblem,
  type ViolationState,
  type ViolationTotals,
} from "@club/shared/violations";
import type { RefreshQuota, ViolationReportDoc } from "./violations.model";

const CACHE_MS = VIOLATION_CACHE_HOURS * 3_600_000;
/** The background looks at a vehicle once a week, the day after when nothing came of it. */
export const NEXT_CHECK_MS = 7 * DAY_MS;
export const NEXT_TRY_MS = DAY_MS;
/** After the provider's trouble the next try waits this long. */
const RETRY_MS = 10 * 60_000;
/** Tries on one day, when the ones before brought nothing. */
const MAX_REFRESHES = 3;

/** What the member can put right; asking again before that is money for the same answer. */
const OWN_PROBLEMS: ReadonlySet<ViolationProblem> = new Set([
  "vin-missing",
  "engine-missing",
  "vehicle-unknown",
  "vehicle-wrong",
]);

/** Whether the member has to put something right first. */
export function isOwnProblem(problem: ViolationProblem): boolean {
  return OWN_PROBLEMS.has(problem);
}

/** Whether the stored answer still counts. */
export function isWithinCache(report: Pick<ViolationReportDoc, "asOf">, now: Date): boolean {
  return report.asOf !== null && now.getTime() - report.asOf.getTime() < CACHE_MS;
}

/** Whether opening the page asks the provider: the answer is old, and nothing speaks against another try. */
export function isCheckDue(report: ViolationReportDoc | null, identifiedAt: Date, now: Date): boolean {
  if (report === null || report.triedAt === null) return true;
  if (isWithinCache(report, now)) return false;
  if (report.problem === null || identifiedAt > report.triedAt) return true;
  const wait = OWN_PROBLEMS.has(report.problem) ? CACHE_MS : RETRY_MS;
  return now.getTime() - report.triedAt.getTime() >= wait;
}

/** Why a manual refresh is not possible now, one sentence; null when it is. */
export function refreshFault(
  of: { hasAsksLeft: boolean; quota: RefreshQuota | null; report: ViolationReportDoc | null; identifiedAt: Date },
  now: Date,
): string | null {
  const { quota, report, identifiedAt } = of;
  if (!of.hasAsksLeft) return PROBLEM_SENTENCES["asked-today"];
  if (quota === null) return null;
  if (report === null || report.problem === null || quota.count >= MAX_REFRESHES)
    return "今天已经刷新过，明天可以再刷新。";
  if (identifiedAt > quota.lastAt) return null;
  if (OWN_PROBLEMS.has(report.problem)) return "请先在车辆资料里更正车架号或发动机号，再重新查询。";
  const waited = now.getTime() - quota.lastAt.getTime();
  return waited >= RETRY_MS ? null : `请在 ${Math.ceil((RETRY_MS - waited) / 60_000)} 分钟后再试。`;
}

/** Sums over known values of what is not known to be handled; the unknown ones are counted beside. */
export function totalsOf(items: readonly Pick<ViolationItem, "handled" | "points" | "fineFen">[]): ViolationTotals {
  const open = items.filter((item) => item.handled !== true);
  const sum = (values: (number | null)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0);
  return {
    recordCount: items.length,
    openCount: items.filter((item) => item.handled === false).length,
    handledUnknownCount: items.filter((item) => item.handled === null).length,
    knownPoints: sum(open.map((item) => item.points)),
    pointsUnknownCount: open.filter((item) => item.points === null).length,
    knownFineFen: sum(open.map((item) => item.fineFen)),
    fineUnknownCount: open.filter((item) => item.fineFen === null).length,
  };
}

export const PROBLEM_SENTENCES: Readonly<Record<ViolationProblem, string>> = {
  "vin-missing": "还没有填写车架号。请在车辆资料里补上行驶证上的车架号，再来查询。",
  "engine-missing": "还没有填写发动机号，或位数不够。请在车辆资料里按行驶证补全，再来查询。",
  "vehicle-unknown": "查询不到这辆车的信息。请核对车牌、号牌种类、车架号和发动机号后再试。",
  "vehicle-wrong": "车辆信息对不上。请核对号牌种类、车架号和发动机号，更正后再试。",
  "city-unsupported": "这个车牌所在的城市暂不支持查询。请打开“交管12123”查看。",
  "city-closed": "这个城市的查询正在维护。请打开“交管12123”查看，或稍后再来。",
  busy: "交管系统现在较忙，没有查到结果。请稍后再试，或打开“交管12123”查看。",
  "provider-down": "查询服务暂时没有响应。请稍后再试，或打开“交管12123”查看。",
  "asked-today": "今天的查询次数已用完，明天 0 点以后可以再查询。着急请打开“交管12123”查看。",
  budget: "本月的查询次数已用完，下月恢复。请打开“交管12123”查看。",
  "switched-off": "违章查询暂时关闭。请打开“交管12123”查看。",
};

type Told = {
  state: ViolationState;
  problem: ViolationProblem | null;
  asOf: Date | null;
  totals: ViolationTotals | null;
};

/** What happened, for people. Never says that there are no violations: only that none were found. */
export function sentenceOf({ state, problem, asOf, totals }: Told, now: Date): string {
  const trouble = problem === null ? "" : PROBLEM_SENTENCES[problem];
  if (state === "unavailable" || asOf === null || totals === null) return trouble || "还没有查询过。请点“刷新”查询。";
  const found = foundSentence(totals);
  if (state !== "stale") return found;
  return `${trouble}以下是${formatMoment(asOf, now)}的结果：${found}`;
}

function foundSentence({ recordCount, openCount, handledUnknownCount }: ViolationTotals): string {
  if (recordCount === 0) return "没有查到记录。新的记录录入需要时间，以“交管12123”为准。";
  const open = openCount === 0 ? "" : `，其中 ${openCount} 条未处理`;
  const unknown = handledUnknownCount === 0 ? "" : `，${handledUnknownCount} 条处理情况未知`;
  return `查到 ${recordCount} 条记录${open}${unknown}。`;
}

/** "未处理", "已处理", "未知". */
export function handledName(handled: boolean | null): string {
  if (handled === null) return "未知";
  return handled ? "已处理" : "未处理";
}

/** The middle of durations, rounded; null for none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return middle === undefined ? null : Math.round(middle);
}
