import { setImmediate as nextTurn } from "node:timers/promises";
import { mongoError } from "../errors";
import type { CommandContext } from "./context";

/** So long a command may hold the thread at a stretch. */
const SLICE_MS = 3;
const LOOK_EVERY = 8;
/** With more changes than this that the disk is not done with a long command waits: what others write has to queue behind it. */
const MAX_BACKLOG = 1_500;

/**
 * For commands that write many documents: between two of them, and never between finding and writing one, they let others
 * have their turn.
 */
export class Pauses {
  private count = 0;
  private begunMs: number;

  constructor(private readonly context: CommandContext) {
    this.begunMs = context.services.nowMs();
  }

  /** To be awaited between two documents; null when it is not time yet. @throws 96, 251 when the transaction ended meanwhile */
  next(): Promise<void> | null {
    if (++this.count % LOOK_EVERY !== 0) return null;
    return this.context.services.nowMs() - this.begunMs < SLICE_MS ? null : this.rest();
  }

  private async rest(): Promise<void> {
    const { services, transaction } = this.context;
    await nextTurn();
    const { engine } = services;
    for (let eased = engine.eased(); eased !== null && engine.backlog > MAX_BACKLOG; eased = engine.eased()) {
      await eased.catch(() => undefined);
      engine.checkWritable();
    }
    if (transaction !== null && transaction.state !== "active") {
      throw mongoError(251, "The transaction has ended while one of its commands was running.");
    }
    this.begunMs = services.nowMs();
  }
}
