import mongoose from "mongoose";

type Plan = { stage?: string; inputStage?: Plan; inputStages?: Plan[] };
type Order = Record<string, 1 | -1>;
type Seen = { collection: string; filter: object; sort: Order | null; hint?: Order | undefined; method: string };

/** Collections that do not grow with the members. */
const SMALL = new Set(["services", "migrations", "cacheVersions", "jobLeases", "demoMarkers"]);
/**
 * Read whole on purpose: the directory of merchants fills the process's cache, and so do the texts of reminders (one a kind) and what
 * they are computed from (one a city, one a year); hitCounts are emptied by the tests alone.
 */
const READ_WHOLE = new Set([
  ...["merchants {} null", "branches {} null", "clerks {} null"],
  ...["reminderTemplates {} null", "reminderImports {} null"],
  "hitCounts {} null",
]);

/**
 * Remembers every distinct query that goes through mongoose from now on (shape of filter and sort), to ask the database
 * afterwards how it would serve each.
 */
export function recordQueries() {
  const seen = new Map<string, Seen>();
  const note = (query: Seen) => {
    const key = `${query.collection} ${shapeOf(query.filter)} ${JSON.stringify(query.sort)}`;
    if (!seen.has(key)) seen.set(key, query);
  };
  mongoose.set("debug", (collection: string, method: string, ...args: unknown[]) => {
    for (const query of queriesOf(method, args)) note({ collection, method, ...query });
  });
  return {
    stop: () => mongoose.set("debug", false),
    /** What is served by reading a whole collection, or by sorting what an index did not order. */
    async faults(): Promise<{ scans: string[]; sorts: string[]; queries: number }> {
      const result = { scans: [] as string[], sorts: [] as string[], queries: seen.size };
      for (const [key, query] of seen) {
        if (SMALL.has(query.collection) || READ_WHOLE.has(key)) continue;
        const stages = await stagesOf(query);
        if (stages.includes("COLLSCAN")) result.scans.push(key);
        // One document found by its _id needs no order.
        if (stages.includes("SORT") && !stages.includes("IDHACK")) result.sorts.push(key);
      }
      return result;
    },
  };
}

type Query = Pick<Seen, "filter" | "sort" | "hint">;
const WITH_FILTER_FIRST =
  /^(find|findOne|findOneAndUpdate|updateOne|updateMany|deleteOne|deleteMany|countDocuments|replaceOne)$/;

function queriesOf(method: string, args: unknown[]): Query[] {
  if (WITH_FILTER_FIRST.test(method)) {
    const options = (args.at(-1) ?? {}) as { sort?: Query["sort"]; hint?: Order };
    return [{ filter: (args[0] ?? {}) as object, sort: options.sort ?? null, hint: options.hint }];
  }
  if (method === "aggregate") return [leadingQuery(args[0] as Record<string, unknown>[])];
  if (method === "bulkWrite") return (args[0] as object[]).slice(0, 3).flatMap(bulkQuery);
  return [];
}

function leadingQuery(pipeline: Record<string, unknown>[]): Query {
  const [first, second] = pipeline;
  const filter = (first?.$match ?? {}) as object;
  const sort = (first?.$sort ?? (first?.$match ? second?.$sort : undefined) ?? null) as Query["sort"];
  return { filter, sort };
}

function bulkQuery(operation: object): Query[] {
  const [kind] = Object.values(operation) as { filter?: object }[];
  return kind?.filter ? [{ filter: kind.filter, sort: null }] : [];
}

/** The filter with its values taken out; `$in` lists of any length are one shape. */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].join()}]`;
  const isPlain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) return "?";
  return `{${Object.entries(value as object)
    .map(([key, part]) => `${key}:${key === "$in" ? "[?]" : shapeOf(part)}`)
    .join()}}`;
}

async function stagesOf({ collection, filter, sort, hint }: Seen): Promise<string[]> {
  const order = sort && Object.keys(sort).length > 0 ? { sort } : {};
  const command = { find: collection, filter, ...order, ...(hint && { hint }) };
  const answer = await mongoose.connection.db?.command({ explain: command, verbosity: "queryPlanner" });
  const { winningPlan } = (answer?.queryPlanner ?? {}) as { winningPlan?: Plan };
  return flatten(winningPlan);
}

function flatten(plan: Plan | undefined): string[] {
  if (!plan) return [];
  return [plan.stage ?? "", ...flatten(plan.inputStage), ...(plan.inputStages ?? []).flatMap(flatten)];
}
