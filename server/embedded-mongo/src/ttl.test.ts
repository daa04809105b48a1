import { MongoClient } from "mongodb";
import { startServer } from "./server";

test("the sweep deletes what has expired by the given clock, and spares what a transaction holds", async () => {
  let now = new Date("2026-01-01T00:00:00Z");
  const server = await startServer({ now: () => now });
  const client = await MongoClient.connect(server.uri);
  const codes = client.db("club").collection<{ _id: string; at?: unknown }>("codes");
  await codes.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  const start = now.getTime();
  await codes.insertMany([
    { _id: "old", at: new Date(start - 61_000) },
    { _id: "edge", at: new Date(start - 60_000) },
    { _id: "held", at: new Date(start - 90_000) },
    { _id: "young", at: new Date(start - 59_000) },
    { _id: "array", at: [new Date(start + 1e9), new Date(start - 70_000)] },
    { _id: "number", at: 5 },
    { _id: "never" },
  ]);
  const session = client.startSession();
  session.startTransaction();
  await codes.updateOne({ _id: "held" }, { $set: { touched: true } }, { session });
  const ids = async (): Promise<string[]> => (await codes.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
  expect(server.sweepExpired()).toBe(3);
  expect(await ids()).toEqual(["held", "never", "number", "young"]);
  await session.commitTransaction();
  await client.db("club").command({ collMod: "codes", index: { name: "at_1", expireAfterSeconds: 10 } });
  now = new Date(start + 1_000);
  expect(server.sweepExpired()).toBe(2);
  expect(await ids()).toEqual(["never", "number"]);
  await session.endSession();
  await client.close();
  await server.stop();
});

test("the server sweeps every minute by itself, unless told not to", async () => {
  // Only the intervals are run by hand: the driver waits by the clock.
  const byTheClock: FakeableAPI[] = ["Date", "nextTick", "performance", "hrtime", "queueMicrotask"];
  jest.useFakeTimers({ doNotFake: [...byTheClock, "setTimeout", "clearTimeout", "setImmediate", "clearImmediate"] });
  const left: number[] = [];
  for (const options of [{}, { ttlMonitorEnabled: false }]) {
    const server = await startServer(options);
    const client = await MongoClient.connect(server.uri);
    const codes = client.db("club").collection("codes");
    await codes.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    await codes.insertMany([{ at: new Date(Date.now() - 61_000) }, { at: new Date(Date.now() + 61_000) }]);
    expect(await codes.countDocuments()).toBe(2);
    jest.advanceTimersByTime(60_000);
    left.push(await codes.countDocuments());
    await client.close();
    await server.stop();
  }
  jest.useRealTimers();
  expect(left).toEqual([1, 2]);
});
