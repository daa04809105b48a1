import { splitLeadingMatch } from "../aggregate/pipeline";
import { type Doc, isDocument } from "../bson/values";
import { mongoError } from "../errors";
import type { Plan } from "../query/plan";
import type { Reply } from "../wire/reply";
import { docArgument, findCollection } from "./arguments";
import { type CommandContext, ok } from "./context";
import { type Query, queryOf, runQuery } from "./find";
import { serverInfo } from "./handshake";

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

function firstStatement(list: unknown): Doc {
  const statement = Array.isArray(list) ? list[0] : undefined;
  return isDocument(statement) && isDocument(statement.q) ? statement.q : {};
}

function explainedQuery(inner: CommandContext): Query {
  const { command } = inner;
  const plain = { sort: null, skip: 0, limit: 0, hint: command.hint };
  switch (inner.name) {
    case "find":
      return queryOf(inner, "filter");
    case "count":
    case "distinct":
      return queryOf(inner, "query");
    case "findAndModify":
      return { ...plain, filter: docArgument(inner, "query") ?? {}, sort: docArgument(inner, "sort"), limit: 1 };
    case "update":
      return { ...plain, filter: firstStatement(command.updates) };
    case "delete":
      return { ...plain, filter: firstStatement(command.deletes) };
    case "aggregate": {
      const { filter, sort, limit } = splitLeadingMatch(
        Array.isArray(command.pipeline) ? (command.pipeline as Doc[]) : [],
      );
      return { ...plain, filter, sort: sort ?? null, limit: limit ?? 0 };
    }
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

/** The `explain` command: runs the query (never its writes) and tells which index found how much. */
export function explain(context: CommandContext): Reply {
  const command = docArgument(context, "explain");
  if (command === null) throw mongoError(9, "explain needs a command");
  const verbosity = verbosityOf(context);
  const inner: CommandContext = { ...context, command, name: Object.keys(command)[0] ?? "" };
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
