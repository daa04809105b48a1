import { VIOLATION_CITIES } from "../violation-cities";
import type { JuheForm } from "../violations-juhe";
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
/** A city that no list has, but that `carPre` knows. */
const UNLISTED = { prefix: "皖A", name: "合肥", code: "AH_HEFEI", engineDigits: DIGITS, vinDigits: DIGITS };
const PROVINCES = new Map(
  "京北京 津天津 沪上海 渝重庆 冀河北 豫河南 辽辽宁 湘湖南 皖安徽 鲁山东 新新疆 苏江苏 浙浙江 赣江西 鄂湖北 桂广西 蒙内蒙古 陕陕西 吉吉林 闽福建 贵贵州 粤广东 青青海 川四川 宁宁夏 琼海南"
    .split(" ")
    .map((text) => [text.charAt(0), text.slice(1)]),
);
const LISTED = [...VIOLATION_CITIES].flatMap(([prefix, { code, ...city }]) =>
  code === null ? [] : [{ prefix, code, ...city }],
);

function refusal(code: number): string {
  const [resultcode, reason] = REASONS[code] ?? ["114", "系统内部异常"];
  return JSON.stringify({ resultcode, reason, result: null, error_code: code });
}

function keyFault(given: string | null, key: string): string | null {
  if (given === QUOTA_KEY) return refusal(10012);
  return given === key ? null : refusal(10001);
}

/** `…/citys`: what every city asks for; by province for the product wz, for sweizhang a list with a pseudo city for new-energy plates. */
export function answerJuheCities(query: URLSearchParams, key: string, form: JuheForm): string {
  const fault = keyFault(query.get("key"), key);
  if (fault) return fault;
  const wanted = query.get("province");
  const provinces = [...PROVINCES]
    .map(([abbr, province]) => toProvince(abbr, province))
    .filter(({ province_code: code }) => wanted === null || code === wanted);
  if (form === "wz") {
    const result = Object.fromEntries(provinces.map((province) => [province.province_code, province]));
    return JSON.stringify({ resultcode: "200", reason: "成功的返回", result });
  }
  const result = provinces.map(({ citys, ...province }) => ({
    ...province,
    citys: [
      ...citys,
      { ...citys[0], city_name: `${province.province}新能源`, city_code: `${province.province_code}_NER` },
    ],
  }));
  return JSON.stringify({ reason: "查询成功", result, error_code: 0 });
}

function toProvince(abbr: string, province: string) {
  const cities = LISTED.filter(({ prefix }) => prefix.startsWith(abbr));
  const byCode = new Map(cities.map((city) => [city.code, toCity(city)]));
  return { province, province_code: provinceOf(cities[0]?.code ?? ""), citys: [...byCode.values()] };
}

function toCity({ prefix, name, code, engineDigits, vinDigits }: typeof UNLISTED) {
  return {
    city_name: name,
    city_code: code,
    abbr: prefix.charAt(0),
    engine: "1",
    engineno: String(engineDigits),
    classa: "1",
    class: "1",
    classno: String(vinDigits),
    regist: "0",
    registno: "0",
  };
}

function provinceOf(cityCode: string): string {
  return cityCode.split("_")[0] ?? "";
}

/** `/sweizhang/carPre`: the city of a plate's first two characters. */
export function answerJuheCarPre(query: URLSearchParams, key: string): string {
  const fault = keyFault(query.get("key"), key);
  if (fault) return fault;
  const prefix = query.get("hphm") ?? "";
  if (prefix.length !== 2 || !/^[01]$/.test(query.get("isNer") ?? "")) return refusal(203604);
  const city = [...LISTED, UNLISTED].find((one) => prefix.startsWith(one.prefix));
  if (!city) return refusal(203605);
  const result = { province: PROVINCES.get(prefix.charAt(0)), ...toCity(city) };
  return JSON.stringify({ reason: "查询成功", result, error_code: 0 });
}

/** `/wz/status`: how many queries are left; written from memory, nothing here reads it. */
export function answerJuheStatus(query: URLSearchParams, key: string): string {
  const result = { surplus: "1000" };
  return keyFault(query.get("key"), key) ?? JSON.stringify({ resultcode: "200", reason: "查询成功", result });
}

/** `…/query`: the key, then the parameters, then the city, then what is behind the plate. */
export function answerJuheQuery(query: URLSearchParams, key: string, scenarios: Scenarios): string {
  const fault = keyFault(query.get("key"), key);
  if (fault) return fault;
  const value = (name: string) => query.get(name) ?? "";
  if (value("hphm") === "" || value("engineno").length < DIGITS || value("classno").length < DIGITS)
    return refusal(203604);
  const isKnownCity = [...LISTED, UNLISTED].some(({ code }) => code === value("city"));
  if (!isKnownCity) return refusal(203605);
  const plateType = value("hpzl") || "02";
  const scenario = scenarios.of(value("hphm"), plateType);
  if (scenario.kind === "garbage") return "<html><body>系统升级中</body></html>";
  if (scenario.kind === "refusal") return refusal(scenario.code);
  const hphm = scenarios.takeLie() ? "鲁B99999" : value("hphm");
  const result = {
    province: provinceOf(value("city")),
    city: value("city"),
    hphm,
    hpzl: plateType,
    lists: scenario.records,
  };
  return JSON.stringify({ resultcode: "200", reason: "查询成功", result, error_code: 0 });
}
