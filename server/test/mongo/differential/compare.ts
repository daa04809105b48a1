import { mongo } from "mongoose";
import { type Operation, randomOperation } from "./operations";
import { SELF } from "./pipelines";
import { seeded } from "./random";
import { type Doc, randomDocuments } from "./values";

const { BSON } = mongo;
/** What changes nothing: the collections need no look afterwards. */
const READS: ReadonlySet<string> = new Set<Operation["kind"]>(["find", "count", "distinct", "aggregate"]);
type Collection = mongo.Collection<Doc>;
type Result = { answer: unknown; code: unknown };

/** A call that two servers answered differently, with the least that shows it. */
export type Difference = {
  seed: number;
  step: number;
  operation: string;
  /** The documents before it that are needed to show the difference. */
  before: string[];
  answers: [string, string];
};

export type Rules = {
  /** Servers that are not the same may differ in codes of errors, the order of fields, a decimal's zeros and where a failed update stopped. */
  isLoose: boolean;
  /** Operations a round. */
  steps: number;
};

/** Sends one seed's operations to both; null when all answers and all collections were equal. */
export async function compareRound(
  both: readonly [Collection, Collection],
  seed: number,
  rules: Rules,
): Promise<Difference | null> {
  const random = seeded(seed);
  await reset(both, randomDocuments(random));
  let before = await documentsOf(both[0]);
  for (let step = 0; step < rules.steps; step++) {
    const operation = randomOperation(random);
    const answers = await answersOf(both, operation, rules);
    if (answers !== null) {
      const least = await shrink(both, { operation, before, rules, answers });
      return { seed, step, operation: show(operation), ...least };
    }
    if (READS.has(operation.kind)) continue;
    before = await documentsOf(both[0]);
    if (rules.isLoose && operation.kind === "update" && operation.multi) await reset(both, before);
  }
  return null;
}

/** What the two answered and hold after an operation, if that differs. */
async function answersOf(
  both: readonly [Collection, Collection],
  operation: Operation,
  rules: Rules,
): Promise<[string, string] | null> {
  const shown: string[] = [];
  const states: string[] = [];
  let hasFailed = false;
  for (const collection of both) {
    const { answer, code } = await run(collection, operation);
    hasFailed ||= code !== null;
    shown.push(show(code === null ? { answer } : { code: rules.isLoose ? "some" : code }, rules.isLoose));
    if (!READS.has(operation.kind)) states.push(show(await documentsOf(collection), rules.isLoose));
  }
  if (shown[0] !== shown[1]) return [shown[0] as string, shown[1] as string];
  // Where a statement on many documents stopped is the server's own business.
  const mayDiffer = rules.isLoose && hasFailed && operation.kind === "update" && operation.multi;
  return states[0] === states[1] || mayDiffer ? null : [states[0] as string, states[1] as string];
}

async function shrink(
  both: readonly [Collection, Collection],
  found: { operation: Operation; before: Doc[]; rules: Rules; answers: [string, string] },
): Promise<Pick<Difference, "before" | "answers">> {
  let { before, answers } = found;
  for (const doc of found.before) {
    const fewer = before.filter((other) => other !== doc);
    await reset(both, fewer);
    const still = await answersOf(both, found.operation, found.rules);
    if (still !== null) [before, answers] = [fewer, still];
  }
  return { before: before.map((doc) => show(doc)), answers };
}

async function reset(both: readonly [Collection, Collection], documents: Doc[]): Promise<void> {
  for (const collection of both) {
    await collection.deleteMany({});
    if (documents.length > 0) await collection.insertMany(documents);
  }
}

const RAW = { promoteValues: false, promoteLongs: false };

async function documentsOf(collection: Collection): Promise<Doc[]> {
  return await collection.find({}, { ...RAW, sort: { _id: 1 } }).toArray();
}

async function run(collection: Collection, operation: Operation): Promise<Result> {
  try {
    return { answer: await send(collection, operation), code: null };
  } catch (error) {
    return { answer: null, code: (error as { code?: unknown }).code ?? String(error) };
  }
}

async function send(c: Collection, operation: Operation): Promise<unknown> {
  switch (operation.kind) {
    case "insert":
      return (await c.insertMany(operation.documents, { ordered: operation.ordered })).insertedCount;
    case "update": {
      const { filter, update, options } = operation;
      const result = operation.multi
        ? await c.updateMany(filter, update, options)
        : await c.updateOne(filter, update, options);
      return [result.matchedCount, result.modifiedCount, result.upsertedCount];
    }
    case "findAndUpdate":
      return await c.findOneAndUpdate(operation.filter, operation.update, { ...operation.options, ...RAW });
    case "replace":
      return (await c.replaceOne(operation.filter, operation.document, operation.options)).modifiedCount;
    case "findAndDelete":
      return await c.findOneAndDelete(operation.filter, { ...RAW, sort: { _id: 1 } });
    case "deleteMany":
      return (await c.deleteMany(operation.filter)).deletedCount;
    case "find":
      return await c.find(operation.filter, { ...operation.options, ...RAW }).toArray();
    case "count":
      return await c.countDocuments(operation.filter);
    case "distinct":
      return new Set((await c.distinct(operation.path, operation.filter)).map((one) => show(one)));
    case "aggregate":
      return await c
        .aggregate(
          operation.pipeline.map((stage) => onItself(stage, c.collectionName)),
          RAW,
        )
        .toArray();
  }
}

/** A stage that joins a collection with itself, whatever it is called. */
function onItself(stage: Doc, name: string): Doc {
  if (stage.$lookup?.from === SELF) return { $lookup: { ...stage.$lookup, from: name } };
  return stage.$unionWith?.coll === SELF ? { $unionWith: { ...stage.$unionWith, coll: name } } : stage;
}

/** Extended JSON with all types told apart; field order is kept unless it is of no interest. */
function show(value: unknown, isOrderFree = false): string {
  const plain: unknown = value instanceof Set ? [...value].sort() : value;
  const text = BSON.EJSON.stringify({ v: withSets(plain) }, { relaxed: false });
  return isOrderFree ? JSON.stringify(sorted(JSON.parse(text).v)) : JSON.stringify(JSON.parse(text).v);
}

function withSets(value: unknown): unknown {
  const isAnswer = typeof value === "object" && value !== null && "answer" in value;
  return isAnswer && value.answer instanceof Set ? { answer: [...value.answer].sort() } : value;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  if ("$numberDecimal" in value)
    return { $numberDecimal: String(value.$numberDecimal).replace(/\.0+$|(\.\d*[1-9])0+$/, "$1") };
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}
