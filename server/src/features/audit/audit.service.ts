import type { AuditRow, checkAudit, listAudit } from "@club/shared/audit";
import type { InputOf, OutputOf } from "@club/shared/http";
import { endOfShanghaiDay, startOfShanghaiDay } from "@club/shared/time";
import { type AuditEntry, findAuditEntries, verifyAuditStream } from "../../platform/audit";
import { type Ctx, cityFilter } from "../../platform/context";
import { AppError } from "../../platform/problem";
import { staffNames } from "../staff/staff.service";

/**
 * Who did what, newest first. City staff see what was done by their city's people; the province sees every chain.
 * @throws request.invalid for a bad cursor
 */
export async function listAuditRows(ctx: Ctx, input: InputOf<typeof listAudit>): Promise<OutputOf<typeof listAudit>> {
  const { actorId, action, subjectKind, subjectId, fromDay, toDay, cursor, limit } = input;
  const stream = cityFilter(ctx).cityCode ?? input.stream;
  const at = { ...(fromDay && { $gte: startOfShanghaiDay(fromDay) }), ...(toDay && { $lt: endOfShanghaiDay(toDay) }) };
  const filter = {
    ...(stream && { stream }),
    ...(actorId && { actorId }),
    ...(action && { action }),
    ...(subjectId && { subjectKey: `${subjectKind ?? "member"}:${subjectId}` }),
    ...(Object.keys(at).length > 0 && { at }),
  };
  const { rows, nextCursor } = await findAuditEntries({ filter, cursor, limit });
  const names = await staffNames(rows.map((row) => row.actorId));
  return { items: rows.map((row) => toRow(row, names)), nextCursor };
}

/** Walks one chain from its first row. @throws request.not-found for another city's chain */
export async function checkAuditStream(
  ctx: Ctx,
  input: InputOf<typeof checkAudit>,
): Promise<OutputOf<typeof checkAudit>> {
  const own = cityFilter(ctx).cityCode;
  if (own !== undefined && own !== input.stream) throw new AppError("request.not-found");
  const { rows, brokenAtSeq } = await verifyAuditStream(input.stream);
  return { stream: input.stream, rowCount: rows, brokenAtSeq, checkedAt: ctx.now.toISOString() };
}

function toRow(row: AuditEntry, names: ReadonlyMap<string, string>): AuditRow {
  const split = row.subjectKey.indexOf(":");
  return {
    id: row._id,
    stream: row.stream,
    seq: row.seq,
    at: row.at.toISOString(),
    actorId: row.actorId,
    actorRole: row.actorRole,
    actorName: names.get(row.actorId) ?? null,
    action: row.action,
    subject: { kind: row.subjectKey.slice(0, split), id: row.subjectKey.slice(split + 1) },
    reason: row.reason,
    before: readFacts(row.before),
    after: readFacts(row.after),
    requestId: row.requestId,
  };
}

function readFacts(json: string | null): Record<string, unknown> | null {
  return json === null ? null : (JSON.parse(json) as Record<string, unknown>);
}
