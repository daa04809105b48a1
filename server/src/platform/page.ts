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
};

export type Page<T> = { rows: T[]; nextCursor: string | null };

/**
 * One page of a list by position in the order, never by skipping: rows inserted or removed meanwhile neither repeat nor hide
 * others. The index that serves it is (equality fields of the filter, then the sort fields).
 * @throws request.invalid for a cursor that is damaged or belongs to another order
 */
export async function findPage<T>(model: Model<T>, request: PageRequest): Promise<Page<T>> {
  const fields = Object.keys(request.sort);
  const filter = request.cursor ? after(request, readCursor(model, request.cursor, fields)) : request.filter;
  const projection = request.projection && { ...request.projection, ...pick(fields) };
  const found = await model
    .find(filter as QueryFilter<T>, projection)
    .sort(request.sort)
    .limit(request.limit + 1)
    .lean<T[]>();
  const rows = found.slice(0, request.limit);
  const last = rows.at(-1);
  const hasMore = found.length > request.limit && last !== undefined;
  return { rows, nextCursor: hasMore ? writeCursor(last, fields) : null };
}

function pick(fields: string[]): Record<string, 1> {
  return Object.fromEntries(fields.map((field) => [field, 1]));
}

/** Everything behind `values` in the order: (a after x) or (a = x and b after y) … */
function after(request: PageRequest, values: Scalar[]): Filter {
  const fields = Object.entries(request.sort);
  const branches = fields.map(([field, direction], depth) => {
    const equal = fields.slice(0, depth).map(([name], index) => [name, values[index]]);
    return { ...Object.fromEntries(equal), [field]: { [direction === 1 ? "$gt" : "$lt"]: values[depth] } };
  });
  const [first, direction] = fields[0] as [string, 1 | -1];
  if (branches.length === 1) return { $and: [request.filter, branches[0]] };
  // The bound on the first field is implied by the branches; spelled out, any planner can start its scan there.
  const bound = { [first]: { [direction === 1 ? "$gte" : "$lte"]: values[0] } };
  return { $and: [request.filter, bound, { $or: branches }] };
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
