import { randomBytes } from "node:crypto";
import mongoose, { type Connection } from "mongoose";
import { DIFFERENCES } from "./differences";

/** A connection of one test file to a database of its own on the run's server. */
export async function connectToServer(): Promise<Connection> {
  const uri = process.env.TEST_MONGODB_URI;
  if (uri === undefined) throw new Error(process.env.TEST_MONGODB_PROBLEM ?? "TEST_MONGODB_URI is not set");
  return await mongoose
    .createConnection(uri, {
      dbName: `contract_${randomBytes(6).toString("hex")}`,
      maxPoolSize: 100,
      serverSelectionTimeoutMS: 5_000,
      writeConcern: { w: "majority" },
    })
    .asPromise();
}

/** Drops the file's database and closes its connection. */
export async function dropAndClose(connection: Connection): Promise<void> {
  await connection.dropDatabase();
  await connection.close();
}

/** The names in MONGODB_DIFFERENCES (the global setup finds them), each of which has to be in the list with its reason. */
const differing: ReadonlySet<string> = new Set(process.env.MONGODB_DIFFERENCES?.split(",").filter(Boolean));
for (const name of differing) if (!(name in DIFFERENCES)) throw new Error(`no known difference is called "${name}"`);

/**
 * `test` for a behaviour that servers which are merely compatible with MongoDB may lack. Where it is known to be lacking
 * (MONGODB_DIFFERENCES) the test must fail: a difference that is gone has to leave the list.
 */
export function contract(difference: keyof typeof DIFFERENCES): jest.It {
  return differing.has(difference) ? (test.failing as unknown as jest.It) : test;
}

/** `test` that is left out where the difference brings the server down, and with it every other test. */
export function survivable(difference: keyof typeof DIFFERENCES): jest.It {
  return differing.has(difference) ? (test.skip as unknown as jest.It) : test;
}

/** The code, labels and key of the error that a call is rejected with; null when it succeeds. */
export async function errorOf(pending: Promise<unknown>): Promise<ServerError | null> {
  try {
    await pending;
    return null;
  } catch (error) {
    return error as ServerError;
  }
}

type ServerError = Error & {
  code?: number;
  keyPattern?: object;
  keyValue?: object;
  hasErrorLabel(label: string): boolean;
};

/** `count` pieces of work that start together. */
export function together<T>(count: number, work: (i: number) => Promise<T>): Promise<PromiseSettledResult<T>[]> {
  return Promise.allSettled(Array.from({ length: count }, (_, i) => work(i)));
}
