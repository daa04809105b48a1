import type { Migration } from "./migrations";
import { deadUntil, type OutboxMessage } from "./outbox";

const GONE = "status_1_nextAttemptAt_1";

/**
 * Due messages are looked for by kind, so the index without it goes; dead letters of before, which stayed for ever, get an end. Index:
 * { status, createdAt, _id }.
 */
export const outboxByKind: Migration = {
  number: 3,
  name: "outbox without its index over all kinds, dead letters with an end",
  up: async (db) => {
    const [found] = await db.listCollections({ name: "outbox" }).toArray();
    if (!found) return;
    const outbox = db.collection<OutboxMessage>("outbox");
    if (await outbox.indexExists(GONE)) await outbox.dropIndex(GONE);
    for await (const { _id, createdAt } of outbox.find({ status: "dead", expiresAt: null })) {
      await outbox.updateOne({ _id, status: "dead" }, { $set: { expiresAt: deadUntil(createdAt) } });
    }
  },
};
