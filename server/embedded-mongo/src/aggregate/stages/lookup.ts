import { type Doc, isDocument, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { compileExpression, type Evaluate, scopeOf } from "../expressions/compile";
import { checkVariableName, nameOf } from "../expressions/context";
import type { Stage, StageCompiler, StageContext } from "../types";
import { type Derive, deriveFilter } from "./correlate";
import { fieldPath, watched, withValueAt } from "./helpers";
import { type Join, openJoin } from "./join";

type LookupSpec = {
  from: string;
  as: string[];
  local: { path: string[]; foreignField: string } | null;
  pipeline: Value[] | null;
  let: Doc;
};

const KNOWN = ["from", "localField", "foreignField", "as", "let", "pipeline"];

function parseLookup(spec: Value): LookupSpec {
  if (!isDocument(spec)) throw mongoError(9, `the $lookup specification must be an Object, but found ${nameOf(spec)}`);
  const unknown = Object.keys(spec).find((key) => !KNOWN.includes(key));
  if (unknown !== undefined) throw mongoError(9, `unknown argument to $lookup: ${unknown}`);
  const { from, localField, foreignField, as, pipeline } = spec;
  if (from === undefined) throw mongoError(9, "must specify 'from' field for a $lookup");
  if (typeof from !== "string") throw mongoError(9, `$lookup argument 'from: ${nameOf(from)}' must be a string`);
  if (as === undefined) throw mongoError(9, "must specify 'as' field for a $lookup");
  if ((localField === undefined) !== (foreignField === undefined))
    throw mongoError(9, "$lookup requires both or neither of 'localField' and 'foreignField' to be specified");
  if (localField === undefined && pipeline === undefined)
    throw mongoError(9, "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
  if (pipeline !== undefined && !Array.isArray(pipeline))
    throw mongoError(14, "'pipeline' option must be specified as an array");
  const variables = spec.let ?? {};
  if (!isDocument(variables)) throw mongoError(9, `$lookup argument 'let: ${nameOf(variables)}' must be an object`);
  if ("let" in spec && pipeline === undefined)
    throw mongoError(9, "$lookup with a 'let' argument must also specify 'pipeline'");
  const local =
    localField === undefined
      ? null
      : {
          path: fieldPath(localField, "$lookup argument 'localField'"),
          foreignField: fieldPath(foreignField, "$lookup argument 'foreignField'").join("."),
        };
  return { from, as: fieldPath(as, "$lookup argument 'as'"), local, pipeline: pipeline ?? null, let: variables };
}

/** `rest` runs on documents that `derive`'s filter found, `whole` on any. */
type SubPipeline = { derive: Derive; rest: Stage; whole: Stage };

/** Compiles a sub-pipeline; conditions of its first `$match` go to `find`. */
function compileSub(pipeline: readonly Value[], context: StageContext): SubPipeline {
  const [first] = pipeline;
  const filter = isDocument(first) && isDocument(first.$match) ? first.$match : null;
  // The whole pipeline is compiled for its errors even when its first stage is then left to `find`.
  const whole = context.compile(pipeline, context);
  if (filter === null) return { derive: () => ({}), rest: whole, whole };
  const { derive, complete } = deriveFilter(filter, context.variables);
  return { derive, rest: complete ? context.compile(pipeline.slice(1), context) : whole, whole };
}

/** `$lookup` in its three forms: by fields, by pipeline with variables, and both. */
export const lookup: StageCompiler = (spec, context) => {
  const given = parseLookup(spec);
  const names = Object.keys(given.let);
  names.forEach(checkVariableName);
  const values = names.map((name) => compileExpression(given.let[name], { variables: context.variables }));
  const variables: Doc = Object.create(context.variables) as Doc;
  for (const name of names) variables[name] = undefined;
  const inner: StageContext = { ...context, variables, within: [...context.within, "$lookup"] };
  inner.env = { ...context.env, collection: given.from };
  const sub = given.pipeline === null ? null : compileSub(given.pipeline, inner);
  const bind = (doc: Doc): void => {
    const scope = scopeOf(doc);
    for (let i = 0; i < names.length; i++) variables[names[i] as string] = (values[i] as Evaluate)(scope);
  };
  return function* (input) {
    const related = openRelation({ given, sub, env: context.env, bind });
    for (const doc of input) yield withValueAt(doc, given.as, related(doc));
  };
};

type Relation = { given: LookupSpec; sub: SubPipeline | null; env: StageContext["env"]; bind(doc: Doc): void };

/** What belongs to a document, for one run of the outer pipeline. */
function openRelation(relation: Relation): (doc: Doc) => readonly Doc[] {
  const { given, sub, env, bind } = relation;
  const uncorrelated = Object.keys(given.let).length === 0;
  if (given.local !== null) {
    if (sub === null || uncorrelated) return joinAlone(relation, given.local);
    return joinThenRun(relation, given.local);
  }
  const run = (): readonly Doc[] =>
    sub === null ? [] : [...sub.rest(watched(env.find(given.from, sub.derive()), env.interrupt))];
  let shared: readonly Doc[] | null = null;
  return (doc) => {
    if (uncorrelated) {
      shared ??= run();
      return shared;
    }
    env.interrupt?.();
    bind(doc);
    return run();
  };
}

type Local = { path: string[]; foreignField: string };

/** Equality of fields; a pipeline without variables gives the same for the same foreign documents. */
function joinAlone({ given, sub, env }: Relation, local: Local): Join {
  const filter = sub === null ? {} : sub.derive();
  const join = openJoin({ env, from: given.from, localPath: local.path, foreignField: local.foreignField, filter });
  if (sub === null) return join;
  const results = new WeakMap<readonly Doc[], readonly Doc[]>();
  return (doc) => {
    const found = join(doc);
    const known = results.get(found) ?? [...sub.rest(found)];
    results.set(found, known);
    return known;
  };
}

/** Equality of fields, then a pipeline that depends on the outer document. */
function joinThenRun({ given, sub, env, bind }: Relation, local: Local): Join {
  const join = openJoin({ env, from: given.from, localPath: local.path, foreignField: local.foreignField, filter: {} });
  return (doc) => {
    bind(doc);
    const found = join(doc);
    return sub === null ? found : [...sub.whole(found)];
  };
}
