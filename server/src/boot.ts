import path from "node:path";
import type { Express } from "express";
import { startEmbeddedMongo } from "../embedded-mongo/src/boot";
import { clubHooks, clubJobs, clubMigrations, createClubApp } from "./app";
import { type PreviewStandins, previewRouter } from "./demo/preview";
import { seedServices } from "./features/services/services.service";
import type { Gateways } from "./gateways/gateways";
import { createSmsClient } from "./gateways/sms";
import { type SentSms, type SmsStandin, startSmsStandin } from "./gateways/standin/sms-standin";
import { startViolationsStandin, type ViolationsStandin } from "./gateways/standin/violations-standin";
import { startWechatStandin, type WechatStandin } from "./gateways/standin/wechat-standin";
import { createDiskStorage } from "./gateways/storage";
import { createViolationsGateway } from "./gateways/violations";
import { createWechatClient } from "./gateways/wechat";
import type { Clock } from "./platform/clock";
import type { Config, LoadedConfig } from "./platform/config";
import { type AppDeps, systemCtx } from "./platform/context";
import { close, connect, ensureIndexes } from "./platform/db";
import { type Job, startJobs } from "./platform/jobs";
import { createLog, type Log } from "./platform/log";
import { migrate } from "./platform/migrations";
import { listen, type RunningServer, requireAddress } from "./platform/shutdown";
import { createRevocationCheck } from "./platform/tokens";

export type BootOptions = {
  clock: Clock;
  /** One line for people about what happens now. */
  say: (line: string) => void;
  /** Uses this database on the server instead of the one its address names. */
  databaseName?: string;
  /** Connections to the database; 20 unless told. */
  maxPoolSize?: number;
  /** What runs by itself; clubJobs unless told, nothing for demonstrations that move the clock. */
  jobs?: readonly Job[];
  /** Told of every message that the SMS stand-in "sends". */
  onSms?: (message: SentSms) => void;
  /** Runs when the data is ready and before the first request is taken. */
  beforeListening?: (deps: AppDeps) => Promise<void>;
  /** Mounts what people look at, beside the API; asked when the data is ready. */
  pages?: (app: Express) => void;
};

/** A running club; `stop` finishes requests and jobs in flight until the deadline, then closes the database. True when all ended in time. */
export type Club = {
  deps: AppDeps;
  port: number;
  /** The stand-ins of development; null where the real services are used. */
  wechat: WechatStandin | null;
  sms: SmsStandin | null;
  stop: () => Promise<boolean>;
};

type Closing = (() => Promise<unknown>)[];

/** Brings up the whole club: database, migrations, indexes, outside services, HTTP, jobs. @throws when a part cannot start */
export async function startClub({ config, keys }: LoadedConfig, options: BootOptions): Promise<Club> {
  const closing: Closing = [];
  const closeAll = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  const log = createLog(config);
  try {
    await requireAddress({ host: config.host, port: config.port });
    await openDatabase(config, { options, closing, log });
    const outside = await openOutside(config, { options, closing });
    const { clock } = options;
    const isRevoked = createRevocationCheck(clock);
    const deps: AppDeps = { config, keys, clock, gateways: outside.gateways, hooks: clubHooks, log, isRevoked };
    await prepareData(deps, options);
    await options.beforeListening?.(deps);
    const server = await serve(deps, { standins: outside, pages: options.pages });
    const jobs = startJobs(options.jobs ?? clubJobs, jobDeps(deps));
    return {
      deps,
      port: server.port,
      wechat: outside.wechat,
      sms: outside.sms,
      stop: async () => {
        const ended = await Promise.all([server.stop(config.shutdownMs), jobs.stop(config.shutdownMs)]);
        await closeAll();
        return ended.every(Boolean);
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

type Opening = { options: BootOptions; closing: Closing; log: Log };

async function openDatabase(config: Config, { options, closing, log }: Opening): Promise<void> {
  const { databaseName, maxPoolSize } = options;
  const limits = { ...(databaseName && { databaseName }), ...(maxPoolSize && { maxPoolSize }) };
  if (config.mongodbUri !== null) {
    options.say("连接 MongoDB…");
    await connect(config.mongodbUri, limits);
  } else {
    options.say(`启动内置数据库（数据在 ${config.dataDir}）…`);
    const embedded = await startEmbeddedMongo({
      dataDir: path.resolve(config.dataDir, "database"),
      workerFile: path.join(__dirname, "embedded-mongo-worker.js"),
      databaseName: databaseName ?? "club",
      log: (message, detail) => log.info({ detail }, message),
    });
    closing.push(() => embedded.stop());
    await connect(embedded.uri, limits);
  }
  closing.push(close);
}

async function prepareData(deps: AppDeps, options: BootOptions): Promise<void> {
  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  await ensureIndexes();
  const applied = await migrate(clubMigrations, deps, wait);
  if (applied.length > 0) options.say(`数据升级完成：${applied.join("、")}`);
  await seedServices(deps.clock.now());
}

type Shown = { standins: PreviewStandins; pages: BootOptions["pages"] };

async function serve(deps: AppDeps, { standins, pages }: Shown): Promise<RunningServer> {
  let server: RunningServer | null = null;
  const app = createClubApp(deps, {
    isAccepting: () => server === null || !server.isStopping(),
    pages: (club) => {
      club.use(previewRouter(standins));
      pages?.(club);
    },
  });
  server = await listen(app, { host: deps.config.host, port: deps.config.port });
  return server;
}

function jobDeps(deps: AppDeps) {
  return { clock: deps.clock, log: deps.log, ctx: (name: string, now: Date) => systemCtx(deps, name, now) };
}

type Outside = { gateways: Gateways; wechat: WechatStandin | null; sms: SmsStandin | null };

/** The real services where the configuration names them, stand-ins on the loopback otherwise (never in production). */
async function openOutside(config: Config, { options, closing }: Omit<Opening, "log">): Promise<Outside> {
  const { clock } = options;
  const { appId: appid, secret, miniprogramState } = config.wechat;
  const { accessKeyId, accessKeySecret, signName, templates } = config.sms;
  const wechat = config.wechat.baseUrl === null ? await startWechatStandin({ clock, appid, secret }) : null;
  if (wechat) closing.push(wechat.stop);
  const onMessage = options.onSms;
  const sms =
    config.sms.baseUrl === null
      ? await startSmsStandin({ clock, accessKeyId, accessKeySecret, ...(onMessage && { onMessage }) })
      : null;
  if (sms) closing.push(sms.stop);
  const violations = await openViolations(config, clock);
  if (violations) closing.push(violations.stop);
  const wechatBase = wechat?.base ?? config.wechat.baseUrl ?? "";
  const smsBase = sms?.base ?? config.sms.baseUrl ?? "";
  const gateways = {
    wechat: createWechatClient({ base: wechatBase, appid, secret, miniprogramState }),
    sms: createSmsClient({ base: smsBase, accessKeyId, accessKeySecret, signName, templates, clock }),
    storage: createDiskStorage(path.resolve(config.dataDir, "files")),
    violations: createViolationsGateway(config.violations, { clock, standinBase: violations?.base ?? null }),
  };
  return { gateways, wechat, sms };
}

/** The stand-in of the providers of violations, when one that is asked has no address of its own. */
async function openViolations({ violations }: Config, clock: Clock): Promise<ViolationsStandin | null> {
  if (violations.providers.every((name) => violations[name].baseUrl !== null)) return null;
  const { appId, appKey } = violations.cheshouye;
  return startViolationsStandin({ clock, juheKey: violations.juhe.key, appId, appKey });
}
