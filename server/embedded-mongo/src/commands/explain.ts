import type { Doc } from "../bson/values";
import { mongoError } from "../errors";
import type { Plan } from "../query/plan";
import type { Reply } from "../wire/reply";
import { prepareAggregate } from "./aggregate";
import { docArgument, findCollection, statements } from "./arguments";
import { type CommandContext, ok } from "./context";
import { distinctPath } from "./count";
import { readDeletion } from "./delete";
import { type Query, queryOf, readFind, runQuery } from "./find";
import { readFindAndModify } from "./find-and-modify";
import { checkFields } from "./general-fields";
import { serverInfo } from "./handshake";
import { compileStatement } from "./update";
import { readStatement, type UpdateStatement } from "./update-statement";

/** A plan in MongoDB's words. */
function describePlan(plan: Plan): Doc {
  switch (plan.kind) {
    case "scan":
      return { stage: "COLLSCAN", direction: plan.isReverse ? "backward" : "forward" };
    case "ids":
      return { stage: "IDHACK", keys: plan.keys.length };
    case "idRange":
      return ixscan({ indexName: "_id_", keyPattern: { _id: 1 }, isReverse: plan.isReverse });
    case "index":
      return ixscan({ indexName: plan.index.name, keyPattern: plan.index.spec.key, isReverse: plan.isReverse });
    case "union":
      return { stage: "FETCH", inputStage: { stage: "OR", inputStages: plan.plans.map(describePlan) } };
  }
}

function ixscan({ indexName, keyPattern, isReverse }: { indexName: string; keyPattern: Doc; isReverse: boolean }): Doc {
  return {
    stage: "FETCH",
    inputStage: { stage: "IXSCAN", indexName, keyPattern, direction: isReverse ? "backward" : "forward" },
  };
}

const VERBOSITIES: ReadonlySet<unknown> = new Set(["queryPlanner", "executionStats", "allPlansExecution"]);

function verbosityOf({ command }: CommandContext): string {
  const { verbosity = "allPlansExecution" } = command;
  if (VERBOSITIES.has(verbosity)) return verbosity as string;
  throw mongoError(
    9,
    "verbosity string must be one of {'queryPlanner', 'executionStats', 'allPlansExecution'} in explain",
  );
}

function isSortedBy(plan: Plan): boolean {
  return "isSorted" in plan && plan.isSorted;
}

/** The only statement of a write. @throws 16 */
function onlyStatement(inner: CommandContext, field: string): Doc {
  const list = statements(inner, field);
  if (list.length !== 1) throw mongoError(16, "explained write batches must be of size 1");
  return list[0] as Doc;
}

/** The query of an update that is compiled and not done. */
function updateQuery(inner: CommandContext, statement: UpdateStatement): Query {
  compileStatement(inner, findCollection(inner), statement);
  const { filter, sort, hint, isMulti } = statement;
  return { filter, sort, skip: 0, limit: isMulti ? 0 : 1, hint };
}

/** What the explained command finds. All else about it is checked as if it were run. @throws what it would */
function explainedQuery(inner: CommandContext): Query {
  const { hint } = inner.command;
  switch (inner.name) {
    case "find":
      return readFind(inner).query;
    case "distinct":
      distinctPath(inner);
      return queryOf(inner, "query");
    case "count":
      return queryOf(inner, "query");
    case "findAndModify": {
      const { filter, statement } = readFindAndModify(inner);
      if (statement !== null) return updateQuery(inner, statement);
      return { filter, sort: docArgument(inner, "sort"), skip: 0, limit: 1, hint };
    }
    case "update":
      return updateQuery(inner, readStatement(onlyStatement(inner, "updates")));
    case "delete": {
      const statement = onlyStatement(inner, "deletes");
      const { filter, limit } = readDeletion(inner, findCollection(inner), statement);
      return { filter, sort: null, skip: 0, limit, hint: statement.hint };
    }
    case "aggregate":
      return prepareAggregate(inner).query;
    default:
      throw mongoError(115, `explain of '${inner.name}' is not supported`);
  }
}

/** The stages of a plan, from the last to the first. */
function winningPlan(plan: Plan, { sort, skip, limit }: Query): Doc {
  let stage = describePlan(plan);
  if (sort !== null && Object.keys(sort).length > 0 && !isSortedBy(plan)) {
    stage = {
      stage: "SORT",
      sortPattern: sort,
      ...(limit > 0 ? { limitAmount: skip + limit } : {}),
      inputStage: stage,
    };
  }
  if (skip > 0) stage = { stage: "SKIP", skipAmount: skip, inputStage: stage };
  return limit > 0 ? { stage: "LIMIT", limitAmount: limit, inputStage: stage } : stage;
}

/**
 * The `explain` command: runs the query (never its writes) and tells which index found how much.
 * @param fieldsOf what a command understands
 */
export function explain(
  context: CommandContext,
  fieldsOf: (command: string) => ReadonlySet<string> | undefined,
): Reply {
  const command = docArgument(context, "explain");
  if (command === null) throw mongoError(9, "explain needs a command");
  const verbosity = verbosityOf(context);
  const inner: CommandContext = { ...context, command, name: Object.keys(command)[0] ?? "" };
  checkFields(inner.name, command, fieldsOf(inner.name) ?? new Set());
  const query = explainedQuery(inner);
  const { services } = context;
  const startedMs = services.nowMs();
  const { records, plan, stats } = runQuery(inner, findCollection(inner), query);
  let nReturned = 0;
  while (records.next().done !== true) nReturned++;
  const winning = winningPlan(plan, query);
  const executionStats = {
    executionSuccess: true,
    nReturned,
    executionTimeMillis: Math.round(services.nowMs() - startedMs),
    totalKeysExamined: stats.keys,
    totalDocsExamined: stats.docs,
    executionStages: winning,
  };
  return ok({
    explainVersion: "1",
    queryPlanner: {
      namespace: `${context.db}.${String(command[inner.name])}`,
      indexFilterSet: false,
      parsedQuery: query.filter,
      winningPlan: winning,
      rejectedPlans: [],
    },
    ...(verbosity === "queryPlanner" ? {} : { executionStats }),
    command: { ...command, $db: context.db },
    serverInfo: serverInfo(context),
  });
}
