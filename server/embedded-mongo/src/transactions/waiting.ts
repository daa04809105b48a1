import { type MongoError, mongoError } from "../errors";
import { type Transaction, writeConflict } from "./transaction";

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
  private readonly queue: Turn[] = [];

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
    try {
      await this.beforeDeadline(holder.ended(waiter !== null && waiter.writeCount > 0), waiting);
    } finally {
      this.waitingCount--;
      if (waiter !== null) waiter.waitingFor = null;
    }
  }

  /**
   * Waits for the turn of a transaction that lost a conflict before. Call `took` with the transaction afterwards.
   * @throws 112 (transient) when too many wait already
   */
  async takeTurn(waiting: Waiting): Promise<void> {
    if (this.current === null) {
      this.current = "coming";
      return;
    }
    if (!this.mayWait()) throw writeConflict(null);
    this.waitingCount++;
    try {
      const isMine = await new Promise<boolean>((resolve) => {
        this.queue.push({ waiting, resolve });
      });
      if (!isMine) throw writeConflict(null);
    } finally {
      this.waitingCount--;
    }
  }

  /** The transaction for which the turn was taken. */
  took(transaction: Transaction): void {
    this.current = transaction;
    void transaction.ended(false).then(() => this.passTurn());
  }

  private passTurn(): void {
    this.current = null;
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) {
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
    return transaction === this.current && this.queue.length > 0;
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

  private async beforeDeadline(ended: Promise<void>, waiting: Waiting): Promise<void> {
    if (waiting.deadlineMs === null) return ended;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(timedOut()), Math.max(0, (waiting.deadlineMs as number) - this.nowMs()));
    });
    try {
      await Promise.race([ended, limit]);
    } finally {
      clearTimeout(timer);
    }
  }
}
