import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from "node:crypto";
import { takeRandom } from "./random";

/** Every secret of the process, as key objects so that none is printed by accident. Built once from the configuration. */
export type Keys = {
  /** Id of the data key that encrypts now. */
  activeKeyId: string;
  /** All data keys by id; old ones stay for reading. */
  dataKeys: ReadonlyMap<string, KeyObject>;
  indexKey: KeyObject;
  receiptKey: KeyObject;
  /** Signs access tokens (JWT). */
  jwtKey: KeyObject;
  /** Signs the compact tokens (QR, tickets, refresh); derived from the JWT secret, never equal to it. */
  tokenKey: KeyObject;
};

export type KeyMaterial = {
  dataKeys: readonly { id: string; key: Buffer }[];
  activeKeyId: string;
  indexKey: Buffer;
  receiptKey: Buffer;
  jwtSecret: Buffer;
};

const IV_BYTES = 12;
const TAG_BYTES = 16;
const MAC_CHARS = 22;

/** Key objects from raw bytes. @throws Error when the active data key is not among the data keys */
export function createKeys(material: KeyMaterial): Keys {
  const dataKeys = new Map(material.dataKeys.map(({ id, key }) => [id, createSecretKey(key)] as const));
  if (!dataKeys.has(material.activeKeyId)) throw new Error(`no data key with id ${material.activeKeyId}`);
  const derived = hkdfSync("sha256", material.jwtSecret, Buffer.alloc(0), "club:compact-token", 32);
  return {
    activeKeyId: material.activeKeyId,
    dataKeys,
    indexKey: createSecretKey(material.indexKey),
    receiptKey: createSecretKey(material.receiptKey),
    jwtKey: createSecretKey(material.jwtSecret),
    tokenKey: createSecretKey(Buffer.from(derived)),
  };
}

/**
 * Encrypts text for storage: `<keyId>.<base64url of iv, ciphertext, tag>`, AES-256-GCM. `purpose` ("members.phone") is
 * authenticated, so that a value copied into another field does not decrypt.
 */
export function encrypt(keys: Keys, plain: string, purpose: string): string {
  const key = keys.dataKeys.get(keys.activeKeyId) as KeyObject;
  const iv = takeRandom(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(Buffer.from(`${keys.activeKeyId}:${purpose}`));
  const body = Buffer.concat([iv, cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${keys.activeKeyId}.${body.toString("base64url")}`;
}

/** Reads what `encrypt` wrote. @throws Error for an unknown key id, another purpose, or a changed value */
export function decrypt(keys: Keys, value: string, purpose: string): string {
  const dot = value.indexOf(".");
  const keyId = value.slice(0, dot);
  const key = keys.dataKeys.get(keyId);
  if (!key) throw new Error("the value was encrypted with a data key that is not configured");
  const body = Buffer.from(value.slice(dot + 1), "base64url");
  if (body.length < IV_BYTES + TAG_BYTES) throw new Error("the encrypted value is damaged");
  const decipher = createDecipheriv("aes-256-gcm", key, body.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(`${keyId}:${purpose}`));
  decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
  const plain = decipher.update(body.subarray(IV_BYTES, body.length - TAG_BYTES));
  return Buffer.concat([plain, decipher.final()]).toString("utf8");
}

/** True when a stored value should be encrypted again because the active data key has changed since. */
export function needsReencrypt(keys: Keys, value: string): boolean {
  return !value.startsWith(`${keys.activeKeyId}.`);
}

/** A stable fingerprint to find an encrypted value by: 22 characters of base64url (132 bits of HMAC-SHA256). Normalize first. */
export function blindIndex(keys: Keys, purpose: string, plain: string): string {
  return mac(keys.indexKey, "index", purpose, plain);
}

/**
 * A compact signed token `V1.<parts>.<expiry>.<mac>` for QR codes and tickets. Readable by anyone: no personal data in it.
 * Expiry has a resolution of one second (rounded up). `purpose` keeps a token of one kind from being used as another.
 */
export function signToken(keys: Keys, purpose: string, payload: readonly string[], expiresAt: Date): string {
  const expiry = Math.ceil(expiresAt.getTime() / 1000).toString(36);
  const body = `V1.${payload.map(escapePart).join(".")}.${expiry}`;
  return `${body}.${mac(keys.tokenKey, "token", purpose, body)}`;
}

/** The payload of a token made by `signToken` for the same purpose; null when forged, damaged, expired or of another kind. */
export function readToken(keys: Keys, purpose: string, token: string, now: Date): string[] | null {
  const end = token.lastIndexOf(".");
  if (end < 0 || !token.startsWith("V1.")) return null;
  const body = token.slice(0, end);
  if (!sameText(token.slice(end + 1), mac(keys.tokenKey, "token", purpose, body))) return null;
  const parts = body.split(".");
  const expiry = Number.parseInt(parts.at(-1) ?? "", 36) * 1000;
  if (!(now.getTime() < expiry)) return null;
  return parts.slice(1, -1).map(unescapePart);
}

/** The signature printed on a receipt: anyone with the key can show later that we issued exactly these values. */
export function signReceipt(keys: Keys, values: readonly string[]): string {
  return mac(keys.receiptKey, "receipt", "v1", values.map(escapePart).join("."));
}

/** True when `signature` was made by `signReceipt` over the same values in the same order. */
export function verifyReceipt(keys: Keys, values: readonly string[], signature: string): boolean {
  return sameText(signature, signReceipt(keys, values));
}

/** SHA-256 of a text, base64url (43 characters). For fingerprints of what is not secret or is itself random. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

/** Compares two texts without telling by its duration where they differ. */
export function sameText(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

function mac(key: KeyObject, kind: string, purpose: string, text: string): string {
  return createHmac("sha256", key).update(`${kind}:${purpose}:`).update(text).digest("base64url").slice(0, MAC_CHARS);
}

function escapePart(part: string): string {
  return part.replaceAll("%", "%25").replaceAll(".", "%2E");
}

function unescapePart(part: string): string {
  return part.replaceAll("%2E", ".").replaceAll("%25", "%");
}
