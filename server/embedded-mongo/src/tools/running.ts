import { type Document, MongoClient } from "mongodb";
import type { CollectionStats } from "./stats";
import type { Validation } from "./validate";

/** What a running server says of itself. */
export type ServerStats = { collections: CollectionStats[]; residentMiB: number; uptimeSeconds: number };

async function withServer<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = await MongoClient.connect(uri, { directConnection: true, serverSelectionTimeoutMS: 5_000 });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** Runs a command for each collection of the server, one after the other. */
async function forEachCollection(client: MongoClient, name: "collStats" | "validate"): Promise<Document[]> {
  const replies: Document[] = [];
  const { databases } = await client.db("admin").admin().listDatabases({ nameOnly: true });
  for (const { name: database } of databases) {
    const db = client.db(database);
    for (const collection of await db.listCollections({}, { nameOnly: true }).toArray()) {
      replies.push(await db.command({ [name]: collection.name }));
    }
  }
  return replies;
}

/** Asks a running server what it holds. @throws the driver's error when it does not answer */
export function serverStats(uri: string): Promise<ServerStats> {
  return withServer(uri, async (client) => {
    const status = await client.db("admin").command({ serverStatus: 1 });
    const collections = (await forEachCollection(client, "collStats")).map((reply) => ({
      ns: String(reply.ns),
      documents: Number(reply.count),
      bytes: Number(reply.size),
      indexes: Object.entries(reply.indexEntries as Document).map(([name, entries]) => ({
        name,
        entries: Number(entries),
        bytes: Number((reply.indexSizes as Document)[name]),
      })),
    }));
    return { collections, residentMiB: Number(status.mem.resident), uptimeSeconds: Number(status.uptime) };
  });
}

/** Lets a running server bring what it has acknowledged to where other processes read it. @throws the driver's error when it does not answer */
export async function checkpointServer(uri: string): Promise<void> {
  await withServer(uri, (client) => client.db("admin").command({ fsync: 1 }));
}

/** Lets a running server compare its collections with their indexes. @throws the driver's error when it does not answer */
export function validateServer(uri: string): Promise<Validation[]> {
  return withServer(uri, async (client) =>
    (await forEachCollection(client, "validate")).map((reply) => ({
      ns: String(reply.ns),
      records: Number(reply.nrecords),
      bytes: Number(reply.dataSize),
      keysPerIndex: reply.keysPerIndex as { [name: string]: number },
      faults: reply.errors as string[],
    })),
  );
}
