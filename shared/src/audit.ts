import * as z from "zod/mini";
import { cityCode, day, id, instant, page, pageQuery, text } from "./fields";
import { endpoint } from "./http";

/*
 * 审计: who did what to which record, why, and the proof that no row was changed or removed since.
 */

const READERS = ["provinceAdmin", "cityAdmin", "auditor"] as const;
const TAG = "审计";

export const auditRow = z.object({
  id: z.string(),
  /** The chain the row belongs to: a city's, or 370000 for the province's. */
  stream: z.string(),
  seq: z.int(),
  at: instant,
  actorId: z.string(),
  actorRole: z.string(),
  /** The name of a member of staff; null for everybody else. */
  actorName: z.nullable(z.string()),
  /** `feature.verb`, e.g. "members.correct". */
  action: z.string(),
  subject: z.object({ kind: z.string(), id: z.string() }),
  reason: z.nullable(z.string()),
  /** Facts before and after, masked when they were written. */
  before: z.nullable(z.record(z.string(), z.unknown())),
  after: z.nullable(z.record(z.string(), z.unknown())),
  requestId: z.string(),
});
export type AuditRow = z.output<typeof auditRow>;

export const listAudit = endpoint({
  name: "listAudit",
  method: "GET",
  path: "/staff/audit",
  auth: READERS,
  summary: "审计记录，新的在前；可按人、动作、对象、日期筛选。城市人员只看本市人员的操作",
  tag: TAG,
  query: z.object({
    stream: z.optional(cityCode),
    actorId: z.optional(id),
    action: z.optional(z.string().check(z.regex(/^[a-z]+\.[a-z-]+$/, "动作不正确"), z.maxLength(60, "动作不正确"))),
    subjectKind: z.optional(text("对象类型", 40)),
    subjectId: z.optional(id),
    fromDay: z.optional(day),
    toDay: z.optional(day),
    ...pageQuery,
  }),
  response: page(auditRow),
  errors: [],
});

export const checkAudit = endpoint({
  name: "checkAudit",
  method: "POST",
  path: "/staff/audit/:stream/check",
  auth: READERS,
  summary: "核对一条审计链：从第一条起逐条验证，找出被改动或删除的记录",
  tag: TAG,
  params: z.object({ stream: cityCode }),
  response: z.object({
    stream: z.string(),
    rowCount: z.int(),
    /** Sequence number of the first row that does not fit; null when the chain is whole. */
    brokenAtSeq: z.nullable(z.int()),
    checkedAt: instant,
  }),
  errors: [],
  rateLimit: { limit: 60, windowSeconds: 60, by: "actor" },
});

export const auditEndpoints = { listAudit, checkAudit };
