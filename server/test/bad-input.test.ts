import { createHash, randomUUID } from "node:crypto";
import { ERRORS, type Problem } from "@club/shared/errors";
import mongoose from "mongoose";
import { clubRoutes } from "../src/app";
import { casesByName } from "./all-cases";
import { type Attempt, attemptsOf } from "./attempts";
import { mayCall, type Prepared } from "./cases";
import { onCommands } from "./sent-commands";
import { bytesOf } from "./streams";
import { buildWorld, type Caller, callerOf, ROLES, type World } from "./world";

/*
 * Every endpoint, by somebody who may call it, with input that nobody should send.
 */

jest.setTimeout(120_000);
/** Counting bad calls and wrong guesses is what these are for. */
const COUNTERS = ["hitCounts", "loginGuards", "codeMisses", "smsCodes"];
let world: World;
const WRITES = new Set(["insert", "update", "delete", "findAndModify", "bulkWrite"]);
/** True once somebody may have written what is not a counter since the database was last looked at. */
let isTouched = true;
const watch = onCommands(({ name, command }) => {
  if (WRITES.has(name) && !COUNTERS.includes(String(command[name]))) isTouched = true;
});
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(async () => {
  watch.stop();
  await world.api.stop();
});

type Answer = { status: number; problem: Problem | null };
const CHINESE = /[\u4e00-\u9fff]/;
const ANSWER_WITHIN_MS = 10_000;
/** What ends by itself before this is none of these tests' business: some servers delete it while they run. */
const SURVIVES = new Date(Date.now() + 86_400_000);

let lastFingerprint = "";

/** The whole database but its counters, and what is about to end by itself, as one hash; read anew when somebody may have written. */
async function fingerprint(): Promise<string> {
  if (!isTouched) return lastFingerprint;
  isTouched = false;
  lastFingerprint = await readFingerprint();
  return lastFingerprint;
}

async function readFingerprint(): Promise<string> {
  const names = mongoose.modelNames().filter((name) => !COUNTERS.includes(name));
  const hash = createHash("sha256");
  // Unparsed, and side by side: this is asked some hundred times.
  const stored = await Promise.all(names.sort().map(async (name) => ({ name, rows: await lastingRows(name) })));
  for (const { name, rows } of stored) {
    hash.update(`${name} ${rows.length}\n`);
    for (const row of rows) hash.update(row);
  }
  return hash.digest("hex");
}

async function lastingRows(name: string): Promise<Uint8Array[]> {
  const ends = mongoose
    .model(name)
    .schema.indexes()
    .find(([, options]) => options.expireAfterSeconds !== undefined);
  const [field] = Object.keys(ends?.[0] ?? {});
  const lasting = field === undefined ? {} : { [field]: { $not: { $lt: SURVIVES } } };
  const rows = mongoose.connection.collection(name).find(lasting, { raw: true }).sort({ _id: 1 }).toArray();
  return (await rows) as unknown as Uint8Array[];
}

async function send(method: string, attempt: Attempt, user: Caller["user"]): Promise<Answer> {
  const { api } = world;
  const headers: Record<string, string> = {};
  if (attempt.idempotencyKey !== null) headers["idempotency-key"] = attempt.idempotencyKey ?? randomUUID();
  if (user) headers.authorization = `Bearer ${api.token(user.actor)}`;
  if (attempt.body !== undefined) headers["content-type"] = attempt.contentType ?? "application/json";
  if (attempt.encoding) headers["content-encoding"] = attempt.encoding;
  const body = typeof attempt.body === "string" ? attempt.body : attempt.body && new Uint8Array(attempt.body);
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const response = await fetch(api.baseUrl + attempt.path, {
    method,
    headers,
    signal,
    ...(body !== undefined && { body }),
  });
  const text = (await bytesOf(response)).toString("utf8");
  return { status: response.status, problem: response.ok ? null : (JSON.parse(text) as Problem) };
}

/** A hundred bad calls a second are no attack here; where they would be counted, the counters are cleared before each. */
async function forgetCounters(): Promise<void> {
  for (const name of ["hitCounts", "loginGuards", "codeMisses"])
    await mongoose.connection.collection(name).deleteMany({});
}

/** What is wrong with an answer; null when nothing is. */
function complaint({ expected }: Attempt, { status, problem }: Answer): string | null {
  if (status >= 500) return `${status} ${problem?.code}`;
  if (expected === "invalid" && problem?.code !== "request.invalid")
    return `${status} ${problem?.code} instead of request.invalid`;
  if (typeof expected === "object" && !expected.includes(status))
    return `${status} instead of ${expected.join(" or ")}`;
  return problem && faultOf(problem, status);
}

function faultOf(problem: Problem, status: number): string | null {
  const entry = ERRORS[problem.code];
  if (!entry || entry.status !== status || problem.status !== status) return `${problem.code} with status ${status}`;
  if (!CHINESE.test(problem.title) || !CHINESE.test(problem.detail)) return "not said in Chinese";
  if (problem.code !== "request.invalid") return null;
  const { errors = [] } = problem;
  if (errors.length === 0) return "request.invalid without a word about what";
  const wordless = errors.find(({ message }) => !CHINESE.test(message) || message.length > 200);
  return wordless ? `the message for ${wordless.path} is ${JSON.stringify(wordless.message.slice(0, 60))}` : null;
}

/** An error of one field names it. Only what is wrong with the body as a whole, or between fields, has no field to name. */
function pathComplaint({ label }: Attempt, { problem }: Answer): string | null {
  const named = /^(?:body|query|path) (\w+)[^ ]* =/.exec(label)?.[1];
  if (!named || problem?.code !== "request.invalid") return null;
  const paths = problem.errors?.map(({ path }) => path) ?? [];
  return paths.some((path) => path === "" || path.split(".")[0] === named)
    ? null
    : `names ${paths.join()} and not ${named}`;
}

const routes = clubRoutes
  .map(({ endpoint }) => ({ name: endpoint.name, endpoint }))
  .filter(({ endpoint }) => endpoint.params || endpoint.query || endpoint.body || endpoint.upload);

describe.each(routes)("$name", ({ name, endpoint }) => {
  const isCounted = endpoint.rateLimit !== undefined || endpoint.auth === "public" || /password|preview/i.test(name);
  let attempts: Attempt[];
  let user: Caller["user"];
  beforeAll(async () => {
    const entry = casesByName.get(name);
    if (!entry) throw new Error(`${name} has no entry`);
    const isPublic = endpoint.auth === "public";
    const caller = ROLES.map((role) => callerOf(world, role)).find((one) => mayCall(endpoint, one));
    if (!caller) throw new Error(`nobody may call ${name}`);
    await forgetCounters();
    const prepared: Prepared = await entry.prepare(world, caller);
    user = isPublic ? undefined : prepared.as?.actor ? prepared.as : caller.user;
    attempts = attemptsOf(endpoint, prepared);
  });

  test("what the contract does not take is refused, says why, and changes nothing", async () => {
    const refused = attempts.filter(({ expected }) => expected !== "open");
    const before = await fingerprint();
    const complaints: string[] = [];
    for (const attempt of refused) {
      if (isCounted) await forgetCounters();
      const answer = await send(endpoint.method, attempt, user);
      const wrong = complaint(attempt, answer) ?? pathComplaint(attempt, answer);
      if (wrong) complaints.push(`${attempt.label}: ${wrong}`);
    }
    expect(complaints).toEqual([]);
    expect(await fingerprint()).toBe(before);
  });

  test("what the contract takes never breaks the server, and what is refused after all changes nothing", async () => {
    const complaints: string[] = [];
    let left = attempts.filter(({ expected }) => expected === "open");
    for (let round = 1; left.length > 0; round += 1) {
      const before = await fingerprint();
      const refused: Attempt[] = [];
      for (const attempt of left) {
        if (isCounted) await forgetCounters();
        const answer = await send(endpoint.method, attempt, user);
        const wrong = complaint(attempt, answer);
        if (wrong) complaints.push(`${attempt.label}: ${wrong}`);
        if (answer.problem) refused.push(attempt);
      }
      // Only a round in which every call was refused says something about refusals.
      if (refused.length === left.length) expect(await fingerprint()).toBe(before);
      if (refused.length === left.length || round === 4) break;
      left = refused;
    }
    expect(complaints).toEqual([]);
  });
});
