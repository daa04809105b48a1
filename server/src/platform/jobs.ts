import { Schema } from "mongoose";
import type { Clock } from "./clock";
import type { Ctx } from "./context";
import { isDuplicateKey, model } from "./db";
import { newId } from "./ids";
import type { Log } from "./log";

/**
 * A piece of work that runs every so often on exactly one of the server processes, beside the other jobs. `run` must be resumable;
 * when it takes long it ends between two steps once ctx.isStopping says so.
 */
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
const LOOK_MS = 1_000;
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

export type RunningJobs = {
  /**
   * Begins nothing any more, tells what runs (ctx.isStopping) and waits for it until the deadline. True when all of it ended in
   * time; what did not is abandoned, and goes on when its lease is over.
   */
  stop: (deadlineMs: number) => Promise<boolean>;
};

/** Looks every second for each job whether it is due. Every job has a timer of its own: none waits for another to end. */
export function startJobs(jobs: readonly Job[], deps: JobDeps): RunningJobs {
  const holder = newId();
  let isStopping = false;
  const timers = new Map<string, NodeJS.Timeout>();
  const running = new Map<string, Promise<unknown>>();
  const own: JobDeps = {
    ...deps,
    ctx: (name, now) => ({ ...deps.ctx(name, now), isStopping: () => isStopping }),
  };
  const tick = (job: Job): void => {
    const turn = runJobIfDue(job, holder, own)
      .catch((error: unknown) => deps.log.error({ err: error, job: job.name }, "job round failed"))
      .finally(() => {
        running.delete(job.name);
        if (!isStopping) lookIn(job, LOOK_MS);
      });
    running.set(job.name, turn);
  };
  const lookIn = (job: Job, ms: number): void => void timers.set(job.name, setTimeout(tick, ms, job));
  // Spread over the second, so that they do not all ask the database at once.
  for (const [index, job] of jobs.entries()) lookIn(job, (LOOK_MS * (index + 1)) / jobs.length);
  return {
    stop: (deadlineMs) => {
      isStopping = true;
      for (const timer of timers.values()) clearTimeout(timer);
      return endsWithin(Promise.all(running.values()), deadlineMs);
    },
  };
}

async function endsWithin(work: Promise<unknown>, deadlineMs: number): Promise<boolean> {
  let deadline: NodeJS.Timeout | undefined;
  const isLate = new Promise<false>((resolve) => {
    deadline = setTimeout(resolve, deadlineMs, false);
  });
  const isInTime = await Promise.race([work.then(() => true), isLate]);
  clearTimeout(deadline);
  return isInTime;
}
