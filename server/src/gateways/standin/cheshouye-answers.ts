import { signCarInfo } from "../violations-cheshouye";
import type { RawRecord, Scenarios } from "./violation-scenarios";

/*
 * What cheshouye answers, in its own words and codes.
 */

const CITY_ID = /^\d{1,4}$/;
const DIGITS = 6;
/** juhe's refusals in cheshouye's codes. */
const CODES: Readonly<Record<number, number>> = { 203606: 5008, 203607: 5001 };

type Keys = { appId: string; appKey: string };

/** `/api/weizhang/query_task`: the application, the signature, the fields, then what is behind the plate. */
export function answerCheshouye(
  query: URLSearchParams,
  keys: Keys,
  scenarios: Scenarios,
): { body: string; plate: string | null } {
  const carInfo = query.get("car_info") ?? "";
  const fields = new Map(
    carInfo
      .replace(/^\{|\}$/g, "")
      .split("&")
      .map((part) => part.split("=") as [string, string]),
  );
  const plate = fields.get("hphm") ?? null;
  return { body: answer({ query, carInfo, fields }, keys, scenarios), plate };
}

type Asked = { query: URLSearchParams; carInfo: string; fields: ReadonlyMap<string, string> };

function answer({ query, carInfo, fields }: Asked, { appId, appKey }: Keys, scenarios: Scenarios): string {
  const status = (code: number) => JSON.stringify({ status: code });
  if (query.get("app_id") !== appId) return status(1002);
  const timestamp = query.get("timestamp") ?? "";
  if (query.get("sign") !== signCarInfo({ appId, carInfo, timestamp, appKey })) return status(1003);
  const value = (name: string) => fields.get(name) ?? "";
  if (value("hphm") === "" || !CITY_ID.test(value("city_id"))) return status(1004);
  if (value("classno").length < DIGITS || value("engineno").length < DIGITS) return status(1005);
  const scenario = scenarios.of(value("hphm"), value("car_type") || "02");
  if (scenario.kind === "garbage") return "数据异常";
  if (scenario.kind === "refusal") return status(CODES[scenario.code] ?? 5004);
  if (scenario.records.length === 0) return status(2000);
  return JSON.stringify(found(scenario.records));
}

function found(records: readonly RawRecord[]): object {
  const historys = records.map((row, index) => ({
    id: index + 1,
    car_id: 1,
    status: { "0": "N", "1": "Y" }[row.handled] ?? "",
    fen: numberOr(row.fen),
    officer: "",
    occur_date: row.date,
    occur_area: row.area,
    city_id: 152,
    province_id: 16,
    code: row.code,
    info: row.act,
    money: numberOr(row.money),
    city_name: row.wzcity.replace("山东", ""),
  }));
  const total = historys.reduce((sum, { fen }) => sum + Math.max(0, fen), 0);
  return { status: 2001, count: historys.length, total_score: total, historys };
}

/** It writes -1 for what it does not know. */
function numberOr(value: string): number {
  return value === "" ? -1 : Number(value);
}
