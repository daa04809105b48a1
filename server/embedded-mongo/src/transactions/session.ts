import type { Reply } from "../wire/reply";
import type { Transaction } from "./transaction";

/** The latest retryable write of a session: a retry with the same number gets the same reply, nothing is done twice. */
type RetryableWrite = { txnNumber: number; reply: Reply | Promise<Reply> };

/** What the server knows of a client's logical session. */
export type Session = {
  id: string;
  /** Highest transaction number seen; -1 before the first. */
  txnNumber: number;
  transaction: Transaction | null;
  /** True after a conflict: the next transaction goes through the turnstile. */
  isContended: boolean;
  retryable: RetryableWrite | null;
  lastUsedMs: number;
};

const TIMEOUT_MS = 30 * 60_000;

/** All sessions by the text of their id. */
export class Sessions {
  private readonly byId = new Map<string, Session>();

  constructor(private readonly nowMs: () => number) {}

  get(id: string): Session {
    let session = this.byId.get(id);
    if (session === undefined) {
      session = { id, txnNumber: -1, transaction: null, isContended: false, retryable: null, lastUsedMs: 0 };
      this.byId.set(id, session);
    }
    session.lastUsedMs = this.nowMs();
    return session;
  }

  end(id: string): void {
    this.byId.get(id)?.transaction?.abort();
    this.byId.delete(id);
  }

  endAll(): void {
    for (const id of [...this.byId.keys()]) this.end(id);
  }

  /** Forgets sessions that were not used for half an hour. */
  sweep(): void {
    const oldest = this.nowMs() - TIMEOUT_MS;
    for (const session of [...this.byId.values()]) if (session.lastUsedMs < oldest) this.end(session.id);
  }
}
