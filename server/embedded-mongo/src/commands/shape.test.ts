import type { ClientSession, Collection } from "mongodb";
import { useServer } from "./commands.testing";

type Person = { _id: string; email: string };

const running = useServer();

// Whoever waits must not take the last connection.
beforeAll(() => Promise.all(Array.from({ length: 10 }, () => running.client.db("any").command({ ping: 1 }))));

async function people(name: string): Promise<Collection<Person>> {
  const collection = running.client.db("shape").collection<Person>(name);
  await collection.insertMany([
    { _id: "a", email: "x" },
    { _id: "b", email: "y" },
  ]);
  return collection;
}

function begin(): ClientSession {
  const session = running.client.startSession();
  session.startTransaction();
  return session;
}

async function isSound(collection: Collection<Person>): Promise<boolean> {
  return (await running.client.db("shape").command({ validate: collection.collectionName })).valid;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test("a transaction cannot build an index over documents, its own ones included", async () => {
  const db = running.client.db("shape");
  const filled = await people("filled");
  const empty = await db.createCollection<Person>("empty");
  for (const collection of [filled, empty]) {
    const session = begin();
    await collection.insertMany([{ _id: "c", email: "same" } as Person], { session });
    await expect(collection.createIndex({ email: 1 }, { unique: true, session })).rejects.toMatchObject({ code: 263 });
    await session.endSession();
  }
  const session = begin();
  await db.collection<Person>("new").createIndex({ email: 1 }, { unique: true, session });
  await db.collection<Person>("new").insertOne({ _id: "c", email: "same" }, { session });
  await db.collection<Person>("new").createIndex({ email: 1 }, { unique: true, session }); // there is nothing to build
  await expect(db.collection<Person>("new").insertOne({ _id: "d", email: "same" }, { session })).rejects.toMatchObject({
    code: 11000,
  });
  await session.endSession();
});

test("a unique index that waits for a transaction sees what others write when that one ends", async () => {
  for (const isIndexFirst of [true, false]) {
    const collection = await people(`raced${isIndexFirst}`);
    const holder = begin();
    await collection.updateOne({ _id: "b" }, { $set: { email: "z" } }, { session: holder });
    const next = begin();
    const build = (): Promise<unknown> => collection.createIndex({ email: 1 }, { unique: true });
    const update = (): Promise<unknown> =>
      collection.updateOne({ _id: "b" }, { $set: { email: "x" } }, { session: next });
    const calls = isIndexFirst ? [build, update] : [update, build];
    const waiting: Promise<unknown>[] = [];
    for (const call of calls) {
      waiting.push(call().catch((error) => error.code));
      await pause(30);
    }
    await holder.abortTransaction();
    const updated = await waiting[isIndexFirst ? 1 : 0];
    if (updated !== 11000) await next.commitTransaction();
    const built = await waiting[isIndexFirst ? 0 : 1];
    expect([updated, built].filter((answer) => answer === 11000)).toHaveLength(1);
    expect(await isSound(collection)).toBe(true);
    await holder.endSession();
    await next.endSession();
  }
});

test.each(["drop", "rename", "dropIndexes"] as const)(
  "%s waits for every transaction that writes there",
  async (what) => {
    const collection = await people(what);
    await collection.createIndex({ email: 1 });
    const [first, second] = [begin(), begin()];
    await collection.updateOne({ _id: "a" }, { $set: { email: "1" } }, { session: first });
    await collection.updateOne({ _id: "b" }, { $set: { email: "2" } }, { session: second });
    let isDone = false;
    const change = what === "rename" ? collection.rename("renamed") : collection[what]();
    const changed = change.then(() => {
      isDone = true;
    });
    await pause(30);
    await first.commitTransaction();
    await pause(30);
    expect(isDone).toBe(false);
    await second.commitTransaction();
    await changed;
    await first.endSession();
    await second.endSession();
  },
);

test("two drops that wait for one transaction spare a collection that came after the first", async () => {
  const collection = await people("twice");
  const holder = begin();
  await collection.updateOne({ _id: "a" }, { $set: { email: "1" } }, { session: holder });
  const drops = [collection.drop(), collection.drop()];
  await pause(30);
  await holder.commitTransaction();
  await Promise.all(drops);
  expect(await running.client.db("shape").listCollections({ name: "twice" }).toArray()).toEqual([]);
  await holder.endSession();
});
