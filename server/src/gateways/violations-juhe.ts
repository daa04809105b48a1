import { normalizePlate } from "@club/shared/plates";
import * as z from "zod/mini";
import { getJson } from "./violation-http";
import {
  noRecords,
  type ProviderAnswer,
  type ProviderCity,
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

export type JuheOptions = { base: string; key: string; priceLi: number; timeoutMs?: number };

const TIMEOUT_MS = 5_000;
const MAX_RECORDS = 300;
const OK = 0;
/** Codes that say no: what they mean for us. */
const REFUSALS: Refusals = {
  203602: "vehicle-unknown",
  203604: "vehicle-wrong",
  203605: "city",
  203606: "vehicle-wrong",
  203608: "city",
};
/** Their network and the police's: the same call may succeed in a moment. */
const BUSY = new Set([203603, 203607]);

const envelope = z.object({
  error_code: z.union([z.int(), z.pipe(z.string().check(z.regex(/^\d{1,6}$/)), z.transform(Number))]),
  result: z.optional(z.unknown()),
});
const record = z.object({
  date: looseValue,
  area: looseValue,
  act: looseValue,
  code: looseValue,
  fen: looseValue,
  money: looseValue,
  handled: looseValue,
  archiveno: looseValue,
  wzcity: looseValue,
});
const found = z.object({
  hphm: z.string(),
  hpzl: z.optional(z.string()),
  lists: z.array(record).check(z.maxLength(MAX_RECORDS)),
});
const flag = z.union([z.string(), z.number()]);
const city = z.object({
  city_name: z.string(),
  city_code: z.string().check(z.regex(/^[A-Z0-9_]{2,40}$/)),
  engine: flag,
  engineno: flag,
  classa: flag,
  classno: flag,
});
const cityList = z.record(z.string(), z.object({ citys: z.array(z.unknown()) }));

/**
 * Client of juhe's violations API, version 1 (document 36: `/wz/citys`, `/wz/query`), from public mirrors of its documentation and
 * calling code, compiled 2026-11-22. HTTP is 200 also for refusals; `error_code` tells.
 */
export function createJuheProvider(options: JuheOptions): ViolationProvider {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const call = (path: string, query: Record<string, string>) =>
    getJson(`${options.base}${path}?${new URLSearchParams({ ...query, dtype: "json", key: options.key })}`, timeoutMs);
  return {
    name: "juhe",
    priceLi: options.priceLi,
    async query({ plate, plateType, engineNo, vin, city: cityKey }) {
      const answer = await call("/wz/query", {
        city: cityKey,
        hphm: plate,
        hpzl: plateType,
        engineno: engineNo ?? "",
        classno: vin ?? "",
      });
      const opened = open(answer);
      return opened.outcome === "records" ? readRecords(opened.value, { plate, plateType }) : opened;
    },
    async cities() {
      const opened = open(await call("/wz/citys", { province: "SD" }));
      return opened.outcome === "records" ? readCities(opened.value) : opened;
    },
  };
}

const garbage = { outcome: "garbage", providerCode: null } as const;

/** The `result` of an answer that says yes. */
function open(answer: Awaited<ReturnType<typeof getJson>>): ProviderAnswer<unknown> {
  if (answer.kind !== "json") return { outcome: answer.kind, providerCode: null };
  const read = z.safeParse(envelope, withErrorCode(answer.value));
  if (!read.success) return garbage;
  const { error_code: code, result } = read.data;
  if (code === OK) return { outcome: "records", value: result, providerCode: null };
  return noRecords(code, { refusals: REFUSALS, busy: BUSY, isOfAccount: code >= 10_000 && code < 20_000 });
}

/** The list of cities comes without `error_code`; there "resultcode" 200 says yes. */
function withErrorCode(value: unknown): unknown {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject && !("error_code" in value) && "resultcode" in value && value.resultcode === "200"
    ? { ...value, error_code: OK }
    : value;
}

function readRecords(result: unknown, asked: { plate: string; plateType: string }): ProviderAnswer<ProviderRecord[]> {
  const read = z.safeParse(found, result);
  if (!read.success) return garbage;
  const { hphm, hpzl, lists } = read.data;
  const isOurs = normalizePlate(hphm) === asked.plate && (hpzl === undefined || hpzl === asked.plateType);
  if (!isOurs) return { outcome: "lie", providerCode: null };
  return { outcome: "records", value: lists.map(toRecord), providerCode: null };
}

function toRecord(row: z.output<typeof record>): ProviderRecord {
  return {
    occurredAt: readOccurredAt(row.date),
    area: readText(row.area),
    act: readText(row.act),
    code: readCode(row.code),
    points: readPoints(row.fen),
    fineFen: readFineFen(row.money),
    handled: readHandled(row.handled),
    archiveNo: readText(row.archiveno),
    city: readText(row.wzcity),
  };
}

function readCities(result: unknown): ProviderAnswer<ProviderCity[]> {
  const provinces = z.safeParse(cityList, result);
  if (!provinces.success) return garbage;
  const rows = Object.values(provinces.data).flatMap(({ citys }) => citys);
  const value = rows.flatMap((row) => {
    const read = z.safeParse(city, row);
    return read.success ? [toCity(read.data)] : [];
  });
  return value.length === 0 ? garbage : { outcome: "records", value, providerCode: null };
}

function toCity(row: z.output<typeof city>): ProviderCity {
  return {
    code: row.city_code,
    name: row.city_name,
    engineDigits: digitsOf(row.engine, row.engineno),
    vinDigits: digitsOf(row.classa, row.classno),
  };
}

/** "1" and "6" → 6; "1" and "0" → 0 (all); "0" → null (not wanted). */
function digitsOf(isWanted: string | number, digits: string | number): number | null {
  const count = Number(digits);
  return String(isWanted) === "1" && Number.isInteger(count) && count >= 0 && count <= 17 ? count : null;
}
