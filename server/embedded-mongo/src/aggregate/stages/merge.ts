import { type Doc, isDocument, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { replaced } from "../../update/compile";
import { compileExpression, scopeOf } from "../expressions/compile";
import { nameOf } from "../expressions/context";
import type { MergeSpec, Stage, StageCompiler, StageContext } from "../types";
import { compileUpdateStages } from "../update-stages";
import { collect } from "./helpers";

type Target = { db?: string; collection: string };

function writing(context: StageContext, target: Target, mode: "out" | MergeSpec): Stage {
  const { write } = context.env;
  if (write === undefined) throw mongoError(115, "writing stages are not allowed here");
  return function* (input) {
    // Everything is computed before anything is written: the pipeline may read the target.
    write(target, collect(input), mode);
    yield* [];
  };
}

/** `$out`: replaces a collection. @throws 16990, 16994, 51178 */
export const out: StageCompiler = (spec, context) => {
  if (typeof spec === "string") return writing(context, { collection: spec }, "out");
  if (!isDocument(spec))
    throw mongoError(16990, `$out only supports a string or object argument, but found ${nameOf(spec)}`);
  const { db, coll } = spec;
  if (typeof db !== "string" || typeof coll !== "string" || Object.keys(spec).length !== 2)
    throw mongoError(16994, "If an object is passed to $out it must have exactly 2 fields: 'db' and 'coll'");
  return writing(context, { db, collection: coll }, "out");
};

function targetOf(into: Value): Target {
  if (typeof into === "string" && into !== "") return { collection: into };
  if (isDocument(into) && typeof into.coll === "string" && (into.db === undefined || typeof into.db === "string"))
    return { ...(typeof into.db === "string" && { db: into.db }), collection: into.coll };
  throw mongoError(51178, "$merge 'into' field must specify a 'coll' that is not empty, or be a collection name");
}

function keyFields(on: Value): string[] {
  const fields = Array.isArray(on) ? on : [on];
  const good = fields.filter((field): field is string => typeof field === "string" && field !== "");
  if (good.length === 0 || good.length !== fields.length)
    throw mongoError(51186, "$merge 'on' field must be either a string or an array of strings");
  if (new Set(good).size !== good.length) throw mongoError(31465, "Found a duplicate field in $merge 'on'");
  return good;
}

const MATCHED = ["replace", "keepExisting", "merge", "fail"] as const;
const NOT_MATCHED = ["insert", "discard", "fail"] as const;

/** `$merge`. @throws 51182, 51178, 51186, 51187, 51199, 9 */
export const merge: StageCompiler = (spec, context) => {
  if (typeof spec !== "string" && !isDocument(spec))
    throw mongoError(51182, `$merge requires a string or object argument, but found ${nameOf(spec)}`);
  const given: Doc = typeof spec === "string" ? { into: spec } : spec;
  const known = ["into", "on", "let", "whenMatched", "whenNotMatched"];
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) throw mongoError(40415, `BSON field '$merge.${unknown}' is an unknown field.`);
  const { whenMatched = "merge", whenNotMatched = "insert", let: variables } = given;
  const matched = Array.isArray(whenMatched) ? (whenMatched as Doc[]) : MATCHED.find((mode) => mode === whenMatched);
  if (matched === undefined)
    throw mongoError(51191, "$merge 'whenMatched' must be replace, keepExisting, merge, fail or a pipeline");
  const notMatched = NOT_MATCHED.find((mode) => mode === whenNotMatched);
  if (notMatched === undefined)
    throw mongoError(
      2,
      `Enumeration value '${String(whenNotMatched)}' for field '$merge.whenNotMatched' is not a valid value.`,
    );
  if (variables !== undefined && !Array.isArray(matched))
    throw mongoError(51199, "Cannot use 'let' variables with 'whenMatched' mode that is not a pipeline");
  if (variables !== undefined && !isDocument(variables)) throw mongoError(14, "$merge 'let' must be an object");
  const mode: MergeSpec = {
    on: keyFields(given.on ?? "_id"),
    whenMatched: matched,
    whenNotMatched: notMatched,
    let: { new: "$$ROOT", ...variables },
  };
  if (Array.isArray(matched)) compileUpdateStages(matched, { variables: { NOW: context.env.now, ...mode.let } });
  return writing(context, targetOf(given.into), mode);
};

function mergedWith(existing: Doc, incoming: Doc, { whenMatched, now, ...spec }: MergeSpec & { now: Date }): Doc {
  if (whenMatched === "merge") return { ...existing, ...incoming };
  if (!Array.isArray(whenMatched)) return incoming;
  const variables: Doc = { NOW: now };
  for (const name of Object.keys(spec.let))
    variables[name] = compileExpression(spec.let[name], { variables: { NOW: now } })(scopeOf(incoming));
  return compileUpdateStages(whenMatched, { variables })(existing);
}

/**
 * What `$merge` makes of a pair: the document to store, or null to leave the existing one.
 * @throws 11000 for "fail", 66 when it would change the `_id`
 */
export function mergeDocument(existing: Doc, incoming: Doc, spec: MergeSpec & { now: Date }): Doc | null {
  if (spec.whenMatched === "keepExisting") return null;
  if (spec.whenMatched === "fail")
    throw mongoError(11000, "$merge found a document that exists already and whenMatched is 'fail'");
  const { doc, changed } = replaced(existing, mergedWith(existing, incoming, spec));
  return changed ? doc : null;
}
