import { createHash } from "node:crypto";

/**
 * What a page may load: everything from here, nothing from elsewhere. Scripts only as files, or inline ones whose hash is named.
 * Styles may be inline: antd and Taro's components write theirs while they run (a nonce would make every page a new document that
 * no cache may keep, and does not cover the style attributes in charts' tooltips). Styles cannot call out: images, fonts and
 * connections are limited to this origin as well.
 */
export function contentPolicy(inlineScripts: readonly string[] = []): string {
  const hashes = inlineScripts.map((code) => ` 'sha256-${createHash("sha256").update(code).digest("base64")}'`);
  return [
    "default-src 'self'",
    `script-src 'self'${hashes.join("")}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
