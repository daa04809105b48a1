import { type DestinationStream, type Logger, pino, stdSerializers } from "pino";
import type { Config } from "./config";

export type Log = Logger;

/** Fields that hold personal data or secrets wherever they turn up, at the top of a line or one or two levels down. */
const PRIVATE_FIELDS = [
  "phone",
  "phoneNumber",
  "purePhoneNumber",
  "idCard",
  "plate",
  "plateNo",
  "vin",
  "engineNo",
  "name",
  "password",
  "passwordHash",
  "openid",
  "unionid",
  "sessionKey",
  "accessToken",
  "refreshToken",
  "token",
  "ticket",
  "presented",
  "secret",
  "bankAccount",
  "authorization",
  "cookie",
];
const REDACTED_PATHS = PRIVATE_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

const PATTERNS: [RegExp, string][] = [
  [/eyJ[\w-]{8,}\.[\w-]+\.[\w-]+/g, "[token]"],
  [/\bV1\.[\w.%:-]{20,}/g, "[token]"],
  [/\b[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]\b/g, "[id card]"],
  [/(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)/g, "[phone]"],
  [
    /[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-HJ-NP-Z][·\s]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]/g,
    "[plate]",
  ],
];

/** Text with every phone number, ID card number, plate and token in it blotted out. */
export function withoutPersonalData(text: string): string {
  return PATTERNS.reduce((result, [pattern, mark]) => result.replace(pattern, mark), text);
}

/** The process's log: one JSON object a line on stdout (or `destination`), times in ISO-8601 UTC, personal data removed. */
export function createLog(config: Pick<Config, "logLevel">, destination?: DestinationStream): Log {
  const options = {
    level: config.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: REDACTED_PATHS, censor: "[removed]" },
    serializers: { err: serializeError, url: (url: unknown) => withoutPersonalData(String(url)) },
    hooks: { logMethod: cleanMessage },
  };
  return destination ? pino(options, destination) : pino(options);
}

type Serialized = { type: string; message: string; stack: string; code?: unknown; cause?: Serialized };

/** Type, message, stack and code only: other properties of an error (a driver's command, a document) may hold anything. */
function serializeError(error: unknown): Serialized | string {
  if (!(error instanceof Error)) return withoutPersonalData(String(error));
  const plain = stdSerializers.err(error);
  const result: Serialized = {
    type: plain.type,
    message: withoutPersonalData(plain.message),
    stack: withoutPersonalData(plain.stack),
  };
  const { code } = error as { code?: unknown };
  if (typeof code === "string" || typeof code === "number") result.code = code;
  if (error.cause instanceof Error) result.cause = serializeError(error.cause) as Serialized;
  return result;
}

function cleanMessage(this: Logger, args: unknown[], method: (...args: unknown[]) => void): void {
  method.apply(
    this,
    args.map((arg) => (typeof arg === "string" ? withoutPersonalData(arg) : arg)),
  );
}
