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
  readCodeAndArchive,
  readFineFen,
  readHandled,
  readOccurredAt,
  readPoints,
  readText,
} from "./violation-values";

export type JuheOptions = { base: string; form: JuheForm; key: string; priceLi: number; timeoutMs?: number };
/** The two products of juhe that answer alike: document 36, and the later one "direct from the police". An account has one of them. */
export type JuheForm = "wz" | "sweizhang";

const TIMEOUT_MS = 5_000;
const MAX_RECORDS = 300;
const OK = 0;
/** Codes that say no: what they mean for us. */
const REFUSALS: Refusals = {
  203602: "vehicle-unknown",
  203605: "city",
  203606: "vehicle-wrong",
  203608: "city",
};
/** Their network and the police's: the same call may succeed in a moment. */
const BUSY = new Set([203603, 203607]);
/** What we sent does not have their form. */
const BUGS = new Set([203604]);

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
  abbr: z.optional(z.string()),
});
const cities = z.array(z.unknown());
const province = z.union([
  cities,
  z.pipe(
    z.object({ citys: cities }),
    z.transform(({ citys }) => citys),
  ),
]);
/** By the province's key, or a list of provinces. */
const cityList = z.union([
  z.array(province),
  z.pipe(
    z.record(z.string(), province),
    z.transform((byKey: Record<string, unknown[]>) => Object.values(byKey)),
  ),
]);
/** New-energy plates are asked for by their type, and old records are no city: keys that only look like cities. */
const NO_CITY = /_(NER|LISHI)$/;

/**
 * Client of juhe's violations API (`/wz/…`, document 36, or `/sweizhang/…`), from public mirrors of its documentation and calling
 * code, compiled 2026-11-22. HTTP is 200 also for refusals; `error_code` tells.
 */
export function createJuheProvider(options: JuheOptions): ViolationProvider {
  const { base, form, key, timeoutMs = TIMEOUT_MS } = options;
  const common = { ...(form === "wz" && { dtype: "json" }), key };
  const call = async (path: string, query: Record<string, string> = {}) =>
    open(await getJson(`${base}/${form}/${path}?${new URLSearchParams({ ...query, ...common })}`, timeoutMs));
  return {
    name: "juhe",
    priceLi: options.priceLi,
    async query({ plate, plateType, engineNo, vin, city: cityKey }) {
      const opened = await call("query", {
        city: cityKey,
        hphm: plate,
        hpzl: plateType,
        engineno: engineNo ?? "",
        classno: vin ?? "",
      });
      return opened.outcome === "records" ? readRecords(opened.value, { plate, plateType }) : opened;
    },
    async cities() {
      const opened = await call("citys");
      return opened.outcome === "records" ? readCities(opened.value) : opened;
    },
    cityOf: form === "wz" ? null : (prefix) => cityOf(() => call("carPre", { hphm: prefix, isNer: "0" }), prefix),
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
  return noRecords(code, { refusals: REFUSALS, busy: BUSY, bugs: BUGS, isOfAccount: code >= 10_000 && code < 20_000 });
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
    ...readCodeAndArchive(row.code, row.archiveno),
    points: readPoints(row.fen),
    fineFen: readFineFen(row.money),
    handled: readHandled(row.handled),
    city: readText(row.wzcity),
  };
}

function readCities(result: unknown): ProviderAnswer<ProviderCity[]> {
  const provinces = z.safeParse(cityList, result);
  if (!provinces.success) return garbage;
  const value = provinces.data.flat().flatMap((row) => readCity(row) ?? []);
  return value.length === 0 ? garbage : { outcome: "records", value, providerCode: null };
}

function readCity(row: unknown): ProviderCity | null {
  const read = z.safeParse(city, row);
  return read.success && !NO_CITY.test(read.data.city_code) ? toCity(read.data) : null;
}

async function cityOf(
  call: () => Promise<ProviderAnswer<unknown>>,
  prefix: string,
): Promise<ProviderAnswer<ProviderCity>> {
  const opened = await call();
  if (opened.outcome !== "records") return opened;
  const found = readCity(opened.value);
  if (found === null) return garbage;
  const isOfPlate = found.province === null || found.province === prefix.charAt(0);
  return isOfPlate ? { outcome: "records", value: found, providerCode: null } : { outcome: "lie", providerCode: null };
}

function toCity(row: z.output<typeof city>): ProviderCity {
  return {
    code: row.city_code,
    name: row.city_name,
    province: row.abbr ?? null,
    engineDigits: digitsOf(row.engine, row.engineno),
    vinDigits: digitsOf(row.classa, row.classno),
  };
}

/** "1" and "6" → 6; "1" and "0" → 0 (all); "0" → null (not wanted). */
function digitsOf(isWanted: string | number, digits: string | number): number | null {
  const count = Number(digits);
  return String(isWanted) === "1" && Number.isInteger(count) && count >= 0 && count <= 17 ? count : null;
}
