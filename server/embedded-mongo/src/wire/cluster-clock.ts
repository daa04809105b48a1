import { Binary, Long, Timestamp } from "bson";
import { serializeDocument } from "../bson/raw";

const OPERATION_TIME_AT = 15; // type, "operationTime", end of name
const CLUSTER_TIME_AT = 54; // … value, type, "$clusterTime", end, length, type, "clusterTime", end

/** The logical clock that drivers gossip for causal consistency. It moves with every write and never backwards. */
export class ClusterClock {
  private seconds = 0;
  private increment = 0;
  private readonly bytes: Buffer;

  constructor(private readonly now: () => Date) {
    const zero = new Timestamp({ t: 0, i: 0 });
    const signature = { hash: new Binary(Buffer.alloc(20)), keyId: Long.ZERO };
    const doc = { operationTime: zero, $clusterTime: { clusterTime: zero, signature } };
    this.bytes = Buffer.from(serializeDocument(doc).subarray(4, -1));
    this.tick();
  }

  /** A write happened. */
  tick(): void {
    const seconds = Math.floor(this.now().getTime() / 1000);
    this.increment = seconds > this.seconds ? 1 : this.increment + 1;
    this.seconds = Math.max(this.seconds, seconds);
    for (const at of [OPERATION_TIME_AT, CLUSTER_TIME_AT]) {
      this.bytes.writeUInt32LE(this.increment, at);
      this.bytes.writeUInt32LE(this.seconds, at + 4);
    }
  }

  /** The fields `operationTime` and `$clusterTime` as BSON elements. Valid until the next write. */
  tail(): Buffer {
    return this.bytes;
  }
}
