import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import mongoose from "mongoose";
import { startClub } from "../../boot";
import type { WechatStandin } from "../../gateways/standin/wechat-standin";
import { loadConfig } from "../../platform/config";
import type { AppDeps } from "../../platform/context";
import { close, connect } from "../../platform/db";
import { newId } from "../../platform/ids";
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

/**
 * Starts the club on a free port with nothing in it. The database is the embedded one in a temporary folder, or one of its
 * own on `mongodbUri`; both are gone after `stop`. @throws when something cannot be started
 */
export async function startWorld({ connections, mongodbUri }: WorldOptions): Promise<World> {
  const folder = await mkdtemp(path.join(tmpdir(), "chezhu-demo-"));
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  const clock = movingClock();
  // Nothing else from the environment: the demonstration has its own keys and talks to its own stand-ins.
  // One proxy is believed about the caller's address, so that the members of a demonstration at size each have their own.
  const club = { DATA_DIR: folder, PORT: "0", LOG_LEVEL: "warn", TRUST_PROXY: "1" };
  const loaded = loadConfig({ MONGODB_URI: mongodbUri, ...club });
  const databaseName = `chezhu_demo_${newId()}`;
  try {
    const club = await startClub(loaded, { clock, say: () => undefined, databaseName, jobs: [] });
    const { deps, wechat } = club;
    if (!wechat) throw new Error("the demonstration needs the stand-in for WeChat");
    const client = createClient(`http://127.0.0.1:${club.port}`, connections);
    const stop = async () => {
      client.close();
      await club.stop();
      if (mongodbUri !== undefined) await dropDatabase(mongodbUri, databaseName);
      await removeFolder();
    };
    const place =
      mongodbUri === undefined
        ? `内嵌数据库（临时文件夹 ${folder}`
        : `MONGODB_URI 指定的 MongoDB（临时数据库 ${databaseName}`;
    return { client, deps, clock, wechat, database: `${place}，结束后删除）`, stop };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

/** Over a connection of its own, when the club has gone: what a request still writes would make the database anew. */
async function dropDatabase(uri: string, databaseName: string): Promise<void> {
  await connect(uri, { databaseName });
  await mongoose.connection.db?.dropDatabase();
  await close();
}
