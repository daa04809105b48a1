import mongoose, { Schema } from "mongoose";
import type { AppDeps } from "./context";
import type { Keys } from "./crypto";
import { isDuplicateKey, model } from "./db";
import { newId } from "./ids";

type Db = NonNullable<typeof mongoose.connection.db>;

/** One change of stored data: numbered, idempotent (it may be cut off and run again), never edited once released. */
export type Migration = { number: number; name: string; up: (db: Db, keys: Keys) => Promise<void> };

/** Shard key: _id. `lock` is the one document that lets a single process migrate. */
type MigrationRow = {
  _id: string;
  name: string;
  appliedAt: Date | null;
  holder: string | null;
  leaseUntil: Date | null;
};

const schema = new Schema<MigrationRow>({
  _id: { type: String, required: true },
  name: { type: String, required: true },
  appliedAt: { type: Date, default: null },
  holder: { type: String, default: null },
  leaseUntil: { type: Date, default: null },
});
const Migrations = model<MigrationRow>("migrations", schema);

const LEASE_MS = 60_000;
const LOCK = "lock";

/**
 * Brings the stored data to the newest number. Of several processes that start at once one migrates, the others wait for it.
 * Answers the numbers applied by this call.
 */
export async function migrate(
  migrations: readonly Migration[],
  { clock, keys }: Pick<AppDeps, "clock" | "keys">,
  wait: (ms: number) => Promise<void>,
): Promise<number[]> {
  const holder = newId();
  while (!(await takeLock(holder, clock.now()))) await wait(500);
  try {
    const done = new Set((await Migrations.find({ _id: { $ne: LOCK } }).lean()).map((row) => row._id));
    const applied: number[] = [];
    for (const migration of [...migrations].sort((a, b) => a.number - b.number)) {
      if (done.has(String(migration.number))) continue;
      await Migrations.updateOne(
        { _id: LOCK, holder },
        { $set: { leaseUntil: new Date(clock.now().getTime() + LEASE_MS) } },
      );
      await migration.up(connectedDb(), keys);
      await Migrations.insertMany([{ _id: String(migration.number), name: migration.name, appliedAt: clock.now() }]);
      applied.push(migration.number);
    }
    return applied;
  } finally {
    await Migrations.updateOne({ _id: LOCK, holder }, { $set: { holder: null, leaseUntil: null } });
  }
}

function connectedDb(): Db {
  const db = mongoose.connection.db;
  if (!db) throw new Error("migrations need an open database connection");
  return db;
}

async function takeLock(holder: string, now: Date): Promise<boolean> {
  const leaseUntil = new Date(now.getTime() + LEASE_MS);
  try {
    const { matchedCount } = await Migrations.updateOne(
      { _id: LOCK, $or: [{ holder: null }, { leaseUntil: { $lte: now } }] },
      { $set: { holder, leaseUntil } },
    );
    if (matchedCount === 1) return true;
    if (await Migrations.exists({ _id: LOCK })) return false;
    await Migrations.insertMany([{ _id: LOCK, name: LOCK, holder, leaseUntil }]);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
