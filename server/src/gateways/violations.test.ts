import { fixedClock } from "../platform/clock";
import { startViolationsStandin, type ViolationsStandin } from "./standin/violations-standin";
import type { ProviderQuery } from "./violation-provider";
import { createCheshouyeProvider } from "./violations-cheshouye";
import { createJuheProvider, type JuheForm } from "./violations-juhe";

/*
 * The scenarios of the provider's format (its test plates, keys and codes), through the real clients over HTTP.
 */

const clock = fixedClock("2026-11-22T04:00:00Z");
let standin: ViolationsStandin;
beforeAll(async () => {
  standin = await startViolationsStandin({ clock, juheKey: "key", appId: "app", appKey: "secret" });
});
afterAll(() => standin.stop());

const juhe = (key = "key", base = standin.base, form: JuheForm = "wz") =>
  createJuheProvider({ base, form, key, priceLi: 40, timeoutMs: 1_000 });
const direct = (key = "key") => juhe(key, standin.base, "sweizhang");
const cheshouye = (appKey = "secret") =>
  createCheshouyeProvider({ base: standin.base, appId: "app", appKey, priceLi: 100, clock, timeoutMs: 1_000 });
const asked = (plate: string, change: Partial<ProviderQuery> = {}): ProviderQuery => ({
  plate,
  plateType: "02",
  engineNo: "W12345",
  vin: "100001",
  city: "SD_JINAN",
  ...change,
});

const MARKING = {
  occurredAt: new Date("2026-09-12T00:31:00Z"),
  area: "济南市 经十路与历山路路口",
  act: "机动车违反禁止标线指示的",
  code: "1117",
  points: 1,
  fineFen: 10_000,
  handled: false,
  archiveNo: null,
  city: "山东济南",
};

describe("juhe", () => {
  test("鲁A00001: one record that is not handled", async () => {
    const answer = await juhe().query(asked("鲁A00001"));
    expect(answer).toEqual({ outcome: "records", value: [MARKING], providerCode: null });
  });

  test("鲁A00002: two records, one handled", async () => {
    const answer = await juhe().query(asked("鲁A00002"));
    expect(answer).toMatchObject({ value: [{ handled: false }, { handled: true, points: 0, code: "10393" }] });
  });

  test("鲁A00003: an empty list is an answer", async () => {
    expect(await juhe().query(asked("鲁A00003"))).toEqual({ outcome: "records", value: [], providerCode: null });
  });

  test("鲁A00004: the vehicle's data is wrong", async () => {
    const refused = { outcome: "refused", refusal: "vehicle-wrong", providerCode: "203606" };
    expect(await juhe().query(asked("鲁A00004"))).toEqual(refused);
  });

  test("鲁A00005: the police are busy twice, and may be asked again", async () => {
    const busy = { outcome: "busy", isRetryable: true, providerCode: "203607" };
    expect(await juhe().query(asked("鲁A00005"))).toEqual(busy);
    expect(await juhe().query(asked("鲁A00005"))).toEqual(busy);
    expect(await juhe().query(asked("鲁A00005"))).toMatchObject({ outcome: "records" });
  });

  test("鲁A00006: empty values are unknown, not 0", async () => {
    const answer = await juhe().query(asked("鲁A00006"));
    expect(answer).toMatchObject({ value: [{ points: null, fineFen: null, handled: null }] });
  });

  test("鲁A00007: a code of five characters", async () => {
    const answer = await juhe().query(asked("鲁A00007"));
    expect(answer).toMatchObject({ value: [{ code: "16251", points: 6, fineFen: 20_000 }] });
  });

  test("a code in the place of the document's number is the code; a document's number stays one", async () => {
    const record = { date: "2026-09-12 08:31:00", area: "", act: "", fen: "6", money: "200", handled: "0", wzcity: "" };
    standin.setRecords("鲁A00012", [
      { ...record, code: "", archiveno: "16251" },
      { ...record, code: "1625", archiveno: "370102190012345" },
    ]);
    expect(await juhe().query(asked("鲁A00012"))).toMatchObject({
      value: [
        { code: "16251", archiveNo: null },
        { code: "1625", archiveNo: "370102190012345" },
      ],
    });
  });

  test("鲁A00008: eight seconds are too long", async () => {
    expect(await juhe().query(asked("鲁A00008"))).toEqual({ outcome: "timeout", providerCode: null });
  });

  test("鲁A00009: what is no JSON", async () => {
    expect(await juhe().query(asked("鲁A00009"))).toEqual({ outcome: "garbage", providerCode: null });
  });

  test("鲁AD00010: the type of the plate decides", async () => {
    expect(await juhe().query(asked("鲁AD00010", { plateType: "52" }))).toMatchObject({ outcome: "records" });
    expect(await juhe().query(asked("鲁AD00010"))).toMatchObject({ refusal: "vehicle-wrong" });
  });

  test("an engine number that is too short, a city nobody knows", async () => {
    const short = await juhe().query(asked("鲁A00001", { engineNo: "123" }));
    expect(short).toEqual({ outcome: "bug", providerCode: "203604" });
    const nowhere = await juhe().query(asked("鲁A00001", { city: "XX_YY" }));
    expect(nowhere).toMatchObject({ refusal: "city", providerCode: "203605" });
  });

  test("a wrong key, an exhausted quota", async () => {
    const account = (providerCode: string) => ({ outcome: "account", providerCode });
    expect(await juhe("").query(asked("鲁A00001"))).toEqual(account("10001"));
    expect(await juhe("quota-exhausted").query(asked("鲁A00001"))).toEqual(account("10012"));
  });

  test("another vehicle's records are a lie, not an answer", async () => {
    standin.lie(1);
    expect(await juhe().query(asked("鲁A00001"))).toEqual({ outcome: "lie", providerCode: null });
  });

  test("a provider that hangs, breaks or is not there", async () => {
    const path = "/wz/query";
    standin.faults.add({ kind: "hang", path, times: 1 });
    expect(await juhe().query(asked("鲁A00001"))).toMatchObject({ outcome: "timeout" });
    standin.faults.add({ kind: "status", path, status: 502, times: 1 });
    expect(await juhe().query(asked("鲁A00001"))).toMatchObject({ outcome: "network" });
    standin.faults.add({ kind: "errcode", path, errcode: 0, times: 1 });
    expect(await juhe().query(asked("鲁A00001"))).toMatchObject({ outcome: "garbage" });
    expect(await juhe("key", "http://127.0.0.1:1").query(asked("鲁A00001"))).toMatchObject({ outcome: "network" });
  });

  test("an answer that does not end is not read to its end", async () => {
    const record = {
      date: "",
      area: "长".repeat(1_000),
      act: "",
      code: "",
      fen: "",
      money: "",
      handled: "",
      archiveno: "",
    };
    standin.setRecords(
      "鲁A00011",
      Array.from({ length: 300 }, () => ({ ...record, wzcity: "" })),
    );
    expect(await juhe().query(asked("鲁A00011"))).toMatchObject({ outcome: "garbage" });
  });

  test("the cities of the country and what they ask for", async () => {
    const answer = await juhe().cities?.();
    expect(answer?.outcome).toBe("records");
    if (answer?.outcome !== "records") return;
    expect(answer.value.length).toBeGreaterThan(200);
    const jinan = { code: "SD_JINAN", name: "济南", province: "鲁", engineDigits: 6, vinDigits: 6 };
    expect(answer.value).toContainEqual(jinan);
    expect(answer.value).toContainEqual({ code: "BJ", name: "北京", province: "京", engineDigits: 0, vinDigits: 6 });
  });

  test("a query may be posted as a form, and the rest of the account be asked for", async () => {
    const { engineNo, vin, city } = asked("鲁A00001");
    const form = { city, hphm: "鲁A00001", engineno: engineNo ?? "", classno: vin ?? "", key: "key" };
    const answer = await fetch(`${standin.base}/wz/query`, { method: "POST", body: new URLSearchParams(form) });
    expect(await answer.json()).toMatchObject({ error_code: 0, result: { province: "SD", hphm: "鲁A00001" } });
    const status = await fetch(`${standin.base}/wz/status?key=key`);
    expect(await status.json()).toMatchObject({ resultcode: "200", result: { surplus: expect.any(String) } });
    expect(await (await fetch(`${standin.base}/wz/status?key=other`)).json()).toMatchObject({ error_code: 10001 });
  });
});

describe("juhe, direct from the police", () => {
  test("records, a refusal and trouble with the account read as in the other product", async () => {
    expect(await direct().query(asked("鲁A00001"))).toEqual({
      outcome: "records",
      value: [MARKING],
      providerCode: null,
    });
    expect(standin.calls.at(-1)?.path).toBe("/sweizhang/query");
    expect(await direct().query(asked("鲁A00004"))).toMatchObject({ refusal: "vehicle-wrong", providerCode: "203606" });
    expect(await direct("").cities?.()).toEqual({ outcome: "account", providerCode: "10001" });
  });

  test("its list comes by province; what only looks like a city is none", async () => {
    const answer = await direct().cities?.();
    expect(answer).toEqual(await juhe().cities?.());
    expect(JSON.stringify(answer)).not.toMatch(/_NER|新能源/);
    const raw = await (await fetch(`${standin.base}/sweizhang/citys?key=key`)).text();
    expect(raw).toMatch(/"result":\[\{.*"SD_NER"/);
  });

  test("it tells the city of a plate that no list has, and says when there is none; the other product does not tell", async () => {
    const hefei = { code: "AH_HEFEI", name: "合肥", province: "皖", engineDigits: 6, vinDigits: 6 };
    expect(await direct().cityOf?.("皖A")).toEqual({ outcome: "records", value: hefei, providerCode: null });
    expect(await direct().cityOf?.("云A")).toMatchObject({ outcome: "refused", refusal: "city" });
    expect(juhe().cityOf).toBeNull();
  });
});

describe("cheshouye", () => {
  const of = (plate: string, change: Partial<ProviderQuery> = {}) => asked(plate, { city: "152", ...change });

  test("records, none, and what it does not know", async () => {
    expect(await cheshouye().query(of("鲁A00001"))).toMatchObject({
      outcome: "records",
      value: [{ ...MARKING, city: "济南" }],
    });
    expect(await cheshouye().query(of("鲁A00003"))).toMatchObject({ outcome: "records", value: [] });
    expect(await cheshouye().query(of("鲁A00006"))).toMatchObject({
      value: [{ points: null, fineFen: null, handled: null }],
    });
  });

  test("wrong data, a busy police, a wrong signature, garbage", async () => {
    expect(await cheshouye().query(of("鲁A00004"))).toMatchObject({ refusal: "vehicle-wrong", providerCode: "5008" });
    expect(await cheshouye().query(of("鲁A00005"))).toMatchObject({ outcome: "busy", providerCode: "5001" });
    expect(await cheshouye("other").query(of("鲁A00001"))).toMatchObject({ outcome: "account", providerCode: "1003" });
    expect(await cheshouye().query(of("鲁A00009"))).toMatchObject({ outcome: "garbage" });
  });

  test("a call without a field, or with one it cannot read, is ours to mend", async () => {
    const bug = (providerCode: string) => ({ outcome: "bug", providerCode });
    expect(await cheshouye().query(of("鲁A00001", { city: "" }))).toEqual(bug("1004"));
    expect(await cheshouye().query(of("鲁A00001", { vin: "123" }))).toEqual(bug("1005"));
  });
});
