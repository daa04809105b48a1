import { setTimeout as wait } from "node:timers/promises";
import mongoose from "mongoose";
import { type Club, startClub } from "../server/src/boot";
import { systemClock } from "../server/src/platform/clock";
import { loadConfig } from "../server/src/platform/config";
import { isIssued, issueBulk } from "./club/bulk";
import { books, ledgerCount, raceResult } from "./club/checks";
import { clerksOf, codesOf, type Slice, staffToken, ticketsFor } from "./club/counter";
import { type Garages, planGarages, prepareGarages, reminderBooks } from "./club/garages";
import { argonRate, loginRate, startLogins, stopLogins } from "./club/logins";
import { givePoints, mallBooks, memberTokens, type Shelf, stockShelf } from "./club/mall";
import {
  draftMonth,
  exportLargest,
  exportRows,
  exportWhole,
  forgetDrafts,
  monthBooks,
  prepareMonth,
} from "./club/month";
import { prepare, type Town } from "./club/prepare";
import { startProfile, stopProfile } from "./club/profile";
import { serveParent } from "./lib/serve";

/*
 * The club as a child of a bench: the whole server as startClub brings it up, jobs off and logging silent, and functions
 * that only a bench needs. BENCH_DATA_DIR says where the data is, BENCH_DATABASE its name, BENCH_MONGODB_URI (if not empty)
 * on which server.
 */

const { BENCH_DATA_DIR, BENCH_DATABASE, BENCH_MONGODB_URI } = process.env;
// Nothing else from the environment, so that a bench measures the same everywhere.
const loaded = loadConfig({ DATA_DIR: BENCH_DATA_DIR, MONGODB_URI: BENCH_MONGODB_URI, LOG_LEVEL: "silent", PORT: "0" });
const starting: Promise<Club> = startClub(loaded, {
  clock: systemClock,
  say: () => undefined,
  jobs: [],
  ...(BENCH_DATABASE && { databaseName: BENCH_DATABASE }),
});
starting.catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});

/** Where the database listens, so that a second server can join. */
function databaseUri(): string {
  const host = String(mongoose.connection.getClient().options.hosts[0]);
  // The path of a socket, or host and port.
  return `mongodb://${host.includes("/") ? encodeURIComponent(host) : host}/?directConnection=true`;
}

const deps = async () => (await starting).deps;
const functions = {
  ready: async () => ({ port: (await starting).port, databaseUri: databaseUri() }),
  /** Ends like a server that is told to stop. */
  stop: async () => void (await (await starting).stop()),
  drop: async () => void (await mongoose.connection.db?.dropDatabase()),
  prepare: async (town: Town) => prepare(await deps(), town),
  tickets: async (slice: Slice) => ticketsFor(await deps(), slice),
  codes: async (slice: Slice) => codesOf(await deps(), slice),
  clerks: async ({ cityCode }: { cityCode: string }) => clerksOf(await deps(), cityCode),
  staffToken: async (of: Parameters<typeof staffToken>[1]) => staffToken(await deps(), of),
  race: ({ voucherId }: { voucherId: string }) => raceResult(voucherId),
  books: () => books(),
  ledgerCount: () => ledgerCount(),
  issueBulk: async (of: { count: number }) => issueBulk(await deps(), of),
  isIssued: (of: { sourceId: string; count: number }) => isIssued(of),
  argonRate: (of: { count: number; atOnce: number }) => argonRate(of),
  loginRate: async (of: { count: number; atOnce: number; merchants: number }) => loginRate(await deps(), of),
  startLogins: async (of: { perSecond: number; merchants: number }) => startLogins(await deps(), of),
  stopLogins: () => stopLogins(),
  prepareMonth: async (of: { merchants: number; redemptions: number }) => prepareMonth(await deps(), of),
  draftMonth: async () => draftMonth(await deps()),
  monthBooks: () => monthBooks(),
  forgetDrafts: () => forgetDrafts(),
  exportLargest: async () => exportLargest(await deps()),
  exportWhole: async () => exportWhole(await deps()),
  exportRows: (of: { rows: number }) => exportRows(of),
  prepareGarages: async (of: Garages) => prepareGarages(await deps(), of),
  planGarages: async () => planGarages(await deps()),
  reminderBooks: () => reminderBooks(),
  stockShelf: async (of: Shelf) => stockShelf(await deps(), of),
  givePoints: async (of: Parameters<typeof givePoints>[1]) => givePoints(await deps(), of),
  memberTokens: async (of: Parameters<typeof memberTokens>[1]) => memberTokens(await deps(), of),
  mallBooks: () => mallBooks(),
  startProfile: () => startProfile(),
  stopProfile: (of: { top: number }) => stopProfile(of),
  /** Lets what was begun (garbage collection, flushing) come to rest. */
  settle: () => wait(500),
};
export type ClubFunctions = typeof functions;
serveParent(functions);
