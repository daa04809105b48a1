import type { Db, Document } from "mongodb";
import { codeOf, useServer } from "./commands.testing";

const running = useServer();
let db: Db;

beforeAll(async () => {
  db = running.client.db("explain");
  await db.collection("c").createIndex({ shop: 1, at: -1 });
  await db.collection("c").insertMany(Array.from({ length: 30 }, (_, i) => ({ shop: i % 3, at: i })));
});

const explain = (command: Document, verbosity?: string): Promise<Document> =>
  db.command({ explain: command, ...(verbosity === undefined ? {} : { verbosity }) });

test("the fields are the manual's: plan always, execution unless only the plan is asked for", async () => {
  const command = { find: "c", filter: { shop: 1 } };
  const plan = await explain(command, "queryPlanner");
  expect(Object.keys(plan)).toEqual(
    expect.arrayContaining(["explainVersion", "queryPlanner", "command", "serverInfo", "ok"]),
  );
  expect(plan).not.toHaveProperty("executionStats");
  expect(plan.queryPlanner).toMatchObject({ namespace: "explain.c", indexFilterSet: false, rejectedPlans: [] });
  expect(plan.command).toMatchObject(command);
  for (const verbosity of ["executionStats", "allPlansExecution", undefined]) {
    const { executionStats } = await explain(command, verbosity);
    expect(executionStats).toMatchObject({
      executionSuccess: true,
      nReturned: 10,
      totalKeysExamined: 10,
      totalDocsExamined: 10,
    });
    expect(executionStats.executionStages).toEqual((await explain(command, verbosity)).queryPlanner.winningPlan);
  }
});

test("limit, skip and a sort that no index serves are stages above the others", async () => {
  const sorted = await explain({ find: "c", filter: { shop: 1 }, sort: { at: -1 }, skip: 2, limit: 3 }, "queryPlanner");
  const index = { stage: "IXSCAN", indexName: "shop_1_at_-1", direction: "forward" };
  expect(sorted.queryPlanner.winningPlan).toMatchObject({
    stage: "LIMIT",
    limitAmount: 3,
    inputStage: { stage: "SKIP", skipAmount: 2, inputStage: { stage: "FETCH", inputStage: index } },
  });
  const unsorted = await explain({ find: "c", filter: {}, sort: { other: 1 }, limit: 3 }, "queryPlanner");
  expect(unsorted.queryPlanner.winningPlan.inputStage).toMatchObject({
    stage: "SORT",
    sortPattern: { other: 1 },
    limitAmount: 3,
    inputStage: { stage: "COLLSCAN" },
  });
});

test("a write is explained and not done", async () => {
  const updates = [{ q: { shop: 1 }, u: { $set: { gone: true } }, multi: true }];
  const { executionStats } = await explain({ update: "c", updates });
  expect(executionStats.nReturned).toBe(10);
  expect(await db.collection("c").countDocuments({ gone: true })).toBe(0);
});

test.each<[string, Document, number]>([
  ["an unknown field", { find: "c", frob: 1 }, 40415],
  ["a refused option", { find: "c", noCursorTimeout: true }, 238],
  ["a wrong projection", { find: "c", projection: { a: 1, b: 0 } }, 31254],
  ["an unknown stage", { aggregate: "c", pipeline: [{ $limit: 1 }, { $foo: {} }], cursor: {} }, 40324],
  ["a pipeline that is none", { aggregate: "c", pipeline: {}, cursor: {} }, 14],
  ["an unknown modifier", { update: "c", updates: [{ q: {}, u: { $foo: { a: 1 } } }] }, 9],
  ["an unknown field of a statement", { delete: "c", deletes: [{ q: {}, limit: 1, frob: 1 }] }, 40415],
  ["a removal without its limit", { delete: "c", deletes: [{ q: {} }] }, 9],
  ["an unknown modifier of findAndModify", { findAndModify: "c", query: {}, update: { $foo: { a: 1 } } }, 9],
  ["a removal that inserts", { findAndModify: "c", query: {}, remove: true, upsert: true }, 9],
  ["the values of no field", { distinct: "c", key: "" }, 14],
  ["a collation", { count: "c", query: {}, collation: { locale: "zh" } }, 238],
])("%s is an error of its explanation too", async (_name, command, code) => {
  expect(await codeOf(db, command)).toBe(code);
  expect(await codeOf(db, { explain: command })).toBe(code);
});

test("of several statements none is explained", async () => {
  const statement = { q: {}, limit: 1 };
  expect(await codeOf(db, { explain: { delete: "c", deletes: [statement, statement] } })).toBe(16);
});

test("nothing is written or created by an explanation", async () => {
  const before = await db.collection("c").countDocuments();
  await explain({ aggregate: "c", pipeline: [{ $set: { a: 1 } }, { $out: "made" }], cursor: {} });
  await explain({ findAndModify: "made", query: { a: 1 }, update: { $set: { a: 2 } }, upsert: true });
  await explain({ findAndModify: "c", query: {}, remove: true });
  await explain({ delete: "c", deletes: [{ q: {}, limit: 0 }] });
  expect(await db.collection("c").countDocuments()).toBe(before);
  expect(await db.listCollections({ name: "made" }).toArray()).toEqual([]);
});
