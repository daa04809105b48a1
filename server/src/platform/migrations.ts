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

type MigrateDeps = Pick<AppDeps, "clock" | "keys"> & {
  /** How long the lock outlives a process that died; a minute unless told. */
  leaseMs?: number;
};

/**
 * Brings the stored data to the newest number. Of several processes that start at once one migrates, the others wait for it,
 * however long it takes. Answers the numbers applied by this call. @throws when another process has taken the lock meanwhile
 */
export async function migrate(
  migrations: readonly Migration[],
  { clock, keys, leaseMs = LEASE_MS }: MigrateDeps,
  wait: (ms: number) => Promise<void>,
): Promise<number[]> {
  const holder = newId();
  const leaseUntil = () => new Date(clock.now().getTime() + leaseMs);
  while (!(await takeLock(holder, clock.now(), leaseUntil()))) await wait(500);
  const renew = () => Migrations.updateOne({ _id: LOCK, holder }, { $set: { leaseUntil: leaseUntil() } });
  // A renewal that fails is made up for by the next; one that comes too late is noticed before anything is recorded.
  const renewal = setInterval(() => void renew().catch(() => undefined), leaseMs / 3).unref();
  try {
    const done = new Set((await Migrations.find({ _id: { $ne: LOCK } }).lean()).map((row) => row._id));
    const applied: number[] = [];
    for (const migration of [...migrations].sort((a, b) => a.number - b.number)) {
      if (done.has(String(migration.number))) continue;
      await migration.up(connectedDb(), keys);
      if ((await renew()).matchedCount === 0) throw new Error(lostLock(migration));
      const row = { name: migration.name, appliedAt: clock.now() };
      await Migrations.updateOne({ _id: String(migration.number) }, { $setOnInsert: row }, { upsert: true });
      applied.push(migration.number);
    }
    return applied;
  } finally {
    clearInterval(renewal);
    await Migrations.updateOne({ _id: LOCK, holder }, { $set: { holder: null, leaseUntil: null } });
  }
}

function lostLock({ number, name }: Migration): string {
  return `数据升级 ${number}（${name}）进行中，另一个进程接手了升级，本进程已停止且没有登记结果。请等它完成后重新启动。`;
}

function connectedDb(): Db {
  const db = mongoose.connection.db;
  if (!db) throw new Error("migrations need an open database connection");
  return db;
}

async function takeLock(holder: string, now: Date, leaseUntil: Date): Promise<boolean> {
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
