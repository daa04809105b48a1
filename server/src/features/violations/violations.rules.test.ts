import { findCode, referenceOf } from "./violation-codes";
import type { RefreshQuota, ViolationReportDoc } from "./violations.model";
import { isCheckDue, median, PROBLEM_SENTENCES, refreshFault, sentenceOf, totalsOf } from "./violations.rules";

const NOW = new Date("2026-11-22T04:00:00Z");
const ago = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
const report = (change: Partial<ViolationReportDoc>): ViolationReportDoc => ({
  _id: "v",
  memberId: "m",
  asOf: ago(1),
  provider: "juhe",
  triedAt: ago(1),
  problem: null,
  leaseId: null,
  leaseUntil: new Date(0),
  nextCheckAt: NOW,
  ...change,
});

describe("when opening the page asks the provider", () => {
  const due = (change: Partial<ViolationReportDoc>, identifiedAt = ago(100)) =>
    isCheckDue(report(change), identifiedAt, NOW);
  test("never asked, or asked 18 hours ago", () => {
    expect(isCheckDue(null, ago(1), NOW)).toBe(true);
    expect(due({ asOf: ago(17.99) })).toBe(false);
    expect(due({ asOf: ago(18), triedAt: ago(18) })).toBe(true);
  });
  test("after the provider's trouble not before ten minutes", () => {
    const failed = { asOf: null, problem: "provider-down" } as const;
    expect(due({ ...failed, triedAt: ago(0.1) })).toBe(false);
    expect(due({ ...failed, triedAt: ago(0.17) })).toBe(true);
  });
  test("after the member's own mistake not before the vehicle's data has changed", () => {
    const failed = { asOf: null, problem: "vehicle-wrong", triedAt: ago(2) } as const;
    expect(due(failed)).toBe(false);
    expect(due(failed, ago(1))).toBe(true);
  });
});

describe("a manual refresh", () => {
  const quota = (change: Partial<RefreshQuota> = {}): RefreshQuota => ({
    _id: "v:2026-11-22",
    count: 1,
    lastAt: ago(1),
    isRunning: false,
    expiresAt: NOW,
    ...change,
  });
  type Facts = { quota: RefreshQuota | null; problem?: ViolationReportDoc["problem"]; identifiedAt?: Date };
  const fault = ({ quota, problem = null, identifiedAt = ago(9) }: Facts, hasAsksLeft = true) =>
    refreshFault({ quota, report: report({ problem }), identifiedAt, hasAsksLeft }, NOW);
  test("goes once a day when it brought an answer", () => {
    expect(fault({ quota: null })).toBeNull();
    expect(fault({ quota: quota() })).toBe("今天已经刷新过，明天可以再刷新。");
    expect(fault({ quota: null }, false)).toMatch(/明天 0 点以后可以再查询/);
  });
  test("may be repeated when it brought nothing: after a while, or after the data was put right, three times at most", () => {
    expect(fault({ quota: quota({ lastAt: ago(0.1) }), problem: "busy" })).toBe("请在 4 分钟后再试。");
    expect(fault({ quota: quota(), problem: "busy" })).toBeNull();
    expect(fault({ quota: quota(), problem: "vehicle-wrong" })).toMatch(/更正/);
    expect(fault({ quota: quota(), problem: "vehicle-wrong", identifiedAt: ago(0.5) })).toBeNull();
    expect(fault({ quota: quota({ count: 3 }), problem: "busy" })).toMatch(/明天/);
  });
});

test("sums are over known values of what is not handled; the unknown ones stand beside them", () => {
  const items = [
    { handled: false, points: 6, fineFen: 20_000 },
    { handled: null, points: null, fineFen: 10_000 },
    { handled: false, points: 0, fineFen: null },
    { handled: true, points: 3, fineFen: 5_000 },
  ];
  expect(totalsOf(items)).toEqual({
    recordCount: 4,
    openCount: 2,
    handledUnknownCount: 1,
    knownPoints: 6,
    pointsUnknownCount: 1,
    knownFineFen: 30_000,
    fineUnknownCount: 1,
  });
});

test("no sentence promises that there are no violations, or offers to deal with them", () => {
  const told = { state: "fresh", problem: null, asOf: NOW, totals: totalsOf([]) } as const;
  const sentences = [sentenceOf(told, NOW), ...Object.values(PROBLEM_SENTENCES)];
  expect(sentences[0]).toMatch(/^没有查到记录/);
  for (const sentence of sentences) expect(sentence).not.toMatch(/没有违章|无违章|代扣|代办|代缴|消分/);
});

test("an old answer says why there is no newer one, and of when it is", () => {
  const totals = totalsOf([{ handled: false, points: 1, fineFen: null }]);
  expect(sentenceOf({ state: "stale", problem: "busy", asOf: ago(20), totals }, NOW)).toBe(
    "交管系统现在较忙，没有查到结果。请稍后再试，或打开“交管12123”查看。以下是昨天 16:00的结果：查到 1 条记录，其中 1 条未处理。",
  );
});

describe("the table of codes", () => {
  const record = { act: null, points: null, fineFen: null, occurredAt: new Date("2026-09-12T00:31:00Z") };
  test("fills in only what the provider left out, and says that it is reference", () => {
    const silent = referenceOf({ ...record, code: "16251" });
    expect(silent).toMatchObject({ isReference: true, points: 6, fineMinFen: 2_000, fineMaxFen: 20_000 });
    expect(silent?.meaning).toMatch(/信号灯/);
    const told = referenceOf({ ...record, code: "16251", act: "闯红灯", points: 6, fineFen: 20_000 });
    expect(told).toMatchObject({ meaning: null, points: null, fineMinFen: null, fineMaxFen: null });
    expect(told?.law).toMatch(/163号令/);
  });
  test("a code of five characters falls back on its first four; an unknown one is not guessed", () => {
    expect(findCode("10399")?.code).toBe("1039");
    expect(referenceOf({ ...record, code: "9999" })).toBeNull();
    expect(referenceOf({ ...record, code: null })).toBeNull();
  });
  test("points that depend on more than the code stay unknown; acts before the reform keep the points of their time", () => {
    expect(referenceOf({ ...record, code: "1303" })?.points).toBeNull();
    expect(referenceOf({ ...record, code: "1117", occurredAt: null })?.points).toBeNull();
    const old = { ...record, code: "1230", occurredAt: new Date("2013-05-01T00:00:00Z") };
    expect(referenceOf(old)?.points).toBe(findCode("1230")?.legacyPoints);
  });
});

test("the middle of durations", () => {
  expect([median([]), median([5]), median([9, 1, 5]), median([1, 2, 3, 4])]).toEqual([null, 5, 5, 3]);
});
