import type { Model, QueryFilter } from "mongoose";
import { AppError } from "./problem";

type Scalar = string | number | boolean | Date;
type Filter = Record<string, unknown>;

export type PageRequest = {
  filter: Filter;
  /** The order; the last field must be unique (`_id`). Every field must be present and never null in the collection. */
  sort: Record<string, 1 | -1>;
  /** `nextCursor` of the page before; undefined for the first. */
  cursor: string | undefined;
  /** Rows per page. */
  limit: number;
  /** Fields to read (1); sort fields are added. All when absent. */
  projection?: Record<string, 1>;
  /** The index to read by, where a planner might prefer one that would make it sort. */
  hint?: Record<string, 1 | -1>;
};

export type Page<T> = { rows: T[]; nextCursor: string | null };

/**
 * One page of a list by position in the order, never by skipping: rows inserted or removed meanwhile neither repeat nor hide
 * others. The index that serves it is (equality fields of the filter, then the sort fields). What is behind a cursor is read
 * range by range, so that a page far back costs what the first costs, also among thousands of rows of one instant.
 * @throws request.invalid for a cursor that is damaged or belongs to another order
 */
export async function findPage<T>(model: Model<T>, request: PageRequest): Promise<Page<T>> {
  const fields = Object.keys(request.sort);
  const ranges = request.cursor ? rangesAfter(request, readCursor(model, request.cursor, fields)) : [request.filter];
  const found = await readRanges(model, request, ranges);
  const rows = found.slice(0, request.limit);
  const last = rows.at(-1);
  const hasMore = found.length > request.limit && last !== undefined;
  return { rows, nextCursor: hasMore ? writeCursor(last, fields) : null };
}

/** Rows of the ranges one after the other, each in the order, until there is one more than a page. */
async function readRanges<T>(model: Model<T>, request: PageRequest, ranges: readonly Filter[]): Promise<T[]> {
  const projection = request.projection && { ...request.projection, ...pick(Object.keys(request.sort)) };
  const wanted = request.limit + 1;
  const found: T[] = [];
  for (const range of ranges) {
    const query = model.find(range as QueryFilter<T>, projection).sort(request.sort);
    if (request.hint) query.hint(request.hint);
    const rows = await query.limit(wanted - found.length).lean<T[]>();
    found.push(...rows);
    if (found.length >= wanted) break;
  }
  return found;
}

function pick(fields: string[]): Record<string, 1> {
  return Object.fromEntries(fields.map((field) => [field, 1]));
}

/**
 * Everything behind `values` as ranges that follow each other in the order, each one stretch of the index: (a = x, b = y and c
 * after z), then (a = x and b after y), then (a after x). One `$or` of them makes planners walk past all rows that share `a`.
 */
function rangesAfter(request: PageRequest, values: Scalar[]): Filter[] {
  const fields = Object.entries(request.sort);
  const ranges = fields.map(([field, direction], depth) => {
    const equal = fields.slice(0, depth).map(([name], index) => [name, values[index]]);
    const beyond = { ...Object.fromEntries(equal), [field]: { [direction === 1 ? "$gt" : "$lt"]: values[depth] } };
    return { $and: [request.filter, beyond] };
  });
  return ranges.reverse();
}

function writeCursor(row: unknown, fields: string[]): string {
  const values = fields.map((field) => {
    const value = valueAt(row, field);
    if (value instanceof Date) return { t: value.getTime() };
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
    throw new Error(`sort field ${field} must be present in every row`);
  });
  return Buffer.from(JSON.stringify([fields.join(), ...values])).toString("base64url");
}

function valueAt(row: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], row);
}

/** Only plain values of the fields' own types come out of a cursor, so that nothing in it can act as an operator. */
function readCursor<T>(model: Model<T>, cursor: string, fields: string[]): Scalar[] {
  const [signature, ...values] = parseList(cursor);
  const isOurs = signature === fields.join() && values.length === fields.length;
  const scalars = values.map(toScalar);
  if (!isOurs || !fields.every((field, index) => fitsField(model, field, scalars[index] ?? null))) throw badCursor();
  return scalars as Scalar[];
}

function fitsField<T>(model: Model<T>, field: string, value: Scalar | null): boolean {
  const type = model.schema.path(field)?.instance;
  return type === "Date" ? value instanceof Date : typeof value === type?.toLowerCase();
}

function parseList(cursor: string): unknown[] {
  try {
    const list: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

function toScalar(value: unknown): Scalar | null {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  const time = (value as { t?: unknown } | null)?.t;
  const at = typeof time === "number" ? new Date(time) : null;
  return at && !Number.isNaN(at.getTime()) ? at : null;
}

function badCursor(): AppError {
  const message = "翻页标识已失效，请回到第一页";
  return new AppError("request.invalid", undefined, { errors: [{ path: "cursor", message }] });
}
