import { fixedClock } from "../platform/clock";
import { startViolationsStandin, type ViolationsStandin } from "./standin/violations-standin";
import type { ProviderQuery } from "./violation-provider";
import { createCheshouyeProvider } from "./violations-cheshouye";
import { createJuheProvider } from "./violations-juhe";

/*
 * The scenarios of the provider's format (its test plates, keys and codes), through the real clients over HTTP.
 */

const clock = fixedClock("2026-11-22T04:00:00Z");
let standin: ViolationsStandin;
beforeAll(async () => {
  standin = await startViolationsStandin({ clock, juheKey: "key", appId: "app", appKey: "secret" });
});
afterAll(() => standin.stop());

const juhe = (key = "key", base = standin.base) => createJuheProvider({ base, key, priceLi: 40, timeoutMs: 1_000 });
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
    expect(short).toMatchObject({ refusal: "vehicle-wrong", providerCode: "203604" });
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

  test("the cities of Shandong and what they ask for", async () => {
    const answer = await juhe().cities?.();
    expect(answer?.outcome).toBe("records");
    if (answer?.outcome !== "records") return;
    expect(answer.value).toHaveLength(36);
    expect(answer.value).toContainEqual({ code: "SD_JINAN", name: "济南", engineDigits: 6, vinDigits: 6 });
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
    expect(await cheshouye().query(of("鲁A00001", { vin: "123" }))).toMatchObject({ refusal: "vehicle-wrong" });
  });
});
