import { Schema } from "mongoose";
import type { Clock } from "./clock";
import type { Ctx } from "./context";
import { isDuplicateKey, model } from "./db";
import { newId } from "./ids";
import type { Log } from "./log";

/** A piece of work that runs every so often on exactly one of the server processes. `run` must be resumable. */
export type Job = { name: string; everySeconds: number; run: (ctx: Ctx) => Promise<void> };

/** Shard key: _id (the job's name). One document a job, read and written by `_id` only. */
type JobLease = {
  _id: string;
  holder: string;
  leaseUntil: Date;
  nextRunAt: Date;
  lastRunAt: Date | null;
  lastError: string | null;
};

const schema = new Schema<JobLease>({
  _id: { type: String, required: true },
  holder: { type: String, default: "" },
  leaseUntil: { type: Date, required: true },
  nextRunAt: { type: Date, required: true },
  lastRunAt: { type: Date, default: null },
  lastError: { type: String, default: null },
});
const JobLeases = model<JobLease>("jobLeases", schema);

const LEASE_MS = 30_000;
const EPOCH = new Date(0);

/** Runs `job` if it is due and no other process holds it; renews its lease while it works. Answers whether it ran. */
export async function runJobIfDue(job: Job, holder: string, deps: JobDeps): Promise<boolean> {
  const startedAt = deps.clock.now();
  if (!(await takeLease(job, holder, startedAt))) return false;
  const renewal = setInterval(() => void renewLease(job, holder, deps), LEASE_MS / 3).unref();
  let lastError: string | null = null;
  try {
    await job.run(deps.ctx(`job.${job.name}`, startedAt));
  } catch (error) {
    lastError = error instanceof Error ? error.message.slice(0, 300) : String(error);
    deps.log.error({ err: error, job: job.name }, "job failed");
  } finally {
    clearInterval(renewal);
  }
  const nextRunAt = new Date(startedAt.getTime() + job.everySeconds * 1000);
  await JobLeases.updateOne(
    { _id: job.name, holder },
    { $set: { holder: "", leaseUntil: EPOCH, nextRunAt, lastRunAt: startedAt, lastError } },
  );
  return true;
}

async function takeLease(job: Job, holder: string, now: Date): Promise<boolean> {
  try {
    const lease = await JobLeases.findOneAndUpdate(
      { _id: job.name, leaseUntil: { $lte: now }, nextRunAt: { $lte: now } },
      { $set: { holder, leaseUntil: new Date(now.getTime() + LEASE_MS) } },
      { returnDocument: "after" },
    ).lean();
    if (lease) return true;
    if (await JobLeases.exists({ _id: job.name })) return false;
    await JobLeases.insertMany([
      { _id: job.name, holder, leaseUntil: new Date(now.getTime() + LEASE_MS), nextRunAt: EPOCH },
    ]);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

async function renewLease(job: Job, holder: string, deps: JobDeps): Promise<void> {
  const leaseUntil = new Date(deps.clock.now().getTime() + LEASE_MS);
  await JobLeases.updateOne({ _id: job.name, holder }, { $set: { leaseUntil } }).catch((error: unknown) =>
    deps.log.warn({ err: error, job: job.name }, "lease not renewed"),
  );
}

export type JobDeps = { clock: Clock; log: Log; ctx: (name: string, now: Date) => Ctx };

/** Looks every second for jobs that are due. `stop` waits for the ones in flight. */
export function startJobs(jobs: readonly Job[], deps: JobDeps): { stop: () => Promise<void> } {
  const holder = newId();
  let isStopping = false;
  let timer: NodeJS.Timeout | undefined;
  const round = async (): Promise<void> => {
    for (const job of jobs) {
      if (isStopping) return;
      await runJobIfDue(job, holder, deps).catch((error: unknown) =>
        deps.log.error({ err: error, job: job.name }, "job round failed"),
      );
    }
  };
  let current: Promise<void> = Promise.resolve();
  const tick = (): void => {
    current = round().finally(() => {
      if (!isStopping) timer = setTimeout(tick, 1000);
    });
  };
  timer = setTimeout(tick, 1000);
  return {
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      await current;
    },
  };
}
