import type mongoose from "mongoose";
import type { Connection } from "mongoose";
import { connectToServer, dropAndClose, survivable } from "./connection";
import { compareRound } from "./differential/compare";

type Documents = mongoose.mongo.Collection<mongoose.mongo.Document>;

const INDEXES: [mongoose.mongo.IndexSpecification, mongoose.mongo.CreateIndexesOptions?][] = [
  [{ a: 1 }],
  [{ s: 1, _id: 1 }],
  [{ "n.y": -1, a: 1 }],
  [{ tags: 1 }],
  [{ "lines.q": 1, "lines.k": 1 }],
  [{ b: 1 }, { sparse: true }],
  [{ "n.x": 1 }, { partialFilterExpression: { a: { $gte: 1 } } }],
];
/** Chosen once; another seed is another run: `npm run differential`. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

let connection: Connection;
beforeAll(async () => {
  connection = await connectToServer();
});
afterAll(() => dropAndClose(connection));

const collectionOf = (name: string): Documents => connection.collection(name) as unknown as Documents;

survivable("random-operations").each(SEEDS)(
  "random operations have the same effect with indexes and without (seed %d)",
  async (seed) => {
    const [plain, indexed] = [collectionOf(`plain${seed}`), collectionOf(`indexed${seed}`)];
    for (const [key, options] of INDEXES) await indexed.createIndex(key, options);
    expect(await compareRound([plain, indexed], seed, { isLoose: false, steps: 60 })).toBeNull();
  },
);

survivable("random-operations")("a difference is found and shown with what shows it", async () => {
  const [plain, strict] = [collectionOf("plain"), collectionOf("strict")];
  // Only one document may have a count: nothing that a round begins with, and soon broken by updates of several documents.
  const partialFilterExpression = { count: { $exists: true } };
  await strict.createIndex({ absent: 1 }, { unique: true, partialFilterExpression });
  const difference = await compareRound([plain, strict], 1, { isLoose: false, steps: 200 });
  expect(difference?.operation).toMatch(/count/);
  expect(difference?.answers[0]).not.toBe(difference?.answers[1]);
  expect(await compareRound([plain, strict], 1, { isLoose: false, steps: difference?.step ?? 0 })).toBeNull();
});
