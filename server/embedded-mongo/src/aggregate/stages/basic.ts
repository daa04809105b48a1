import { makeLong } from "../../bson/numbers";
import { type Doc, getField, isDocument, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { compileFilter } from "../../query/match";
import { nameOf } from "../expressions/context";
import type { Stage, StageCompiler } from "../types";
import { collect, fieldPath, wholeNumber, withValueAt } from "./helpers";

export const match: StageCompiler = (spec, context) => {
  if (!isDocument(spec)) throw mongoError(15959, "the match filter must be an expression in an object");
  const matcher = compileFilter(spec, { variables: context.variables });
  return function* (input) {
    for (const doc of input) if (matcher.test(doc)) yield doc;
  };
};

/** The number of `$limit`. @throws 5107201, 15958 */
export function limitOf(spec: Value): number {
  const limit = wholeNumber(
    spec,
    5107201,
    `invalid argument to $limit stage: Expected an integer: $limit: ${String(spec)}`,
  );
  if (limit < 0)
    throw mongoError(5107201, `invalid argument to $limit stage: Expected a non-negative number in: $limit: ${limit}`);
  if (limit === 0) throw mongoError(15958, "the limit must be positive");
  return limit;
}

/** The number of `$skip`. @throws 5107200 */
export function skipOf(spec: Value): number {
  const skip = wholeNumber(
    spec,
    5107200,
    `invalid argument to $skip stage: Expected an integer: $skip: ${String(spec)}`,
  );
  if (skip < 0)
    throw mongoError(5107200, `invalid argument to $skip stage: Expected a non-negative number in: $skip: ${skip}`);
  return skip;
}

export const limit: StageCompiler = (spec) => {
  const most = limitOf(spec);
  return function* (input) {
    let taken = 0;
    for (const doc of input) {
      yield doc;
      if (++taken >= most) return;
    }
  };
};

export const skip: StageCompiler = (spec) => {
  const count = skipOf(spec);
  return function* (input) {
    let seen = 0;
    for (const doc of input) if (++seen > count) yield doc;
  };
};

export const count: StageCompiler = (spec) => {
  if (typeof spec !== "string" || spec === "") throw mongoError(40156, "the count field must be a non-empty string");
  if (spec.startsWith("$")) throw mongoError(40158, "the count field cannot be a $-prefixed path");
  if (spec.includes(".")) throw mongoError(40160, "the count field cannot contain '.'");
  return function* (input) {
    let total = 0;
    for (const _doc of input) total += 1;
    if (total > 0) yield { [spec]: total };
  };
};

export const sample: StageCompiler = (spec) => {
  if (!isDocument(spec)) throw mongoError(28745, "the $sample stage specification must be an object");
  const unknown = Object.keys(spec).find((key) => key !== "size");
  if (unknown !== undefined) throw mongoError(28748, `unrecognized option to $sample: ${unknown}`);
  if (!("size" in spec)) throw mongoError(28749, "$sample stage must specify a size");
  const size = wholeNumber(spec.size, 28746, "size argument to $sample must be a number");
  if (size <= 0) throw mongoError(28747, "size argument to $sample must be a positive integer");
  return function* (input) {
    const docs = [...collect(input)];
    for (let i = 0; i < Math.min(size, docs.length); i++) {
      const other = i + Math.floor(Math.random() * (docs.length - i));
      const chosen = docs[other] as Doc;
      docs[other] = docs[i] as Doc;
      yield chosen;
    }
  };
};

type Unwind = { path: string[]; indexPath: string[] | null; preserve: boolean };

function parseUnwind(spec: Value): Unwind {
  if (typeof spec !== "string" && !isDocument(spec))
    throw mongoError(
      15981,
      `expected either a string or an object as specification for $unwind stage, got ${nameOf(spec)}`,
    );
  const given: Doc = typeof spec === "string" ? { path: spec } : spec;
  const { path, includeArrayIndex: index, preserveNullAndEmptyArrays: preserve = false } = given;
  const known = ["path", "includeArrayIndex", "preserveNullAndEmptyArrays"];
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) throw mongoError(28811, `unrecognized option to $unwind stage: ${unknown}`);
  if (path === undefined) throw mongoError(28812, "no path specified to $unwind stage");
  if (typeof path !== "string")
    throw mongoError(28808, `expected a string as the path for $unwind stage, got ${nameOf(path)}`);
  if (!path.startsWith("$"))
    throw mongoError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  if (typeof preserve !== "boolean")
    throw mongoError(
      28809,
      `expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage, got ${nameOf(preserve)}`,
    );
  if (index !== undefined && (typeof index !== "string" || index === ""))
    throw mongoError(28810, "expected a non-empty string for the includeArrayIndex option to $unwind stage");
  if (typeof index === "string" && index.startsWith("$"))
    throw mongoError(28822, `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${index}`);
  return {
    path: fieldPath(path.slice(1), "path option to $unwind stage"),
    indexPath: index === undefined ? null : fieldPath(index, "includeArrayIndex option to $unwind stage"),
    preserve,
  };
}

/** The value at a path of embedded documents; arrays on the way are not entered. */
function valueAt(doc: Doc, path: readonly string[]): Value {
  let value: Value = doc;
  for (const part of path) {
    if (!isDocument(value)) return undefined;
    value = getField(value, part);
  }
  return value;
}

export const unwind: StageCompiler = (spec) => {
  const { path, indexPath, preserve } = parseUnwind(spec);
  const numbered = (doc: Doc, index: Value): Doc => (indexPath === null ? doc : withValueAt(doc, indexPath, index));
  return function* (input) {
    for (const doc of input) {
      const value = valueAt(doc, path);
      if (!Array.isArray(value)) {
        if (preserve || (value !== null && value !== undefined)) yield numbered(doc, null);
      } else if (value.length === 0) {
        if (preserve) yield numbered(withValueAt(doc, path, undefined), null);
      } else {
        for (let i = 0; i < value.length; i++) yield numbered(withValueAt(doc, path, value[i]), makeLong(i));
      }
    }
  };
};

export const facet: StageCompiler = (spec, context) => {
  if (!isDocument(spec) || Object.keys(spec).length === 0)
    throw mongoError(40169, "the $facet specification must be a non-empty object");
  const within = { ...context, within: [...context.within, "$facet"] };
  const parts = Object.keys(spec).map((name): { name: string; run: Stage } => {
    const pipeline = spec[name];
    if (name.startsWith("$")) throw mongoError(16410, `FieldPath field names may not start with '$', given '${name}'.`);
    if (name.includes(".")) throw mongoError(40170, `arguments to $facet may not contain '.': ${name}`);
    if (!Array.isArray(pipeline))
      throw mongoError(40170, `arguments to $facet must be arrays, ${name} is type ${nameOf(pipeline)}`);
    return { name, run: context.compile(pipeline, within) };
  });
  return function* (input) {
    const docs = collect(input);
    const result: Doc = {};
    for (const { name, run } of parts) result[name] = [...run(docs)];
    yield result;
  };
};
