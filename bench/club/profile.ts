import { writeFile } from "node:fs/promises";
import { type Profiler, Session } from "node:inspector";
import path from "node:path";
import mongoose from "mongoose";

type ProfileLine = { name: string; selfMs: number; share: number };
type ThreadProfile = { thread: string; busyMs: number; functions: ProfileLine[]; packages: ProfileLine[] };

/** Sends one command of the inspector's protocol to a thread. */
type Send = (method: string, params?: object) => Promise<unknown>;
type Sampled = { thread: string; send: Send };

const INTERVAL_US = 200;
/** A longer gap between two samples means that the thread was not running: somebody else had its processor. */
const LONGEST_US = 2 * INTERVAL_US;
let session: Session | null = null;
let sampled: Sampled[] = [];
let transactions = 0;

/** Samples the event-loop thread, and the embedded database's if there is one, from now on. */
export async function startProfile(): Promise<void> {
  countSessions();
  session = new Session();
  session.connect();
  sampled = [{ thread: "event loop", send: sender(session) }, ...(await workers(session))];
  for (const { send } of sampled) {
    await send("Profiler.enable");
    await send("Profiler.setSamplingInterval", { interval: INTERVAL_US });
    await send("Profiler.start");
  }
}

/** A group of redemptions opens one session for its one transaction. */
function countSessions(): void {
  const { connection } = mongoose;
  const start = connection.startSession.bind(connection);
  transactions = 0;
  connection.startSession = (options) => {
    transactions += 1;
    return start(options);
  };
}

export type Profiled = { threads: ThreadProfile[]; transactions: number };

/** Where the time of each thread went since startProfile: self time by function and by package, largest first. */
export async function stopProfile({ top }: { top: number }): Promise<Profiled> {
  const profiles: ThreadProfile[] = [];
  for (const { thread, send } of sampled) {
    const { profile } = (await send("Profiler.stop")) as { profile: Profiler.Profile };
    profiles.push({ thread, ...summary(profile, top) });
    const folder = process.env.BENCH_PROFILE_DIR;
    if (folder) await writeFile(path.join(folder, `${thread.replace(" ", "-")}.cpuprofile`), JSON.stringify(profile));
  }
  session?.disconnect();
  session = null;
  return { threads: profiles, transactions };
}

function sender(to: Session): Send {
  return (method, params) =>
    new Promise((resolve, reject) => {
      to.post(method, params, (error, result) => (error ? reject(error) : resolve(result)));
    });
}

/** The worker threads that run now, each with a way to command it. */
async function workers(main: Session): Promise<Sampled[]> {
  const found: string[] = [];
  const waiting = new Map<number, (result: unknown) => void>();
  let sequence = 0;
  main.on("NodeWorker.attachedToWorker", ({ params }) => found.push(params.sessionId));
  main.on("NodeWorker.receivedMessageFromWorker", ({ params }) => {
    const { id, result } = JSON.parse(params.message) as { id?: number; result?: unknown };
    if (id !== undefined) waiting.get(id)?.(result);
  });
  const post = sender(main);
  await post("NodeWorker.enable", { waitForDebuggerOnStart: false });
  return found.map((sessionId) => ({
    thread: "database",
    send: (method, params = {}) =>
      new Promise((resolve, reject) => {
        sequence += 1;
        waiting.set(sequence, resolve);
        const message = JSON.stringify({ id: sequence, method, params });
        post("NodeWorker.sendMessageToWorker", { sessionId, message }).catch(reject);
      }),
  }));
}

function summary(profile: Profiler.Profile, top: number): Omit<ThreadProfile, "thread"> {
  const calls = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  const [functions, packages] = [new Map<string, number>(), new Map<string, number>()];
  let busyMs = 0;
  (profile.samples ?? []).forEach((id, index) => {
    const call = calls.get(id);
    const ms = Math.min(profile.timeDeltas?.[index] ?? 0, LONGEST_US) / 1000;
    if (!call || call.functionName === "(idle)" || call.functionName === "(root)") return;
    busyMs += ms;
    add(functions, `${call.functionName || "(anonymous)"} ${placeOf(call)}`, ms);
    add(packages, packageOf(call), ms);
  });
  const largest = (sums: Map<string, number>): ProfileLine[] =>
    [...sums]
      .sort((a, b) => b[1] - a[1])
      .slice(0, top)
      .map(([name, selfMs]) => ({ name, selfMs, share: selfMs / busyMs }));
  return { busyMs, functions: largest(functions), packages: largest(packages) };
}

type Call = Profiler.ProfileNode["callFrame"];

function add(sums: Map<string, number>, key: string, ms: number): void {
  sums.set(key, (sums.get(key) ?? 0) + ms);
}

/** "mongodb/lib/cmap/connection.js:120"; for our own code the line in the bundle. */
function placeOf({ url, lineNumber }: Call): string {
  if (url === "") return "";
  const file = url.replace(/^file:\/\//, "");
  const at = file.lastIndexOf("node_modules/");
  return `${at < 0 ? path.basename(file) : file.slice(at + "node_modules/".length)}:${lineNumber + 1}`;
}

function packageOf({ url, functionName }: Call): string {
  if (functionName.startsWith("(")) return functionName;
  if (url.startsWith("node:")) return url.split("/").slice(0, 2).join("/");
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(url);
  return found?.[1] ?? (url === "" ? "(native)" : "our own code");
}
