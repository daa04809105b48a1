import { randomBytes } from "node:crypto";
import { ConfigError, DEVELOPMENT_SECRETS, loadConfig } from "./config";
import { secretWeakness } from "./secrets";

const key = () => randomBytes(32).toString("base64");
const production = (): Record<string, string | undefined> => ({
  NODE_ENV: "production",
  MONGODB_URI: "mongodb://db1,db2/club?replicaSet=rs0",
  JWT_SECRET: randomBytes(48).toString("base64"),
  DATA_KEYS: `k2:${key()},k1:${key()}`,
  INDEX_KEY: key(),
  RECEIPT_KEY: key(),
  WECHAT_APPID: "wx1234567890abcdef",
  WECHAT_SECRET: "0123456789abcdef0123456789abcdef",
  SMS_ACCESS_KEY_ID: "LTAI5tExample",
  SMS_ACCESS_KEY_SECRET: "aKeyOfTheProvider",
  SMS_TEMPLATES: "code=SMS_271000001",
});

function problemsOf(env: Record<string, string | undefined>): string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test("development starts from nothing, with the embedded database and the stand-ins", () => {
  const { config, keys } = loadConfig({});
  expect(config).toEqual({
    env: "development",
    host: "127.0.0.1",
    port: 3000,
    mongodbUri: null,
    dataDir: ".data",
    logLevel: "info",
    corsOrigins: [],
    trustProxy: 0,
    shutdownMs: 10_000,
    wechat: {
      appId: "wx0000000000000000",
      secret: "development-only-wechat-secret",
      baseUrl: null,
      miniprogramState: "formal",
    },
    sms: {
      accessKeyId: "development-only-sms-id",
      accessKeySecret: "development-only-sms-secret",
      signName: "车主俱乐部",
      templates: { "verification-code": "SMS_1001", "reminder-due": "SMS_1002" },
      baseUrl: null,
    },
    violations: {
      providers: ["juhe"],
      juhe: { baseUrl: null, form: "wz", key: "development-only-juhe-key", priceLi: 40 },
      cheshouye: {
        baseUrl: null,
        appId: "development-only-app",
        appKey: "development-only-app-key",
        priceLi: 100,
      },
    },
  });
  expect(keys.activeKeyId).toBe("dev1");
});

test("production starts with strong secrets; the first data key is the active one unless another is named", () => {
  const { config, keys } = loadConfig({ ...production(), CORS_ORIGINS: "https://a.example, https://b.example:8443" });
  expect(config.corsOrigins).toEqual(["https://a.example", "https://b.example:8443"]);
  expect(config.wechat.baseUrl).toBe("https://api.weixin.qq.com");
  expect(config.sms.templates).toEqual({ code: "SMS_271000001" });
  expect(keys.activeKeyId).toBe("k2");
  expect(loadConfig({ ...production(), ACTIVE_DATA_KEY: "k1" }).keys.activeKeyId).toBe("k1");
});

test("production without secrets names every missing one at once", () => {
  const problems = problemsOf({ NODE_ENV: "production" });
  for (const name of Object.keys(DEVELOPMENT_SECRETS)) {
    expect(problems).toContain(`${name}: production must be given this secret.`);
  }
  expect(problems).toContain("SMS_TEMPLATES: production must be given the provider's template codes.");
});

test("production refuses each development value", () => {
  for (const [name, value] of Object.entries(DEVELOPMENT_SECRETS)) {
    expect(problemsOf({ ...production(), [name]: value }).join()).toContain(`${name}: this is the development value`);
  }
});

test.each([
  ["JWT_SECRET", "short", "too short (5 bytes"],
  ["JWT_SECRET", "a".repeat(64), "too easy to guess"],
  ["JWT_SECRET", "passwordpasswordpasswordpassword1", "placeholder"],
  ["JWT_SECRET", "please-change-me-please-change-me-now", "placeholder"],
  ["INDEX_KEY", Buffer.alloc(32, 7).toString("base64"), "too easy to guess"],
  ["INDEX_KEY", randomBytes(16).toString("base64"), "too short (16 bytes"],
  ["INDEX_KEY", "not base64!", "must be base64"],
  ["RECEIPT_KEY", Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString("base64"), "too easy to guess"],
  ["DATA_KEYS", `k1:${randomBytes(31).toString("base64")}`, "exactly 32 bytes (it has 31)"],
  ["DATA_KEYS", `k1:${Buffer.alloc(32).toString("base64")}`, "too easy to guess"],
  ["DATA_KEYS", "nonsense", "must be a list like"],
  ["DATA_KEYS", `k1:${key()},k1:${key()}`, "two keys have the same id"],
  ["ACTIVE_DATA_KEY", "k7", 'DATA_KEYS has no key "k7"'],
])("production refuses %s = %s", (name, value, reason) => {
  expect(problemsOf({ ...production(), [name]: value }).join("\n")).toContain(reason);
});

test("production refuses one secret used for two purposes", () => {
  const shared = key();
  expect(problemsOf({ ...production(), INDEX_KEY: shared, RECEIPT_KEY: shared }).join()).toContain(
    "the same secret as INDEX_KEY",
  );
});

test.each([
  ["PORT", "http"],
  ["PORT", "70000"],
  ["MONGODB_URI", "postgres://x"],
  ["NODE_ENV", "staging"],
  ["CORS_ORIGINS", "https://a.example/path"],
  ["TRUST_PROXY", "-1"],
  ["SMS_TEMPLATES", "code"],
  ["WECHAT_BASE", "ftp://x"],
])("%s = %s is refused in any environment, by name", (name, value) => {
  expect(problemsOf({ [name]: value }).join()).toContain(`${name}: `);
});

test("all problems are told together, in one error that a person can read", () => {
  expect(() => loadConfig({ PORT: "x", DATA_KEYS: "y" })).toThrow(
    /The configuration cannot be used:\n {2}- PORT: .+\n {2}- DATA_KEYS: /,
  );
});

test("no secret stands in the configuration that services see", () => {
  const env = production();
  const text = JSON.stringify(loadConfig(env));
  for (const name of ["JWT_SECRET", "INDEX_KEY", "RECEIPT_KEY"]) expect(text).not.toContain(env[name]);
});

test("generated secrets of any usual form pass: the check catches carelessness only", () => {
  for (let round = 0; round < 2000; round += 1) {
    const bytes = randomBytes(32);
    expect(secretWeakness(bytes)).toBeNull();
    expect(secretWeakness(Buffer.from(bytes.toString("hex")))).toBeNull();
    expect(secretWeakness(Buffer.from(bytes.toString("base64")))).toBeNull();
  }
  expect(secretWeakness(Buffer.from("0123456789abcdef0123456789abcdef"))).not.toBeNull();
});
