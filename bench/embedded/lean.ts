import { connect, type Socket } from "node:net";
import { BSON, type Document, Long, UUID } from "mongodb";
import { assertCorrect } from "../lib/report";
import { anyOf, CONDITIONAL_UPDATE, POINT_FIND } from "./operations";
import type { World } from "./world";

/** An operation as the driver sends it, without what it costs the driver. */
export type LeanOperation = {
  name: string;
  /** The `n`th command and whether it writes (then it is numbered as a retryable write). */
  command(world: World, n: number): { doc: Document; isWrite: boolean };
  isRight(reply: Document): boolean;
};

export const LEAN_OPERATIONS: LeanOperation[] = [
  {
    name: POINT_FIND,
    command: ({ ids }, n) => ({
      doc: { find: "vouchers", filter: { _id: anyOf(ids, n) }, limit: 1, singleBatch: true },
      isWrite: false,
    }),
    isRight: ({ ok, cursor }) => ok === 1 && cursor.firstBatch.length === 1 && Number(cursor.id) === 0,
  },
  {
    name: CONDITIONAL_UPDATE,
    command: ({ ids }, n) => ({
      doc: {
        findAndModify: "vouchers",
        query: { _id: anyOf(ids, n), version: { $gte: 0 } },
        remove: false,
        new: false,
        upsert: false,
        update: { $inc: { version: 1 }, $set: { state: "redeemed" } },
      },
      isWrite: true,
    }),
    isRight: ({ ok, lastErrorObject }) => ok === 1 && lastErrorObject.n === 1,
  },
];

/** Goes on from one measurement to the next, so that each meets other documents. */
let n = 0;

const HEAD_BYTES = 21;
const CHECKED_EVERY = 50;

/** A connection that sends its next request when the answer has come, in the bytes of the wire protocol. */
class LeanConnection {
  private readonly lsid = { id: new UUID() };
  private writes = 0;
  private received: Buffer = Buffer.alloc(0);
  private onReply: (reply: Buffer) => void = () => undefined;

  constructor(private readonly socket: Socket) {
    socket.on("data", (chunk) => this.receive(chunk));
  }

  /** Sends a command. It must not be called again before the answer has come. */
  ask(doc: Document, isWrite: boolean): Promise<Buffer> {
    const numbered = isWrite ? { txnNumber: Long.fromNumber(++this.writes) } : {};
    const general = { lsid: this.lsid, ...numbered, $readPreference: { mode: "primaryPreferred" }, $db: "bench" };
    const body = BSON.serialize({ ...doc, ...general });
    const message = Buffer.alloc(HEAD_BYTES + body.length);
    message.writeInt32LE(message.length, 0);
    message.writeInt32LE(2013, 12);
    message.set(body, HEAD_BYTES);
    return new Promise((resolve) => {
      this.onReply = resolve;
      this.socket.write(message);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    if (this.received.length < 4 || this.received.length < this.received.readInt32LE(0)) return;
    const reply = this.received;
    this.received = Buffer.alloc(0);
    this.onReply(reply);
  }
}

function dial(uri: string): Promise<LeanConnection> {
  const host = uri.slice("mongodb://".length);
  const [name, port] = host.split(":");
  const socket = port === undefined ? connect(decodeURIComponent(host)) : connect(Number(port), name);
  return new Promise((resolve, reject) => {
    socket.once("connect", () => resolve(new LeanConnection(socket)));
    socket.once("error", reject);
  });
}

/**
 * Processor time of the server for an operation, in microseconds, while it is busy: by connections whose client costs a
 * fraction of the driver, so that the server and not the client is what they wait for. Every fiftieth answer is looked at.
 */
export async function measureBusy(
  world: World,
  at: { operation: LeanOperation; connections: number; ms: number; rampMs: number },
): Promise<{ perSecond: number; serverUs: number }> {
  const { operation } = at;
  const connections = await Promise.all(Array.from({ length: at.connections }, () => dial(world.uri)));
  const run = async (ms: number): Promise<number> => {
    const end = performance.now() + ms;
    let count = 0;
    const caller = async (connection: LeanConnection): Promise<void> => {
      while (performance.now() < end) {
        const { doc, isWrite } = operation.command(world, n++);
        const reply = await connection.ask(doc, isWrite);
        if (count++ % CHECKED_EVERY !== 0) continue;
        assertCorrect(operation.isRight(BSON.deserialize(reply.subarray(HEAD_BYTES))), `answer to ${operation.name}`);
      }
    };
    await Promise.all(connections.map(caller));
    return count;
  };
  await run(at.rampMs);
  const [before, begun] = [await world.server.ask<number>("cpuUs"), performance.now()];
  const count = await run(at.ms);
  const wallMs = performance.now() - begun;
  const serverUs = ((await world.server.ask<number>("cpuUs")) - before) / count;
  for (const connection of connections) connection.close();
  return { perSecond: (count * 1000) / wallMs, serverUs };
}
