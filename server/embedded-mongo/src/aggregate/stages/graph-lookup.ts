import { encodeKey } from "../../bson/keys";
import { makeLong } from "../../bson/numbers";
import { type Doc, isDocument, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { compileExpression, scopeOf } from "../expressions/compile";
import type { PipelineEnvironment, StageCompiler } from "../types";
import { fieldPath, valuesAtPath, wholeNumber, withValueAt } from "./helpers";

const REQUIRED = ["from", "startWith", "connectFromField", "connectToField", "as"];
const OPTIONAL = ["maxDepth", "depthField", "restrictSearchWithMatch"];
const MAX_VISITED = 100_000;

type Walk = {
  env: PipelineEnvironment;
  from: string;
  connectFrom: string[];
  connectTo: string;
  maxDepth: number;
  depthField: string[] | null;
  restriction: Doc | null;
};

function valuesOf(value: Value): Value[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Breadth first; every document is visited once, at its least depth. */
function walk(start: Value[], options: Walk): Doc[] {
  const { env, from, connectFrom, connectTo, maxDepth, depthField, restriction } = options;
  const visited = new Map<string, Doc>();
  const asked = new Set<string>();
  let frontier = start;
  for (let depth = 0; depth <= maxDepth && frontier.length > 0; depth++) {
    env.interrupt?.();
    const fresh = frontier.filter((value) => {
      const key = encodeKey(value);
      if (asked.has(key)) return false;
      asked.add(key);
      return true;
    });
    if (fresh.length === 0) break;
    const condition: Doc = { [connectTo]: { $in: fresh } };
    frontier = [];
    for (const doc of env.find(from, restriction === null ? condition : { $and: [condition, restriction] })) {
      const key = encodeKey(doc._id);
      if (visited.has(key)) continue;
      if (visited.size >= MAX_VISITED) throw mongoError(40099, "$graphLookup reached maximum memory consumption");
      visited.set(key, depthField === null ? doc : withValueAt(doc, depthField, makeLong(depth)));
      frontier.push(...valuesAtPath(doc, connectFrom));
    }
  }
  return [...visited.values()];
}

/** `$graphLookup`. @throws 40100 … 40105, 40327 */
export const graphLookup: StageCompiler = (spec, context) => {
  if (!isDocument(spec)) throw mongoError(40327, "the $graphLookup stage specification must be an object");
  const unknown = Object.keys(spec).find((key) => !REQUIRED.includes(key) && !OPTIONAL.includes(key));
  if (unknown !== undefined) throw mongoError(40104, `Unknown argument to $graphLookup: ${unknown}`);
  const missing = REQUIRED.find((key) => !(key in spec));
  if (missing !== undefined) throw mongoError(40105, `$graphLookup requires '${missing}' to be specified`);
  const { from, restrictSearchWithMatch: restriction = null } = spec;
  if (typeof from !== "string") throw mongoError(40103, "expected string as argument for from");
  if (restriction !== null && !isDocument(restriction))
    throw mongoError(40185, "$graphLookup requires restrictSearchWithMatch to be an object");
  const maxDepth =
    "maxDepth" in spec
      ? wholeNumber(spec.maxDepth, 40100, "maxDepth must be numeric and whole")
      : Number.POSITIVE_INFINITY;
  if (maxDepth < 0) throw mongoError(40101, "maxDepth requires a nonnegative argument");
  const startWith = compileExpression(spec.startWith, { variables: context.variables });
  const as = fieldPath(spec.as, "$graphLookup argument 'as'");
  const options: Walk = {
    env: context.env,
    from,
    connectFrom: fieldPath(spec.connectFromField, "$graphLookup argument 'connectFromField'"),
    connectTo: fieldPath(spec.connectToField, "$graphLookup argument 'connectToField'").join("."),
    maxDepth,
    depthField: "depthField" in spec ? fieldPath(spec.depthField, "$graphLookup argument 'depthField'") : null,
    restriction,
  };
  return function* (input) {
    for (const doc of input) yield withValueAt(doc, as, walk(valuesOf(startWith(scopeOf(doc))), options));
  };
};
