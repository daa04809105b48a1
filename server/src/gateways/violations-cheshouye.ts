import { createHash } from "node:crypto";
import * as z from "zod/mini";
import type { Clock } from "../platform/clock";
import { getJson } from "./violation-http";
import {
  noRecords,
  type ProviderAnswer,
  type ProviderQuery,
  type ProviderRecord,
  type Refusals,
  type ViolationProvider,
} from "./violation-provider";
import {
  looseValue,
  readCode,
  readFineFen,
  readHandled,
  readOccurredAt,
  readPoints,
  readText,
} from "./violation-values";

export type CheshouyeOptions = {
  base: string;
  appId: string;
  appKey: string;
  priceLi: number;
  clock: Clock;
  timeoutMs?: number;
};

const TIMEOUT_MS = 5_000;
const MAX_RECORDS = 300;
const NONE_FOUND = 2000;
const FOUND = 2001;
const REFUSALS: Refusals = {
  5002: "vehicle-unknown",
  5008: "vehicle-wrong",
};
/** Key, signature, quota and pace. */
const ACCOUNT = new Set([1002, 1003, 5005, 5006]);
const BUSY = new Set([5000, 5001]);
/** A field is missing, or the vehicle's part cannot be read. */
const BUGS = new Set([1004, 1005]);

const envelope = z.object({ status: z.int() });
const found = z.object({
  count: z.optional(z.int()),
  historys: z
    .array(
      z.object({
        status: looseValue,
        fen: looseValue,
        officer: looseValue,
        occur_date: looseValue,
        occur_area: looseValue,
        code: looseValue,
        info: looseValue,
        money: looseValue,
        city_name: looseValue,
      }),
    )
    .check(z.maxLength(MAX_RECORDS)),
});

/**
 * Client of cheshouye's `query_task`, from public calling code, compiled 2026-11-22: signed by MD5, answers by `status`. It names no
 * vehicle in its answer and offers no list of cities; staff enter its number of a city.
 */
export function createCheshouyeProvider(options: CheshouyeOptions): ViolationProvider {
  return {
    name: "cheshouye",
    priceLi: options.priceLi,
    cities: null,
    cityOf: null,
    async query(query) {
      const answer = await getJson(signedUrl(options, query), options.timeoutMs ?? TIMEOUT_MS);
      return answer.kind === "json" ? read(answer.value) : { outcome: answer.kind, providerCode: null };
    },
  };
}

/** md5(app_id + car_info + timestamp + app_key), in hexadecimal. */
export function signCarInfo(of: { appId: string; carInfo: string; timestamp: string; appKey: string }): string {
  return createHash("md5").update(`${of.appId}${of.carInfo}${of.timestamp}${of.appKey}`).digest("hex");
}

function signedUrl({ base, appId, appKey, clock }: CheshouyeOptions, query: ProviderQuery): string {
  const fields = {
    hphm: query.plate,
    classno: query.vin ?? "",
    engineno: query.engineNo ?? "",
    registno: "",
    city_id: query.city,
    car_type: query.plateType,
  };
  const carInfo = `{${Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join("&")}}`;
  const timestamp = String(clock.now().getTime());
  const sign = signCarInfo({ appId, carInfo, timestamp, appKey });
  return `${base}/api/weizhang/query_task?${new URLSearchParams({ car_info: carInfo, sign, timestamp, app_id: appId })}`;
}

const garbage = { outcome: "garbage", providerCode: null } as const;

function read(value: unknown): ProviderAnswer<ProviderRecord[]> {
  const head = z.safeParse(envelope, value);
  if (!head.success) return garbage;
  const { status } = head.data;
  if (status === NONE_FOUND) return { outcome: "records", value: [], providerCode: null };
  if (status === FOUND) return readRecords(value);
  return noRecords(status, { refusals: REFUSALS, busy: BUSY, bugs: BUGS, isOfAccount: ACCOUNT.has(status) });
}

function readRecords(value: unknown): ProviderAnswer<ProviderRecord[]> {
  const body = z.safeParse(found, value);
  if (!body.success) return garbage;
  const { count, historys } = body.data;
  if (count !== undefined && count !== historys.length) return garbage;
  const records = historys.map((row) => ({
    occurredAt: readOccurredAt(row.occur_date),
    area: readText(row.occur_area),
    act: readText(row.info),
    code: readCode(row.code),
    points: readPoints(row.fen),
    fineFen: readFineFen(row.money),
    handled: readHandled(row.status),
    archiveNo: null,
    city: readText(row.city_name),
  }));
  return { outcome: "records", value: records, providerCode: null };
}
