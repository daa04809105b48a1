import { BSONRegExp } from "bson";
import { type Doc, isDocument, type Value } from "../../bson/values";
import { compileExpression, type Evaluate } from "../expressions/compile";

/** Conditions of a filter that an index can serve, as a filter; never narrower than the original. */
export type Derive = () => Doc;

const NO_DOCUMENT = { root: {}, current: {}, variables: {} };

/**
 * Splits the first `$match` of a sub-pipeline: conditions without `$expr` as they are, and from `$expr` the equalities of a field
 * with a variable or constant. The `$match` itself still has to run, unless `complete`.
 */
export function deriveFilter(filter: Doc, variables: Doc): { derive: Derive; complete: boolean } {
  const plain: Doc[] = [];
  const equalities: (() => Doc | null)[] = [];
  let complete = true;
  for (const name of Object.keys(filter)) {
    const value = filter[name];
    if (name === "$and" && Array.isArray(value) && value.every(isDocument)) {
      for (const branch of value) {
        const inner = deriveFilter(branch, variables);
        equalities.push(inner.derive);
        complete &&= inner.complete;
      }
    } else if (name === "$expr") {
      complete = false;
      collectEqualities(value, variables, equalities);
    } else if (mentionsExpression(value)) complete = false;
    else plain.push({ [name]: value });
  }
  const derive = () => conjunction([...plain, ...equalities.map((make) => make())]);
  return { derive, complete };
}

function conjunction(parts: (Doc | null)[]): Doc {
  const used = parts.filter((part): part is Doc => part !== null && Object.keys(part).length > 0);
  const [only] = used;
  if (only === undefined) return {};
  return used.length === 1 ? only : { $and: used };
}

function mentionsExpression(value: Value): boolean {
  if (Array.isArray(value)) return value.some(mentionsExpression);
  if (!isDocument(value)) return false;
  return Object.keys(value).some((key) => key === "$expr" || mentionsExpression(value[key]));
}

function collectEqualities(expr: Value, variables: Doc, into: (() => Doc | null)[]): void {
  if (!isDocument(expr)) return;
  const { $and: all, $eq: pair, $in: member } = expr;
  if (Array.isArray(all)) for (const part of all) collectEqualities(part, variables, into);
  if (Array.isArray(pair) && pair.length === 2) {
    const [a, b] = pair;
    const field = fieldName(a) ?? fieldName(b);
    const value = constant(fieldName(a) === null ? a : b, variables);
    if (field !== null && value !== null) into.push(() => equality(field, value(NO_DOCUMENT)));
  }
  if (Array.isArray(member) && member.length === 2) {
    const field = fieldName(member[0]);
    const list = constant(member[1], variables);
    if (field !== null && list !== null) into.push(() => membership(field, list(NO_DOCUMENT)));
  }
}

function fieldName(expr: Value): string | null {
  if (typeof expr !== "string" || !/^\$[^$.\d]/.test(expr) || expr.includes("\0")) return null;
  // A path with a number may mean a position to a filter, but never to an expression.
  return expr.split(".").some((part) => /^\d+$/.test(part)) ? null : expr.slice(1);
}

/** A variable or a scalar: what does not depend on the foreign document. */
function constant(expr: Value, variables: Doc): Evaluate | null {
  if (typeof expr === "string" && expr.startsWith("$")) {
    const name = /^\$\$([^.]+)/.exec(expr)?.[1];
    const depends = name === undefined || ["ROOT", "CURRENT", "REMOVE"].includes(name);
    return depends ? null : compileExpression(expr, { variables });
  }
  return isDocument(expr) || (Array.isArray(expr) && expr.some((item) => typeof item === "object" || isPath(item)))
    ? null
    : compileExpression(expr, { variables });
}

function isPath(value: Value): boolean {
  return typeof value === "string" && value.startsWith("$");
}

// Null, arrays and patterns mean something else to a filter than to an expression.
function isPlain(value: Value): boolean {
  return value !== null && value !== undefined && !Array.isArray(value) && !(value instanceof BSONRegExp);
}

function equality(field: string, value: Value): Doc | null {
  return isPlain(value) ? { [field]: { $eq: value } } : null;
}

function membership(field: string, values: Value): Doc | null {
  return Array.isArray(values) && values.every(isPlain) ? { [field]: { $in: values } } : null;
}
