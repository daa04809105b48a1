import { splitLeadingMatch } from "../aggregate/pipeline";
import { type Doc, isDocument } from "../bson/values";
import { mongoError } from "../errors";
import type { Plan } from "../query/plan";
import type { Reply } from "../wire/reply";
import { docArgument, findCollection } from "./arguments";
import { type CommandContext, ok } from "./context";
import { type Query, queryOf, runQuery } from "./find";

/** A plan in MongoDB's words. */
function describePlan(plan: Plan): Doc {
  switch (plan.kind) {
    case "scan":
      return { stage: "COLLSCAN", direction: "forward" };
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

function isSortedBy(plan: Plan): boolean {
  return (plan.kind === "index" || plan.kind === "idRange") && plan.isSorted;
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

/** The `explain` command: runs the query (never its writes) and tells which index found how much. */
export function explain(context: CommandContext): Reply {
  const command = docArgument(context, "explain");
  if (command === null) throw mongoError(9, "explain needs a command");
  const inner: CommandContext = { ...context, command, name: Object.keys(command)[0] ?? "" };
  const query = explainedQuery(inner);
  const collection = findCollection(inner);
  const { records, plan, stats } = runQuery(inner, collection, query);
  let nReturned = 0;
  while (records.next().done !== true) nReturned++;
  const described = describePlan(plan);
  const needsSort = query.sort !== null && Object.keys(query.sort).length > 0 && !isSortedBy(plan);
  const winningPlan = needsSort ? { stage: "SORT", sortPattern: query.sort, inputStage: described } : described;
  return ok({
    explainVersion: "1",
    queryPlanner: {
      namespace: `${context.db}.${String(command[inner.name])}`,
      parsedQuery: query.filter,
      winningPlan,
      rejectedPlans: [],
    },
    executionStats: { executionSuccess: true, nReturned, totalKeysExamined: stats.keys, totalDocsExamined: stats.docs },
  });
}
