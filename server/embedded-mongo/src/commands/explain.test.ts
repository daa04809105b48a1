import type { Db, Document } from "mongodb";
import { useServer } from "./commands.testing";

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
