import { type Collection, MongoClient, ObjectId } from "mongodb";
import { type Memory, memoryOf, type ServerProcess } from "../lib/child";
import type { Scene } from "../lib/scene";

const STATES = ["issued", "redeemed", "expired"];
export const MEMBERS = 997;
const CHUNK = 5_000;

/** About 270 bytes of BSON. */
export type Voucher = {
  _id: ObjectId;
  code: string;
  state: string;
  memberId: number;
  at: Date;
  amountFen: number;
  note: string;
  version: number;
};

/** A collection of a known size on a server of its own, durable. */
export type World = {
  size: number;
  server: ServerProcess;
  uri: string;
  client: MongoClient;
  vouchers: Collection<Voucher>;
  ids: ObjectId[];
  start: StartTime;
};

export function voucher(n: number): Voucher {
  return {
    _id: new ObjectId(),
    code: `code-${n}`,
    state: STATES[n % STATES.length] as string,
    memberId: n % MEMBERS,
    at: new Date(1_700_000_000_000 + n * 1000),
    amountFen: n % 10_000,
    note: "一张代金券".repeat(6),
    version: 0,
  };
}

async function open(scene: Scene, dataDir: string): Promise<Omit<World, "size" | "ids">> {
  const server = scene.start("bench-embedded-server", { BENCH_DATA_DIR: dataDir });
  const { uri, start } = await server.ask<{ uri: string; start: StartTime }>("ready");
  const client = await MongoClient.connect(`${uri}/?directConnection=true&maxPoolSize=100`);
  return { server, uri, client, vouchers: client.db("bench").collection<Voucher>("vouchers"), start };
}

export async function close({ client, server }: Pick<World, "client" | "server">): Promise<void> {
  await client.close();
  await server.ask("stop");
  await server.kill("SIGTERM");
}

/** Fills a new collection with `size` documents and two secondary indexes. */
export async function fill(scene: Scene, dataDir: string, size: number): Promise<World> {
  const opened = await open(scene, dataDir);
  await opened.vouchers.createIndexes([{ key: { code: 1 }, unique: true }, { key: { memberId: 1, at: -1 } }]);
  const ids: ObjectId[] = [];
  for (let from = 0; from < size; from += CHUNK) {
    const chunk = Array.from({ length: Math.min(CHUNK, size - from) }, (_, i) => voucher(from + i));
    await opened.vouchers.insertMany(chunk);
    for (const { _id } of chunk) ids.push(_id);
  }
  return { ...opened, size, ids };
}

/** Starts of a filled server, in milliseconds of wall and of processor time. */
export type Starts = { afterStop: StartTime; afterKill: StartTime; memory: Memory };
type StartTime = { ms: number; cpuMs: number };

/** Starts the server again after its clean stop, then after it was killed: how long that takes, and what it needs then. */
export async function restart(scene: Scene, dataDir: string): Promise<Starts> {
  const first = await open(scene, dataDir);
  await first.vouchers.findOne({ code: "code-0" });
  const memory = memoryOf(first.server.pid);
  await first.vouchers.updateOne({ code: "code-0" }, { $inc: { version: 1 } });
  await first.server.kill("SIGKILL");
  await first.client.close();
  const second = await open(scene, dataDir);
  await close(second);
  return { afterStop: first.start, afterKill: second.start, memory };
}
