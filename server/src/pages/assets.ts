import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { RequestHandler, Response } from "express";

/** A file of a built site. `encodings` are the compressed copies that lie beside it. */
export type Asset = {
  file: string;
  type: string;
  isHashed: boolean;
  encodings: readonly ("br" | "gzip")[];
  /** Changes with the file; the same for all its encodings, therefore weak. */
  tag: string;
};
/** URL path below the site → its file. Nothing outside this list is ever opened. */
export type Assets = ReadonlyMap<string, Asset>;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".ttf": "font/ttf",
};
const SUFFIX = { br: ".br", gzip: ".gz" } as const;
/** Names that carry the hash of their content: they may be kept for ever. */
const HASHED = /[-.][A-Za-z0-9_-]{8,}\.(js|css|png|jpg|svg|woff2?|ttf)$/;

/** Lists the files of a built site once; empty when it has not been built. Source maps and unknown types are not served. */
export function readAssets(directory: string): Assets {
  const names = new Set(listFiles(directory));
  const assets = new Map<string, Asset>();
  for (const name of names) {
    const type = TYPES[path.extname(name)];
    if (type === undefined) continue;
    const encodings = (["br", "gzip"] as const).filter((encoding) => names.has(`${name}${SUFFIX[encoding]}`));
    const file = path.join(directory, name);
    assets.set(name, { file, type, isHashed: isContentHashed(name), encodings, tag: tagOf(file) });
  }
  return assets;
}

/** "assets/admin-D_1O_Edr.js" and "js/app.1a2b3c4d.js" are; "assets/chinese-calendar.js" is not: a hash has a digit or a capital. */
export function isContentHashed(name: string): boolean {
  return HASHED.test(name) && /[-.](?=[A-Za-z_-]*[0-9A-Z])[A-Za-z0-9_-]{8,}\.\w+$/.test(name);
}

function tagOf(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `W/"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
}

function listFiles(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
}

/** Serves the files of a site; what is not among them goes to the next handler. */
export function serveAssets(assets: Assets): RequestHandler {
  return (request, response, next) => {
    const asset = isRead(request.method) ? assets.get(decoded(request.path)) : undefined;
    if (!asset || asset.type.startsWith("text/html")) return next();
    const policy = asset.isHashed ? "public, max-age=31536000, immutable" : "public, max-age=300";
    response.setHeader("Cache-Control", policy);
    sendAsset(response, asset, acceptedEncoding(asset, request.headers["accept-encoding"]));
  };
}

/** Sends one file, compressed as the client takes it. The caller has set Cache-Control. */
export function sendAsset(response: Response, asset: Asset, encoding: "br" | "gzip" | null): void {
  response.setHeader("Content-Type", asset.type);
  response.setHeader("ETag", asset.tag);
  response.setHeader("Vary", "Accept-Encoding");
  if (encoding) response.setHeader("Content-Encoding", encoding);
  // A range of compressed bytes is of no use to anybody.
  const options = { cacheControl: false, acceptRanges: encoding === null, dotfiles: "allow" } as const;
  response.sendFile(encoding ? `${asset.file}${SUFFIX[encoding]}` : asset.file, options);
}

/** The best of the compressed copies that the client accepts: br before gzip, none with "q=0". */
export function acceptedEncoding(asset: Asset, header: string | string[] | undefined): "br" | "gzip" | null {
  const accepted = new Set(
    String(header ?? "")
      .split(",")
      .filter((part) => !/;\s*q=0(\.0+)?\s*$/.test(part))
      .map((part) => part.split(";")[0]?.trim().toLowerCase()),
  );
  return asset.encodings.find((encoding) => accepted.has(encoding)) ?? null;
}

/** The inline scripts of a page, for the hashes that let exactly these run. */
export function inlineScripts(asset: Asset): string[] {
  const html = readFileSync(asset.file, "utf8");
  return [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gi)].flatMap(([, code]) => code || []);
}

export function isRead(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

function decoded(urlPath: string): string {
  try {
    return decodeURIComponent(urlPath).replace(/^\//, "");
  } catch {
    return "";
  }
}
