import { type MongoError, mongoError } from "../errors";
import { writeConflict } from "./conflict";
import type { Transaction } from "./transaction";

const MAX_WAITERS = 90;
const IDLE_HOLDER_MS = 5_000;
const STARVED_MS = 250;
const LIFETIME_MS = 60_000;

type Waiting = { isClosed(): boolean; deadlineMs: number | null };
type Turn = { waiting: Waiting; resolve: (isMine: boolean) => void };

function timedOut(): MongoError {
  return mongoError(50, "operation exceeded time limit");
}

/**
 * Who waits for whom. A transaction that met a lock waits for its holder when that is safe; one that was aborted by a
 * conflict takes its next turn through a FIFO turnstile. Both are bounded by the connections that clients have open:
 * waiters must never fill a client's pool, or the holder finds no connection to commit on.
 */
export class WaitingRoom {
  private waitingCount = 0;
  private starvedSinceMs: number | null = null;
  private current: Transaction | "coming" | null = null;
  /** In the order in which they came. */
  private readonly queue = new Set<Turn>();

  constructor(
    private readonly openConnections: () => number,
    private readonly nowMs: () => number,
  ) {}

  /** Commands that are waiting for a transaction to end. */
  get waiters(): number {
    return this.waitingCount;
  }

  /** Whether one more transaction may wait; a tenth of the connections, at least one, stays free for the holders. */
  mayWait(): boolean {
    const open = this.openConnections();
    return this.waitingCount < Math.min(MAX_WAITERS, open - Math.max(1, Math.ceil(open / 10)));
  }

  /** Whether waiting for `holder` would close a circle. */
  wouldDeadlock(waiter: Transaction, holder: Transaction): boolean {
    for (let at: Transaction | null = holder; at !== null; at = at.waitingFor) if (at === waiter) return true;
    return false;
  }

  /** Waits for the end of a transaction. @throws 50 at the deadline */
  async waitForEnd(holder: Transaction, waiter: Transaction | null, waiting: Waiting): Promise<void> {
    this.waitingCount++;
    if (waiter !== null) waiter.waitingFor = holder;
    const { ended, giveUp } = holder.waitForEnd(waiter !== null && waiter.writeCount > 0);
    try {
      await this.beforeDeadline(ended, waiting, giveUp);
    } finally {
      this.waitingCount--;
      if (waiter !== null) waiter.waitingFor = null;
    }
  }

  /**
   * Waits for the turn of a transaction that lost a conflict before. Call `took` with the transaction afterwards.
   * @throws 112 (transient) when too many wait already, 50 at the deadline
   */
  async takeTurn(waiting: Waiting): Promise<void> {
    if (this.current === null) {
      this.current = "coming";
      return;
    }
    if (!this.mayWait()) throw writeConflict(null);
    this.waitingCount++;
    const turn: Turn = { waiting, resolve: () => undefined };
    const granted = new Promise<boolean>((resolve) => {
      turn.resolve = resolve;
    });
    this.queue.add(turn);
    try {
      const isMine = await this.beforeDeadline(granted, waiting, () => this.queue.delete(turn));
      if (!isMine) throw writeConflict(null);
    } finally {
      this.waitingCount--;
    }
  }

  /** The transaction for which the turn was taken. */
  took(transaction: Transaction): void {
    this.current = transaction;
    void transaction.waitForEnd(false).ended.then(() => this.passTurn());
  }

  private passTurn(): void {
    this.current = null;
    for (const next of this.queue) {
      this.queue.delete(next);
      if (next.waiting.isClosed()) {
        next.resolve(false);
        continue;
      }
      this.current = "coming";
      next.resolve(true);
      return;
    }
  }

  /** Aborts transactions that sleep while others wait, or that are older than their lifetime. Called by a timer. */
  sweep(open: Iterable<Transaction>): void {
    const now = this.nowMs();
    const isStarved = this.noteStarving(now);
    for (const transaction of [...open]) {
      if (transaction.running > 0) continue;
      const idleMs = now - transaction.lastUsedMs;
      const isWaitedFor =
        transaction.waiterCount > (transaction === this.current ? 1 : 0) || this.holdsUpTurns(transaction);
      const limitMs = !isWaitedFor ? LIFETIME_MS : isStarved ? STARVED_MS : IDLE_HOLDER_MS;
      if (idleMs >= limitMs || now - transaction.startedMs >= LIFETIME_MS) transaction.abort();
    }
  }

  private holdsUpTurns(transaction: Transaction): boolean {
    return transaction === this.current && this.queue.size > 0;
  }

  /** Every connection waiting for long means that no holder can be heard. */
  private noteStarving(now: number): boolean {
    if (this.waitingCount === 0 || this.waitingCount < this.openConnections()) {
      this.starvedSinceMs = null;
      return false;
    }
    this.starvedSinceMs ??= now;
    return now - this.starvedSinceMs >= STARVED_MS;
  }

  /** @param giveUp is called at the deadline, so that nobody is counted or served who waits no more */
  private async beforeDeadline<T>(awaited: Promise<T>, { deadlineMs }: Waiting, giveUp: () => void): Promise<T> {
    if (deadlineMs === null) return awaited;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => {
          giveUp();
          reject(timedOut());
        },
        Math.max(0, deadlineMs - this.nowMs()),
      );
    });
    try {
      return await Promise.race([awaited, limit]);
    } finally {
      clearTimeout(timer);
    }
  }
}
