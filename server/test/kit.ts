import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildRequest } from "@club/shared/client";
import type { Problem } from "@club/shared/errors";
import type { CallOf, EndpointDefinition, OutputOf } from "@club/shared/http";
import type { Express } from "express";
import mongoose from "mongoose";
import type { DestinationStream } from "pino";
import type { Gateways } from "../src/gateways/gateways";
import { createSmsClient } from "../src/gateways/sms";
import { type SmsStandin, startSmsStandin } from "../src/gateways/standin/sms-standin";
import { startViolationsStandin, type ViolationsStandin } from "../src/gateways/standin/violations-standin";
import { startWechatStandin, type WechatStandin } from "../src/gateways/standin/wechat-standin";
import { createDiskStorage } from "../src/gateways/storage";
import { createViolationsGateway } from "../src/gateways/violations";
import { createWechatClient } from "../src/gateways/wechat";
import { signAccessToken } from "../src/platform/access-tokens";
import { fixedClock, type SettableClock } from "../src/platform/clock";
import { type Config, loadConfig } from "../src/platform/config";
import {
  type Actor,
  type AppDeps,
  type Ctx,
  type Hooks,
  type MemberActor,
  type MerchantActor,
  makeCtx,
  type SignedInActor,
  type StaffActor,
  type StaffRole,
} from "../src/platform/context";
import { close, connect, ensureIndexes } from "../src/platform/db";
import { createApp } from "../src/platform/http";
import { newId } from "../src/platform/ids";
import { createLog } from "../src/platform/log";
import type { Route } from "../src/platform/route";
import { listen, type RunningServer } from "../src/platform/shutdown";
import { createRevocationCheck } from "../src/platform/tokens";

export type TestApiOptions = {
  /** Where the clock stands at first; 2026-11-22 12:00 in Shanghai unless told. */
  now?: string;
  /** Serves only these routes instead of the whole club. */
  routes?: readonly Route[];
  /** Replaces single gateways. */
  gateways?: Partial<Gateways>;
  hooks?: Hooks;
  config?: Partial<Config>;
  /** Receives the log lines (JSON); nothing is logged without it. */
  logTo?: DestinationStream;
};

/** Somebody who calls. The token is signed afresh at each call, so that the clock may jump. */
export type TestUser = { actor: SignedInActor };
type CallOptions = {
  as?: TestUser | undefined;
  idempotencyKey?: string;
  headers?: Record<string, string>;
  /** Bytes of an upload, sent instead of JSON. */
  upload?: { bytes: Buffer; contentType: string };
};
type Download = { bytes: Buffer; contentType: string; fileName: string };

/** A refusal as the client sees it. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: Record<string, unknown> | undefined;
  readonly errors: { path: string; message: string }[] | undefined;
  constructor(readonly problem: Problem) {
    super(`${problem.status} ${problem.code}: ${JSON.stringify(problem.errors ?? problem.details ?? problem.title)}`);
    this.code = problem.code;
    this.status = problem.status;
    this.details = problem.details;
    this.errors = problem.errors;
  }
}

/** The code of the refusal that `work` ends with; null when it is served. */
export async function refusal(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof Error && "code" in error) return String(error.code);
    throw error;
  }
}

export type TestApi = Awaited<ReturnType<typeof startTestApi>>;

/**
 * The whole club on a free port over real HTTP, with its own empty database, a clock that moves when told, and stand-ins
 * for WeChat and the SMS provider on the loopback. Call once in beforeAll and `stop()` in afterAll.
 */
export async function startTestApi(options: TestApiOptions = {}) {
  const clock = fixedClock(options.now ?? "2026-11-22T04:00:00Z");
  const { config, keys } = loadConfig({ NODE_ENV: "test" });
  const outside = await startOutside(config, clock);
  const log = createLog({ logLevel: options.logTo ? "info" : "silent" }, options.logTo);
  const deps: AppDeps = {
    config: { ...config, ...options.config },
    keys,
    clock,
    gateways: { ...outside.gateways, ...options.gateways },
    hooks: options.hooks ?? {},
    log,
    isRevoked: createRevocationCheck(clock),
  };
  await connectTestDatabase();
  const app = await buildApp(deps, options);
  await ensureIndexes();
  const server = await listen(app, { host: "127.0.0.1", port: 0 });
  const baseUrl = `http://127.0.0.1:${server.port}`;
  return {
    baseUrl,
    deps,
    server,
    clock,
    wechat: outside.wechat,
    sms: outside.sms,
    violations: outside.violations,
    as,
    ...caller(deps, baseUrl),
    /** A context to call a service directly with, as `user` or as the system. */
    ctx: (user?: TestUser, extra: Pick<Ctx, "address" | "idempotencyKey"> = {}): Ctx => {
      const actor: Actor = user?.actor ?? { kind: "system", id: "test" };
      return makeCtx(deps, { actor, now: clock.now(), requestId: `test-${newId()}`, ...extra });
    },
    stop: () => stopAll(server, outside),
  };
}

/** Connects this test file to a database of its own on the run's server. For tests without HTTP; end with dropTestDatabase. */
export async function connectTestDatabase(): Promise<void> {
  const uri = process.env.TEST_MONGODB_URI;
  if (!uri) throw new Error(process.env.TEST_MONGODB_PROBLEM ?? "run jest with the repository's jest.config.cjs");
  await connect(uri, { databaseName: `test_${newId()}` });
}

export async function dropTestDatabase(): Promise<void> {
  await mongoose.connection.db?.dropDatabase();
  await close();
}

// The club is loaded only when it is wanted: a test of one part must not need all the others.
async function buildApp(deps: AppDeps, options: TestApiOptions): Promise<Express> {
  if (options.routes) return createApp(deps, options.routes);
  const { createClubApp, clubHooks } = await import("../src/app");
  deps.hooks = options.hooks ?? clubHooks;
  return createClubApp(deps);
}

type Outside = { gateways: Gateways; wechat: WechatStandin; sms: SmsStandin; violations: ViolationsStandin };
/** A call to a provider of violations is given up after this long in tests; the slow scenario takes longer. */
const VIOLATIONS_TIMEOUT_MS = 1_500;

async function startOutside(config: Config, clock: SettableClock): Promise<Outside> {
  const { appId: appid, secret } = config.wechat;
  const { accessKeyId, accessKeySecret, signName, templates } = config.sms;
  const wechat = await startWechatStandin({ clock, appid, secret });
  const sms = await startSmsStandin({ clock, accessKeyId, accessKeySecret });
  const { juhe, cheshouye } = config.violations;
  const violations = await startViolationsStandin({
    clock,
    juheKey: juhe.key,
    appId: cheshouye.appId,
    appKey: cheshouye.appKey,
  });
  const gateways = {
    wechat: createWechatClient({ base: wechat.base, appid, secret, miniprogramState: "developer" }),
    sms: createSmsClient({ base: sms.base, accessKeyId, accessKeySecret, signName, templates, clock }),
    storage: createDiskStorage(path.join(tmpdir(), `club-test-files-${newId()}`)),
    violations: createViolationsGateway(config.violations, {
      clock,
      standinBase: violations.base,
      timeoutMs: VIOLATIONS_TIMEOUT_MS,
      wait: async () => undefined,
    }),
  };
  return { gateways, wechat, sms, violations };
}

async function stopAll(server: RunningServer, outside: Outside): Promise<void> {
  await server.stop(5_000);
  await Promise.all([outside.wechat.stop(), outside.sms.stop(), outside.violations.stop()]);
  await dropTestDatabase();
}

/**
 * People with real tokens. The records behind them (member, clerk, account) do not exist unless the test creates them, with
 * the features' services, under the same ids.
 */
const as = {
  member: (given: Partial<Omit<MemberActor, "kind" | "role">> = {}): { actor: MemberActor } => ({
    actor: { kind: "member", role: "member", id: newId(), cityCode: "370100", sessionId: newId(), ...given },
  }),
  staff: (role: StaffRole, cityCode: string | null = null, id = newId()): { actor: StaffActor } => ({
    actor: { kind: "staff", role, id, cityCode, sessionId: newId() },
  }),
  merchant: (given: Partial<Omit<MerchantActor, "kind">> & { merchantId: string }): { actor: MerchantActor } => ({
    actor: {
      kind: "merchant",
      role: "clerk",
      id: newId(),
      branchIds: [],
      cityCode: "370100",
      sessionId: newId(),
      ...given,
    },
  }),
};

function caller(deps: AppDeps, baseUrl: string) {
  const token = (actor: SignedInActor): string => signAccessToken(deps.keys, actor, deps.clock.now());

  /** Sends a contract's request; gives the raw response. An Idempotency-Key is made up where the contract wants one. */
  async function send<E extends EndpointDefinition>(
    endpoint: E,
    input: CallOf<E>,
    options: CallOptions = {},
  ): Promise<Response> {
    const built = buildRequest(endpoint, input);
    const headers: Record<string, string> = { ...options.headers };
    if (options.as) headers.authorization = `Bearer ${token(options.as.actor)}`;
    if (endpoint.idempotent) headers["idempotency-key"] = options.idempotencyKey ?? randomUUID();
    const body = options.upload ? new Uint8Array(options.upload.bytes) : built.body && JSON.stringify(built.body);
    if (body !== undefined) headers["content-type"] = options.upload?.contentType ?? "application/json";
    const response = await fetch(baseUrl + built.path, {
      method: built.method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    if (response.ok) return response;
    throw new ApiProblem((await response.json()) as Problem);
  }

  return {
    token,
    send,
    /** Calls an endpoint through its contract. @throws ApiProblem for a refusal */
    call: async <E extends EndpointDefinition>(
      endpoint: E,
      input: CallOf<E>,
      options?: CallOptions,
    ): Promise<OutputOf<E>> => {
      const response = await send(endpoint, input, options);
      const body = await response.text();
      return (body === "" ? undefined : JSON.parse(body)) as OutputOf<E>;
    },
    /** Calls an endpoint that answers a file. @throws ApiProblem for a refusal */
    download: async <E extends EndpointDefinition>(
      endpoint: E,
      input: CallOf<E>,
      options?: CallOptions,
    ): Promise<Download> => {
      const response = await send(endpoint, input, options);
      const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "";
      return {
        bytes: Buffer.from(await response.arrayBuffer()),
        contentType: response.headers.get("content-type") ?? "",
        fileName: decodeURIComponent(name),
      };
    },
  };
}
