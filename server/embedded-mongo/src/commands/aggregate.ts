import { compilePipeline, type PipelineEnvironment, splitLeadingMatch } from "../aggregate/pipeline";
import type { Stage } from "../aggregate/types";
import { type Doc, isDocument } from "../bson/values";
import { mongoError } from "../errors";
import { compileFilter } from "../query/match";
import { select } from "../query/select";
import type { Collection } from "../store/collection";
import type { StoredRecord } from "../store/record";
import type { Reply } from "../wire/reply";
import { numberArgument, variablesOf } from "./arguments";
import { type CommandContext, interruptOf } from "./context";
import { documentSource, recordSource } from "./cursors";
import { type Query, runQuery } from "./find";
import { writeStage } from "./write-stage";

function pipelineOf(context: CommandContext): Doc[] {
  const { pipeline } = context.command;
  if (!Array.isArray(pipeline)) throw mongoError(14, "'pipeline' option must be specified as an array");
  for (const stage of pipeline) {
    if (!isDocument(stage) || Object.keys(stage).length !== 1) {
      throw mongoError(40323, "A pipeline stage specification object must contain exactly one field.");
    }
  }
  return pipeline as Doc[];
}

/** Whether the pipeline stores its result, so that the reply has to wait for the disk. */
export function endsWithWrite({ pipeline }: Doc): boolean {
  const last: unknown = Array.isArray(pipeline) ? pipeline[pipeline.length - 1] : undefined;
  return isDocument(last) && (last.$out !== undefined || last.$merge !== undefined);
}

function* docsOf(records: Iterator<StoredRecord>): Generator<Doc> {
  for (let item = records.next(); item.done !== true; item = records.next()) yield item.value.doc;
}

function isIndexed(collection: Collection | undefined, path: string): boolean {
  if (collection === undefined || path === "_id") return true;
  for (const index of collection.indexes.values()) {
    if (index.fields[0]?.path === path && !index.isSparse && index.partialFilter === null) return true;
  }
  return false;
}

function environmentOf(context: CommandContext, name: string): PipelineEnvironment {
  const { services, db, transaction } = context;
  const interrupt = interruptOf(context);
  const variables = variablesOf(context);
  return {
    now: variables.NOW as Date,
    variables,
    collection: name,
    find(from, filter) {
      if (transaction !== null) transaction.isPinned = true;
      const matcher = compileFilter(filter);
      return docsOf(
        select(services.engine.find(db, from), { filter, matcher: () => matcher, transaction, interrupt }).records,
      );
    },
    indexed: (from, path) => isIndexed(services.engine.find(db, from), path),
    ...(interrupt === null ? {} : { interrupt }),
    write: writeStage(context),
  };
}

const COUNT_KEYS = "_id,n";

/** The name of the counter when all that remains is countDocuments' `{ $group: { _id: 1, n: { $sum: 1 } } }`. */
function isPlainCount(rest: Doc[]): boolean {
  const group = rest.length === 1 ? rest[0]?.$group : undefined;
  if (!isDocument(group) || Object.keys(group).join() !== COUNT_KEYS || group._id !== 1) return false;
  return isDocument(group.n) && Object.keys(group.n).length === 1 && group.n.$sum === 1;
}

function countAll(records: Iterator<StoredRecord>): Doc[] {
  let n = 0;
  while (records.next().done !== true) n++;
  return n === 0 ? [] : [{ _id: 1, n }];
}

function batchSizeOf(context: CommandContext): number | null {
  const { cursor } = context.command;
  if (!isDocument(cursor))
    throw mongoError(9, "The 'cursor' option is required, except for aggregate with the explain argument");
  return numberArgument({ ...context, command: cursor }, "batchSize");
}

/** What an `aggregate` asks for: the query that the planner serves, and what runs over its result (null: nothing, or a count). */
type Prepared = { name: string; query: Query; rest: Doc[]; run: Stage | null };

/** Compiles a pipeline and runs nothing. @throws what is wrong with it */
export function prepareAggregate(context: CommandContext): Prepared {
  const { command } = context;
  const name = typeof command.aggregate === "string" ? command.aggregate : "$cmd.aggregate";
  const { filter, sort, limit, rest } = splitLeadingMatch(pipelineOf(context));
  const query = { filter, sort: sort ?? null, skip: 0, limit: limit ?? 0, hint: command.hint };
  const environment = environmentOf(context, name);
  const run = rest.length === 0 || isPlainCount(rest) ? null : compilePipeline(rest, environment);
  return { name, query, rest, run };
}

/** The `aggregate` command. A leading `$match`, `$sort` and `$limit` are served by indexes. */
export function aggregate(context: CommandContext): Reply {
  const { services, db } = context;
  const batchSize = batchSizeOf(context);
  const { name, query, rest, run } = prepareAggregate(context);
  const collection = services.engine.find(db, name);
  const ns = `${db}.${name}`;
  const { records } = runQuery(context, collection, query);
  if (rest.length === 0) {
    const source = recordSource(context, collection, { records, project: null });
    return services.cursors.start(context, ns, { source, batchSize });
  }
  const docs = run === null ? countAll(records) : [...run(docsOf(records))];
  return services.cursors.start(context, ns, { source: documentSource(docs), batchSize });
}
