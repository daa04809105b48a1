import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import mongoose from "mongoose";
import { startEmbeddedMongo } from "../../../embedded-mongo/src/boot";
import { clubHooks, createClubApp } from "../../app";
import { seedServices } from "../../features/services/services.service";
import { createSmsClient } from "../../gateways/sms";
import { startSmsStandin } from "../../gateways/standin/sms-standin";
import { startWechatStandin, type WechatStandin } from "../../gateways/standin/wechat-standin";
import { createDiskStorage } from "../../gateways/storage";
import { createWechatClient } from "../../gateways/wechat";
import { type Config, loadConfig } from "../../platform/config";
import type { AppDeps } from "../../platform/context";
import { close, connect, ensureIndexes } from "../../platform/db";
import { newId } from "../../platform/ids";
import { createLog } from "../../platform/log";
import { listen } from "../../platform/shutdown";
import { type Client, createClient } from "./http-client";
import { type MovingClock, movingClock } from "./moving-clock";

/** A whole club for one demonstration: server, database, stand-ins for WeChat and SMS, and a client that talks to it. */
export type World = {
  client: Client;
  deps: AppDeps;
  clock: MovingClock;
  wechat: WechatStandin;
  /** What it runs on, in words. */
  database: string;
  stop(): Promise<void>;
};

export type WorldOptions = {
  /** Connections of the client at once. */
  connections: number;
  /** An own database of the demonstration's is made there; undefined = the embedded one. */
  mongodbUri: string | undefined;
};

const STOP_MS = 5_000;
const POOL_SIZE = 20;

type Closing = (() => Promise<unknown>)[];

/**
 * Starts everything on free ports. The database is the embedded one in a temporary folder that is removed at the end, or a
 * database of its own (dropped at the end) on `mongodbUri`. @throws when something cannot be started
 */
export async function startWorld(options: WorldOptions): Promise<World> {
  const closing: Closing = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    return { ...(await start(options, closing)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start({ connections, mongodbUri }: WorldOptions, closing: Closing): Promise<Omit<World, "stop">> {
  // Nothing else from the environment: the demonstration has its own keys and talks to its own stand-ins.
  const { config, keys } = loadConfig({ MONGODB_URI: mongodbUri, LOG_LEVEL: "warn" });
  const folder = await mkdtemp(path.join(tmpdir(), "chezhu-demo-"));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const clock = movingClock();
  const database = await startDatabase(config, { folder, closing });
  const { gateways, wechat } = await startOutside(config, { folder, clock, closing });
  const deps: AppDeps = { config, keys, clock, gateways, hooks: clubHooks, log: createLog(config) };
  const app = createClubApp(deps);
  await ensureIndexes();
  await seedServices(clock.now());
  const server = await listen(app, { host: "127.0.0.1", port: 0 });
  closing.push(() => server.stop(STOP_MS));
  const client = createClient(`http://127.0.0.1:${server.port}`, connections);
  closing.push(async () => client.close());
  return { client, deps, clock, wechat, database };
}

type Setting = { folder: string; closing: Closing };

async function startDatabase(config: Config, { folder, closing }: Setting): Promise<string> {
  const databaseName = `chezhu_demo_${newId()}`;
  if (config.mongodbUri !== null) {
    await connect(config.mongodbUri, { databaseName, maxPoolSize: POOL_SIZE });
    closing.push(close, async () => mongoose.connection.db?.dropDatabase());
    return "MONGODB_URI 指定的 MongoDB（临时数据库，结束后删除）";
  }
  const workerFile = path.join(__dirname, "embedded-mongo-worker.js");
  const embedded = await startEmbeddedMongo({ dataDir: path.join(folder, "database"), workerFile, databaseName });
  closing.push(() => embedded.stop());
  await connect(embedded.uri, { databaseName, maxPoolSize: POOL_SIZE });
  closing.push(close);
  return "内嵌数据库（临时文件夹，结束后删除）";
}

async function startOutside(config: Config, { folder, clock, closing }: Setting & { clock: MovingClock }) {
  const { appId: appid, secret, miniprogramState } = config.wechat;
  const { accessKeyId, accessKeySecret, signName, templates } = config.sms;
  const wechat = await startWechatStandin({ clock, appid, secret });
  closing.push(wechat.stop);
  const sms = await startSmsStandin({ clock, accessKeyId, accessKeySecret });
  closing.push(sms.stop);
  const gateways = {
    wechat: createWechatClient({ base: wechat.base, appid, secret, miniprogramState }),
    sms: createSmsClient({ base: sms.base, accessKeyId, accessKeySecret, signName, templates, clock }),
    storage: createDiskStorage(path.join(folder, "files")),
  };
  return { gateways, wechat };
}
