import { SHANDONG_VIOLATION_CITIES } from "../violation-cities";
import type { Scenarios } from "./violation-scenarios";

/*
 * What juhe answers, in its own words and codes.
 */

const REASONS: Readonly<Record<number, [resultcode: string, reason: string]>> = {
  203604: ["204", "传递参数的格式不正确"],
  203605: ["205", "没找到此城市代码或该城市正在维护"],
  203606: ["206", "车辆信息错误,请确认输入的信息正确"],
  203607: ["207", "交管局网络原因暂时无法查询"],
  10001: ["101", "错误的请求KEY"],
  10012: ["112", "请求超过次数限制"],
};
const QUOTA_KEY = "quota-exhausted";
const DIGITS = 6;

function refusal(code: number): string {
  const [resultcode, reason] = REASONS[code] ?? ["114", "系统内部异常"];
  return JSON.stringify({ resultcode, reason, result: null, error_code: code });
}

function keyFault(given: string | null, key: string): string | null {
  if (given === QUOTA_KEY) return refusal(10012);
  return given === key ? null : refusal(10001);
}

/** `/wz/citys`: the cities of Shandong with what they ask for. */
export function answerJuheCities(query: URLSearchParams, key: string): string {
  const fault = keyFault(query.get("key"), key);
  if (fault) return fault;
  const citys = SHANDONG_VIOLATION_CITIES.map((city) => ({
    city_name: city.name,
    city_code: city.code,
    abbr: "鲁",
    engine: "1",
    engineno: String(city.engineDigits),
    classa: "1",
    class: "1",
    classno: String(city.vinDigits),
    regist: "0",
    registno: "0",
  }));
  const result = { SD: { province: "山东", province_code: "SD", citys } };
  return JSON.stringify({ resultcode: "200", reason: "成功的返回", result });
}

/** `/wz/query`: the key, then the parameters, then the city, then what is behind the plate. */
export function answerJuheQuery(query: URLSearchParams, key: string, scenarios: Scenarios): string {
  const fault = keyFault(query.get("key"), key);
  if (fault) return fault;
  const value = (name: string) => query.get(name) ?? "";
  if (value("hphm") === "" || value("engineno").length < DIGITS || value("classno").length < DIGITS)
    return refusal(203604);
  const isKnownCity = SHANDONG_VIOLATION_CITIES.some(({ code }) => code === value("city"));
  if (!isKnownCity) return refusal(203605);
  const plateType = value("hpzl") || "02";
  const scenario = scenarios.of(value("hphm"), plateType);
  if (scenario.kind === "garbage") return "<html><body>系统升级中</body></html>";
  if (scenario.kind === "refusal") return refusal(scenario.code);
  const hphm = scenarios.takeLie() ? "鲁B99999" : value("hphm");
  const result = { province: "SD", city: value("city"), hphm, hpzl: plateType, lists: scenario.records };
  return JSON.stringify({ resultcode: "200", reason: "查询成功", result, error_code: 0 });
}
