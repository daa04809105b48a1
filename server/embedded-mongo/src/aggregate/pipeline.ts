import { type Doc, isDocument, type Value } from "../bson/values";
import { mongoError } from "../errors";
import { compileSort } from "../query/sort";
import { count, facet, limit, limitOf, match, sample, skip, skipOf, unwind } from "./stages/basic";
import { bucket, bucketAuto, sortByCount } from "./stages/bucket";
import { graphLookup } from "./stages/graph-lookup";
import { group } from "./stages/group";
import { eachDocument, watched } from "./stages/helpers";
import { lookup } from "./stages/lookup";
import { merge, out } from "./stages/merge";
import { compileAddFields, compileProject, compileReplaceRoot, compileUnset, newRootOf } from "./stages/project";
import { sortStage } from "./stages/sort";
import { unionWith } from "./stages/union";
import { setWindowFields } from "./stages/window";
import type { PipelineEnvironment, Stage, StageCompiler, StageContext } from "./types";
import { stageOf } from "./update-stages";

export type { MergeSpec, PipelineEnvironment } from "./types";

const STAGES: Readonly<Record<string, StageCompiler>> = Object.assign(Object.create(null), {
  $match: match,
  $project: (spec, { variables }) => eachDocument(compileProject(spec, variables)),
  $addFields: (spec, { variables }, name) => eachDocument(compileAddFields(spec, variables, name)),
  $set: (spec, { variables }, name) => eachDocument(compileAddFields(spec, variables, name)),
  $unset: (spec) => eachDocument(compileUnset(spec)),
  $replaceRoot: (spec, { variables }, name) => eachDocument(compileReplaceRoot(newRootOf(spec), variables, name)),
  $replaceWith: (spec, { variables }, name) => eachDocument(compileReplaceRoot(spec, variables, name)),
  $group: group,
  $sort: (spec) => sortStage(spec, null),
  $limit: limit,
  $skip: skip,
  $count: count,
  $unwind: unwind,
  $lookup: lookup,
  $graphLookup: graphLookup,
  $facet: facet,
  $sortByCount: sortByCount,
  $bucket: bucket,
  $bucketAuto: bucketAuto,
  $unionWith: unionWith,
  $sample: sample,
  $setWindowFields: setWindowFields,
  $merge: merge,
  $out: out,
} satisfies Record<string, StageCompiler>);

/** The stages that pipelines may have. */
export const STAGE_NAMES: readonly string[] = Object.keys(STAGES);

const REFUSED: ReadonlySet<string> = new Set([
  "$collStats",
  "$currentOp",
  "$densify",
  "$documents",
  "$fill",
  "$geoNear",
  "$indexStats",
  "$listLocalSessions",
  "$listSampledQueries",
  "$listSearchIndexes",
  "$listSessions",
  "$planCacheStats",
  "$querySettings",
  "$queryStats",
  "$redact",
  "$search",
  "$searchMeta",
  "$shardedDataDistribution",
  "$vectorSearch",
]);

/** Compiles a pipeline; it runs when the result is iterated. @throws the codes of its stages, all before anything runs */
export function compilePipeline(pipeline: readonly Value[], env: PipelineEnvironment): Stage {
  const variables: Doc = { ...env.variables, NOW: env.now };
  const run = compileStages(pipeline, { env, variables, within: [], compile: compileStages });
  return (input) => run(watched(input, env.interrupt));
}

function compileStages(pipeline: readonly Value[], context: StageContext): Stage {
  const stages = pipeline.map(stageOf);
  const steps: Stage[] = [];
  for (const [i, { name, spec }] of stages.entries()) {
    checkPlace(name, { context, isLast: i === stages.length - 1 });
    const most = name === "$sort" ? limitAfter(stages, i) : null;
    steps.push(most === null ? compileStage(name, spec, context) : sortStage(spec, most));
  }
  return (input) => {
    let docs = input;
    for (const step of steps) docs = step(docs);
    return docs;
  };
}

function compileStage(name: string, spec: Value, context: StageContext): Stage {
  const compile = STAGES[name];
  if (compile !== undefined) return compile(spec, context, name);
  if (name === "$changeStream")
    throw mongoError(
      40573,
      "The $changeStream stage is only supported on replica sets; this server has no change streams",
    );
  if (REFUSED.has(name)) throw mongoError(238, `The stage ${name} is not supported by this server`);
  throw mongoError(40324, `Unrecognized pipeline stage name: '${name}'`);
}

const WRITING: ReadonlySet<string> = new Set(["$out", "$merge"]);

function checkPlace(name: string, { context, isLast }: { context: StageContext; isLast: boolean }): void {
  const { within } = context;
  if (name === "$facet" && within.includes("$facet"))
    throw mongoError(40600, "$facet is not allowed to be used within a $facet stage");
  if (!WRITING.has(name)) return;
  if (within.includes("$facet")) throw mongoError(40600, `${name} is not allowed to be used within a $facet stage`);
  const [outer] = within;
  if (outer !== undefined) throw mongoError(51047, `${name} is not allowed within a ${outer}'s sub-pipeline`);
  if (!isLast) throw mongoError(40601, `${name} can only be the final stage in the pipeline`);
}

type NamedStage = { name: string; spec: Value };

/** How many documents of a `$sort` can still be seen: the `$limit` that follows, plus what is skipped before it. */
function limitAfter(stages: readonly NamedStage[], sortAt: number): number | null {
  let skipped = 0;
  for (const { name, spec } of stages.slice(sortAt + 1)) {
    if (name === "$limit") return skipped + limitOf(spec);
    if (name !== "$skip") return null;
    skipped += skipOf(spec);
  }
  return null;
}

/** The part of a pipeline that the planner can serve by an index, and the stages that remain to be run on its result. */
export function splitLeadingMatch(pipeline: readonly Value[]): {
  filter: Doc;
  sort?: Doc;
  limit?: number;
  rest: Doc[];
} {
  const stages = pipeline.map(stageOf);
  const filters: Doc[] = [];
  let sort: Doc | undefined;
  let at = 0;
  for (; at < stages.length; at++) {
    const { name, spec } = stages[at] as NamedStage;
    if (name === "$match" && isDocument(spec)) filters.push(spec);
    else if (name === "$sort" && sort === undefined && isDocument(spec) && Object.keys(spec).length > 0) {
      compileSort(spec);
      sort = spec;
    } else break;
  }
  const most = limitAfter(stages, at - 1);
  // A $limit that comes at once is done by the planner; with a $skip before it both stay.
  const isDone = most !== null && stages[at]?.name === "$limit";
  return {
    filter: filters.length === 1 ? (filters[0] as Doc) : filters.length === 0 ? {} : { $and: filters },
    ...(sort !== undefined && { sort }),
    ...(most !== null && { limit: most }),
    rest: pipeline.slice(isDone ? at + 1 : at) as Doc[],
  };
}
