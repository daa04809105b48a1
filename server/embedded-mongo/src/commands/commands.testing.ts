import { type Db, type Document, MongoClient } from "mongodb";
import { type RunningServer, startServer } from "../server";

/** A server in memory and a client of it, from the first test of a file to its last. */
type Running = { readonly server: RunningServer; readonly client: MongoClient };

/** Call once at the top of a test file. */
export function useServer(): Running {
  let running: Running | null = null;
  const now = (): Running => {
    if (running === null) throw new Error("the server runs only during tests");
    return running;
  };
  beforeAll(async () => {
    const server = await startServer();
    running = { server, client: await MongoClient.connect(server.uri) };
  });
  afterAll(async () => {
    await now().client.close();
    await now().server.stop();
  });
  return {
    get server() {
      return now().server;
    },
    get client() {
      return now().client;
    },
  };
}

/** So many documents, with ten different values of `n`. */
export function numbers(count: number): { _id: number; n: number }[] {
  return Array.from({ length: count }, (_, i) => ({ _id: i, n: i % 10 }));
}

/** The code of the command's error, or of its first failed statement; 0 when all went well. */
export async function codeOf(db: Db, command: Document): Promise<unknown> {
  try {
    return (await db.command(command)).writeErrors?.[0].code ?? 0;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}
