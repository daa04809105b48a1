import { ConfigError, DEVELOPMENT_SECRETS, loadConfig } from "./config";
import { violationProblems } from "./config-violations";

test("development asks the stand-in as juhe; who is asked, where and at what price can be told", () => {
  expect(loadConfig({}).config.violations).toMatchObject({ providers: ["juhe"], juhe: { baseUrl: null, priceLi: 40 } });
  const { violations } = loadConfig({
    VIOLATION_PROVIDERS: "cheshouye,juhe",
    VIOLATION_JUHE_BASE: "https://provider.example",
    VIOLATION_JUHE_KEY: "k",
    VIOLATION_CHESHOUYE_PRICE_LI: "120",
  }).config;
  expect(violations.providers).toEqual(["cheshouye", "juhe"]);
  expect(violations.juhe).toEqual({ baseUrl: "https://provider.example", form: "wz", key: "k", priceLi: 40 });
  expect(violations.cheshouye).toMatchObject({ baseUrl: null, priceLi: 120 });
});

test("a provider nobody knows, or a price that is none, is refused", () => {
  expect(() => loadConfig({ VIOLATION_PROVIDERS: "somebody" })).toThrow(ConfigError);
  expect(() => loadConfig({ VIOLATION_JUHE_FORM: "wzquery" })).toThrow(/VIOLATION_JUHE_FORM.*wz or sweizhang/);
  expect(loadConfig({ VIOLATION_JUHE_FORM: "sweizhang" }).config.violations.juhe.form).toBe("sweizhang");
  expect(() => loadConfig({ VIOLATION_JUHE_PRICE_LI: "-1" })).toThrow(ConfigError);
});

test("production asks nobody unless told whom, and then needs the account", () => {
  expect(violationProblems({})).toEqual([]);
  expect(violationProblems({ VIOLATION_PROVIDERS: "none" })).toEqual([]);
  expect(violationProblems({ VIOLATION_PROVIDERS: "juhe" })).toEqual([
    "VIOLATION_JUHE_KEY: the provider juhe needs it.",
  ]);
  expect(violationProblems({ VIOLATION_PROVIDERS: "juhe,cheshouye", VIOLATION_JUHE_KEY: "k" })).toHaveLength(3);
  const production = { ...DEVELOPMENT_SECRETS, NODE_ENV: "production", VIOLATION_PROVIDERS: "juhe" };
  expect(() => loadConfig(production)).toThrow(/VIOLATION_JUHE_KEY/);
});
