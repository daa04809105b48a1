import { compareValues, type Doc, isDocument, typeOrder, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { compileExpression, scopeOf } from "../expressions/compile";
import { nameOf } from "../expressions/context";
import type { StageCompiler } from "../types";
import { compileGroupFields, type Group, group } from "./group";
import { wholeNumber } from "./helpers";
import { sortStage } from "./sort";

type BucketSpec = { groupBy: Value; output: Doc };

function parseCommon(
  spec: Value,
  { name, known, code }: { name: string; known: string[]; code: number },
): BucketSpec & Doc {
  if (!isDocument(spec))
    throw mongoError(code, `Argument to ${name} stage must be an object, but found type: ${nameOf(spec)}`);
  const unknown = Object.keys(spec).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw mongoError(name === "$bucket" ? 40197 : 40245, `Unrecognized option to ${name}: ${unknown}`);
  const { groupBy, output = { count: { $sum: 1 } } } = spec;
  const isExpression = isDocument(groupBy) || (typeof groupBy === "string" && groupBy.startsWith("$"));
  if (!isExpression)
    throw mongoError(
      name === "$bucket" ? 40202 : 40239,
      `The ${name} 'groupBy' field must be defined as a $-prefixed path or an expression`,
    );
  if (!isDocument(output))
    throw mongoError(name === "$bucket" ? 40196 : 40244, `The ${name} 'output' field must be an object`);
  return { ...spec, groupBy, output };
}

function parseBoundaries(given: Value, variables: Doc): Value[] {
  if (!Array.isArray(given)) throw mongoError(40200, "The $bucket 'boundaries' field must be an array of values");
  const boundaries = given.map((item) => compileExpression(item, { variables })(scopeOf({})));
  if (boundaries.length < 2) throw mongoError(40192, "The $bucket 'boundaries' field must have at least 2 values");
  for (let i = 1; i < boundaries.length; i++) {
    if (typeOrder(boundaries[i]) !== typeOrder(boundaries[i - 1]))
      throw mongoError(40193, "All values in the the 'boundaries' option to $bucket must have the same type");
    if (compareValues(boundaries[i - 1], boundaries[i]) >= 0)
      throw mongoError(40194, "The 'boundaries' option to $bucket must be sorted");
  }
  return boundaries;
}

/** Lower bound of the bucket a value falls into, or undefined. */
function boundaryOf(value: Value, boundaries: readonly Value[]): { low: Value } | null {
  if (compareValues(value, boundaries[0]) < 0 || compareValues(value, boundaries.at(-1)) >= 0) return null;
  let [low, high] = [0, boundaries.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (compareValues(value, boundaries[middle]) < 0) high = middle;
    else low = middle;
  }
  return { low: boundaries[low] };
}

/** `$bucket`: one document per boundary that has members, by boundary. @throws 40066 when a value fits nowhere */
export const bucket: StageCompiler = (spec, context) => {
  const known = ["groupBy", "boundaries", "default", "output"];
  const given = parseCommon(spec, { name: "$bucket", known, code: 40201 });
  const boundaries = parseBoundaries(given.boundaries, context.variables);
  const other =
    "default" in given
      ? { low: compileExpression(given.default, { variables: context.variables })(scopeOf({})) }
      : null;
  if (other !== null && boundaryOf(other.low, boundaries) !== null)
    throw mongoError(
      40199,
      "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.",
    );
  const keyOf = compileExpression(given.groupBy, { variables: context.variables });
  const create = compileGroupFields(given.output, context);
  return function* (input) {
    const groups: Group[] = [];
    for (const doc of input) {
      const scope = scopeOf(doc);
      const place = boundaryOf(keyOf(scope), boundaries) ?? other;
      if (place === null)
        throw mongoError(40066, "$switch could not find a matching branch for an input, and no default was specified.");
      let found = groups.find((one) => compareValues(one.id, place.low) === 0);
      if (found === undefined) {
        found = create(place.low);
        groups.push(found);
      }
      found.add(scope);
    }
    groups.sort((a, b) => compareValues(a.id, b.id));
    for (const one of groups) yield one.finish({ _id: one.id });
  };
};

/** `$bucketAuto` without granularity: buckets of about the same size, equal values together. */
export const bucketAuto: StageCompiler = (spec, context) => {
  const known = ["groupBy", "buckets", "output", "granularity"];
  const given = parseCommon(spec, { name: "$bucketAuto", known, code: 40240 });
  if ("granularity" in given)
    throw mongoError(238, "The 'granularity' option of $bucketAuto is not supported by this server");
  if (!("buckets" in given)) throw mongoError(40246, "$bucketAuto requires 'groupBy' and 'buckets' to be specified");
  const buckets = wholeNumber(given.buckets, 40241, "The $bucketAuto 'buckets' field must be a numeric value");
  if (buckets <= 0)
    throw mongoError(40243, `The $bucketAuto 'buckets' field must be greater than 0, but found: ${buckets}`);
  const keyOf = compileExpression(given.groupBy, { variables: context.variables });
  const create = compileGroupFields(given.output, context);
  return function* (input) {
    const rows = Array.from(input, (doc) => ({ doc, value: keyOf(scopeOf(doc)) ?? null }));
    rows.sort((a, b) => compareValues(a.value, b.value));
    const size = Math.max(1, Math.round(rows.length / buckets));
    for (let start = 0, number = 1; start < rows.length; number++) {
      let end = number === buckets ? rows.length : Math.min(start + size, rows.length);
      while (end < rows.length && compareValues(rows[end]?.value, rows[end - 1]?.value) === 0) end++;
      const id = { min: rows[start]?.value, max: rows[Math.min(end, rows.length - 1)]?.value };
      const one = create(id);
      for (const { doc } of rows.slice(start, end)) one.add(scopeOf(doc));
      yield one.finish({ _id: id });
      start = end;
    }
  };
};

/** `$sortByCount`. @throws 40147, 40148, 40149 */
export const sortByCount: StageCompiler = (spec, context) => {
  const isPath = typeof spec === "string" && spec.startsWith("$");
  const isExpression = isDocument(spec) && Object.keys(spec)[0]?.startsWith("$") === true;
  if (!isPath && !isExpression)
    throw mongoError(40149, "the sortByCount field must be specified as a $-prefixed path or as an expression object");
  const counted = group({ _id: spec, count: { $sum: 1 } }, context, "$group");
  const sorted = sortStage({ count: -1 }, null);
  return (input) => sorted(counted(input));
};
