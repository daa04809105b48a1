import type { LevelWithSilent } from "pino";
import * as z from "zod";
import {
  toViolationsConfig,
  type ViolationsConfig,
  violationEnvironment,
  violationProblems,
} from "./config-violations";
import { createKeys, type Keys } from "./crypto";
import { secretWeakness } from "./secrets";

/** Everything the process is told from outside; read once by loadConfig. */
export type Config = {
  env: "production" | "development" | "test";
  host: string;
  port: number;
  /** Null = start the embedded database in DATA_DIR. */
  mongodbUri: string | null;
  dataDir: string;
  logLevel: LevelWithSilent;
  /** Origins (scheme://host:port) of other sites whose pages may call the API. */
  corsOrigins: string[];
  /** How many proxies stand in front and are believed about the caller's address; 0 = none. */
  trustProxy: number;
  /** How long a stop waits for requests in flight. */
  shutdownMs: number;
  wechat: {
    appId: string;
    secret: string;
    /** Null = the stand-in server of development. */
    baseUrl: string | null;
    miniprogramState: "developer" | "trial" | "formal";
  };
  /** Alibaba Cloud's short messages. */
  sms: {
    accessKeyId: string;
    accessKeySecret: string;
    signName: string;
    /** Our template name → the provider's template code. */
    templates: Record<string, string>;
    /** Null = the stand-in server of development. */
    baseUrl: string | null;
  };
  violations: ViolationsConfig;
};

/** The configuration and the keys; cryptographic secrets are key objects and never stand in the Config. */
export type LoadedConfig = { config: Config; keys: Keys };

/** Development values, public and worthless: production refuses to start with any of them. */
export const DEVELOPMENT_SECRETS = {
  JWT_SECRET: "development-only-jwt-secret-0123456789-abcdefghij",
  DATA_KEYS: "dev1:ZGV2ZWxvcG1lbnQtb25seS1kYXRhLWtleS0wMDAwMDE=",
  INDEX_KEY: "ZGV2ZWxvcG1lbnQtb25seS1pbmRleC1rZXktMDAwMDE=",
  RECEIPT_KEY: "ZGV2ZWxvcG1lbnQtb25seS1yZWNlaXB0LWtleS0wMDE=",
  WECHAT_APPID: "wx0000000000000000",
  WECHAT_SECRET: "development-only-wechat-secret",
  SMS_ACCESS_KEY_ID: "development-only-sms-id",
  SMS_ACCESS_KEY_SECRET: "development-only-sms-secret",
} as const;
/** The stand-in takes any code of this form. */
const DEVELOPMENT_SMS_TEMPLATES = "verification-code=SMS_1001,reminder-due=SMS_1002";
type SecretName = keyof typeof DEVELOPMENT_SECRETS;

/** The environment cannot be used; `problems` has one sentence for each reason. */
export class ConfigError extends Error {
  readonly problems: string[];
  constructor(problems: string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

const integer = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const url = z.url({ protocol: /^https?$/ });
const originList = z
  .string()
  .default("")
  .transform((list) => list.split(",").flatMap((item) => item.trim() || []))
  .pipe(z.array(url.refine((origin) => new URL(origin).origin === origin, "must be scheme://host without a path")));

const templateList = z
  .string()
  .regex(/^[\w-]+=SMS_\d+(,[\w-]+=SMS_\d+)*$/, "must be a list like verification-code=SMS_1001,other=SMS_1002")
  .transform((list) => Object.fromEntries(list.split(",").map((item) => item.split("=") as [string, string])));

const environment = z.object({
  NODE_ENV: z.enum(["production", "development", "test"]).default("development"),
  HOST: z.string().default("127.0.0.1"),
  PORT: integer(3000, 0, 65_535),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, "must start with mongodb:// or mongodb+srv://")
    .optional(),
  DATA_DIR: z.string().default(".data"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  CORS_ORIGINS: originList,
  TRUST_PROXY: integer(0, 0, 10),
  SHUTDOWN_MS: integer(10_000, 0, 120_000),
  WECHAT_BASE: url.optional(),
  WECHAT_STATE: z.enum(["developer", "trial", "formal"]).default("formal"),
  SMS_BASE: url.optional(),
  SMS_SIGN_NAME: z.string().default("车主俱乐部"),
  SMS_TEMPLATES: templateList.prefault(DEVELOPMENT_SMS_TEMPLATES),
  ...violationEnvironment,
  JWT_SECRET: z.string().optional(),
  DATA_KEYS: z.string().optional(),
  ACTIVE_DATA_KEY: z.string().optional(),
  INDEX_KEY: z.string().optional(),
  RECEIPT_KEY: z.string().optional(),
  WECHAT_APPID: z.string().optional(),
  WECHAT_SECRET: z.string().optional(),
  SMS_ACCESS_KEY_ID: z.string().optional(),
  SMS_ACCESS_KEY_SECRET: z.string().optional(),
});
type Environment = z.output<typeof environment>;

/**
 * Reads the environment. Development and test may leave everything out; production must be given every secret, strong and
 * its own. An empty variable counts as absent. @throws ConfigError that lists every problem at once
 */
export function loadConfig(env: Record<string, string | undefined>): LoadedConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = environment.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path[0]?.toString()}: ${issue.message}.`);
  const secrets = readSecrets(given, problems);
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return { config: toConfig(parsed.data), keys: createKeys(secrets) };
}

function toConfig(env: Environment): Config {
  const isProduction = env.NODE_ENV === "production";
  return {
    env: env.NODE_ENV,
    host: env.HOST,
    port: env.PORT,
    mongodbUri: env.MONGODB_URI ?? null,
    dataDir: env.DATA_DIR,
    logLevel: env.LOG_LEVEL,
    corsOrigins: env.CORS_ORIGINS,
    trustProxy: env.TRUST_PROXY,
    shutdownMs: env.SHUTDOWN_MS,
    wechat: {
      appId: env.WECHAT_APPID ?? DEVELOPMENT_SECRETS.WECHAT_APPID,
      secret: env.WECHAT_SECRET ?? DEVELOPMENT_SECRETS.WECHAT_SECRET,
      baseUrl: env.WECHAT_BASE ?? (isProduction ? "https://api.weixin.qq.com" : null),
      miniprogramState: env.WECHAT_STATE,
    },
    sms: {
      accessKeyId: env.SMS_ACCESS_KEY_ID ?? DEVELOPMENT_SECRETS.SMS_ACCESS_KEY_ID,
      accessKeySecret: env.SMS_ACCESS_KEY_SECRET ?? DEVELOPMENT_SECRETS.SMS_ACCESS_KEY_SECRET,
      signName: env.SMS_SIGN_NAME,
      templates: env.SMS_TEMPLATES,
      baseUrl: env.SMS_BASE ?? (isProduction ? "https://dysmsapi.aliyuncs.com" : null),
    },
    violations: toViolationsConfig(env, isProduction),
  };
}

type Given = Record<string, string | undefined>;

function readSecrets(env: Given, problems: string[]): Parameters<typeof createKeys>[0] {
  const isProduction = env.NODE_ENV === "production";
  if (isProduction) checkPresence(env, problems);
  const value = (name: SecretName): string => env[name] ?? DEVELOPMENT_SECRETS[name];
  const dataKeys = value("DATA_KEYS")
    .split(",")
    .map((entry) => readDataKey(entry.trim(), problems));
  const activeKeyId = env.ACTIVE_DATA_KEY ?? dataKeys[0]?.id ?? "";
  if (!dataKeys.some(({ id }) => id === activeKeyId))
    problems.push(`ACTIVE_DATA_KEY: DATA_KEYS has no key "${activeKeyId}".`);
  if (new Set(dataKeys.map(({ id }) => id)).size < dataKeys.length)
    problems.push("DATA_KEYS: two keys have the same id.");
  const secrets = {
    dataKeys,
    activeKeyId,
    indexKey: readBase64("INDEX_KEY", value("INDEX_KEY"), problems),
    receiptKey: readBase64("RECEIPT_KEY", value("RECEIPT_KEY"), problems),
    jwtSecret: Buffer.from(value("JWT_SECRET")),
  };
  if (isProduction) checkStrength(env, secrets, problems);
  return secrets;
}

function checkPresence(env: Given, problems: string[]): void {
  for (const name of Object.keys(DEVELOPMENT_SECRETS) as SecretName[]) {
    if (!env[name]) problems.push(`${name}: production must be given this secret.`);
    else if (env[name] === DEVELOPMENT_SECRETS[name])
      problems.push(`${name}: this is the development value; use your own.`);
  }
  if (!env.SMS_TEMPLATES) problems.push("SMS_TEMPLATES: production must be given the provider's template codes.");
  problems.push(...violationProblems(env));
}

function checkStrength(env: Given, secrets: Parameters<typeof createKeys>[0], problems: string[]): void {
  const bytes: [string, Buffer, boolean][] = [
    ["JWT_SECRET", secrets.jwtSecret, env.JWT_SECRET !== undefined],
    ["INDEX_KEY", secrets.indexKey, env.INDEX_KEY !== undefined],
    ["RECEIPT_KEY", secrets.receiptKey, env.RECEIPT_KEY !== undefined],
    ...secrets.dataKeys.map(({ id, key }): [string, Buffer, boolean] => [
      `DATA_KEYS (${id})`,
      key,
      env.DATA_KEYS !== undefined,
    ]),
  ];
  const seen = new Map<string, string>();
  for (const [name, value, isGiven] of bytes) {
    if (!isGiven || value.length === 0) continue;
    const weakness = secretWeakness(value);
    if (weakness) problems.push(`${name}: ${weakness}.`);
    const twin = seen.get(value.toString("hex"));
    if (twin) problems.push(`${name}: the same secret as ${twin}; every secret must be its own.`);
    seen.set(value.toString("hex"), name);
  }
}

function readDataKey(entry: string, problems: string[]): { id: string; key: Buffer } {
  const match = /^([a-z0-9]{1,8}):(.+)$/.exec(entry);
  if (!match) {
    problems.push("DATA_KEYS: must be a list like k2:<base64>,k1:<base64> with ids of 1 to 8 of a-z and 0-9.");
    return { id: "", key: Buffer.alloc(32) };
  }
  const key = Buffer.from(match[2] as string, "base64");
  if (key.length === 32) return { id: match[1] as string, key };
  problems.push(`DATA_KEYS (${match[1]}): must be base64 of exactly 32 bytes (it has ${key.length}).`);
  return { id: match[1] as string, key: Buffer.alloc(0) };
}

function readBase64(name: string, value: string, problems: string[]): Buffer {
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(value)) return Buffer.from(value, "base64");
  problems.push(`${name}: must be base64.`);
  return Buffer.alloc(0);
}
