import type { Doc } from "../bson/values";
import { mongoError } from "../errors";
import type { Engine } from "../store/engine";
import type { Session, Sessions } from "../transactions/session";
import type { Transaction } from "../transactions/transaction";
import type { WaitingRoom } from "../transactions/waiting";
import type { ConnectionState } from "../wire/connection";
import type { Sequences } from "../wire/message";
import type { Reply } from "../wire/reply";
import type { Cursors } from "./cursors";

/** What all commands of one server share. */
export type Services = {
  engine: Engine;
  sessions: Sessions;
  waiting: WaitingRoom;
  cursors: Cursors;
  /** `127.0.0.1:port`, as clients dialled it. */
  address(): string;
  openConnections(): number;
  now(): Date;
  /** Monotonic milliseconds. */
  nowMs(): number;
  log(message: string, detail?: unknown): void;
  startedMs: number;
};

/** One running command. */
export type CommandContext = {
  services: Services;
  name: string;
  command: Doc;
  sequences: Sequences;
  connection: ConnectionState;
  db: string;
  session: Session | null;
  transaction: Transaction | null;
  /** When the command's `maxTimeMS` is over, in monotonic milliseconds. That of a cursor moves while nobody reads it. */
  deadlineMs: number | null;
};

/** A command: what it does and which fields it understands besides the general ones. */
export type CommandDefinition = {
  run(context: CommandContext): Reply | Promise<Reply>;
  fields: readonly string[];
  /** Its reply waits for the disk. */
  isWrite?: boolean | ((command: Doc) => boolean);
  isAllowedInTransaction?: boolean;
};

/** Throws when the command's time is over; null when it has no limit. */
export function interruptOf(context: CommandContext): (() => void) | null {
  if (context.deadlineMs === null) return null;
  return () => {
    const { deadlineMs, services } = context;
    if (deadlineMs !== null && services.nowMs() > deadlineMs) throw mongoError(50, "operation exceeded time limit");
  };
}

export function ok(doc: Doc = {}): Reply {
  return { doc: { ...doc, ok: 1 } };
}
