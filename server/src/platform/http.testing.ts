import { Readable } from "node:stream";
import { endpoint } from "@club/shared/http";
import * as z from "zod/mini";
import { signAccessToken } from "./access-tokens";
import { fixedClock } from "./clock";
import { loadConfig } from "./config";
import { type AppDeps, cityFilter, memberActor, type SignedInActor } from "./context";
import { createApp } from "./http";
import { createLog } from "./log";
import { AppError } from "./problem";
import { fileRoute, route, uploadRoute } from "./route";
import { listen, type RunningServer } from "./shutdown";

const echo = endpoint({
  name: "echo",
  method: "POST",
  path: "/echo/:id",
  auth: ["member", "cityAdmin"],
  summary: "回声",
  tag: "test",
  params: z.object({ id: z.string() }),
  query: z.object({ times: z.optional(z.string()) }),
  body: z.object({ text: z.string("请填写文字"), tags: z.optional(z.array(z.string())) }),
  response: z.object({ id: z.string(), text: z.string(), actorId: z.string(), keys: z.array(z.string()) }),
  errors: [],
});
export const open = endpoint({
  name: "open",
  method: "GET",
  path: "/open",
  auth: "public",
  summary: "公开",
  tag: "test",
  response: z.object({ kind: z.string() }),
  errors: [],
});
const fail = endpoint({
  name: "fail",
  method: "GET",
  path: "/fail/:how",
  auth: "public",
  summary: "失败",
  tag: "test",
  params: z.object({ how: z.string() }),
  response: z.object({ ok: z.boolean() }),
  errors: [],
});
const nothing = endpoint({
  name: "nothing",
  method: "DELETE",
  path: "/nothing",
  auth: "public",
  summary: "无",
  tag: "test",
  response: "empty",
  errors: [],
});
const file = endpoint({
  name: "file",
  method: "GET",
  path: "/file/:how",
  auth: "public",
  summary: "文件",
  tag: "test",
  params: z.object({ how: z.string() }),
  response: "file",
  errors: [],
});
const upload = endpoint({
  name: "upload",
  method: "POST",
  path: "/upload",
  auth: "public",
  summary: "上传",
  tag: "test",
  response: z.object({ size: z.int(), contentType: z.string() }),
  errors: [],
  upload: { types: ["image/png"], maxBytes: 1000 },
});
const own = endpoint({
  name: "own",
  method: "POST",
  path: "/own",
  auth: "public",
  summary: "自留",
  tag: "test",
  response: z.object({ key: z.string() }),
  errors: [],
  idempotent: "own",
});
const scoped = endpoint({
  name: "scoped",
  method: "GET",
  path: "/scoped",
  auth: ["member", "clerk", "provinceAdmin", "cityAdmin"],
  summary: "范围",
  tag: "test",
  response: z.object({ filter: z.record(z.string(), z.string()) }),
  errors: [],
});

export const routes = [
  route(echo, async (ctx, input) => ({
    ...input,
    actorId: memberActor(ctx).id,
    keys: Object.keys(input).sort(),
    secret: "must not leave",
  })),
  route(open, async (ctx) => ({ kind: ctx.actor.kind })),
  route(fail, async (_ctx, { how }) => {
    if (how === "refusal") throw new AppError("request.too-many", { retryAfterSeconds: 7 });
    if (how === "mistake") throw new Error("the plate 鲁A12345 of 13812345678");
    return { ok: how } as unknown as { ok: boolean };
  }),
  route(nothing, async () => undefined),
  fileRoute(file, async (_ctx, { how }) => ({
    fileName: "对账单 (11月).csv",
    contentType: "text/csv; charset=utf-8",
    stream: how === "buffer" ? Buffer.from("a,b") : Readable.from(how === "broken" ? breakingRows() : ["a", ",b"]),
  })),
  uploadRoute(upload, async (_ctx, { bytes, contentType }) => ({ size: bytes.length, contentType })),
  route(own, async (ctx) => ({ key: ctx.idempotencyKey ?? "none" })),
  route(scoped, async (ctx) => ({ filter: cityFilter(ctx) as Record<string, string> })),
];

function* breakingRows() {
  yield "a".repeat(70_000);
  throw new Error("the source broke");
}

export const clock = fixedClock("2026-11-22T04:00:00Z");
export const lines: string[] = [];
const loaded = loadConfig({ NODE_ENV: "test", CORS_ORIGINS: "https://club.example" });
export const { keys } = loaded;
export const deps: AppDeps = {
  config: loaded.config,
  keys,
  clock,
  gateways: {} as AppDeps["gateways"],
  isRevoked: async () => false,
  hooks: {},
  log: createLog({ logLevel: "info" }, { write: (line) => void lines.push(line) }),
};
export const member: SignedInActor = { kind: "member", role: "member", id: "m1", cityCode: "370100", sessionId: "s1" };
export const cityAdmin: SignedInActor = {
  kind: "staff",
  role: "cityAdmin",
  id: "a1",
  cityCode: "370200",
  sessionId: "s2",
};
export const provinceAdmin: SignedInActor = {
  kind: "staff",
  role: "provinceAdmin",
  id: "a2",
  cityCode: null,
  sessionId: "s3",
};
export const clerk: SignedInActor = {
  kind: "merchant",
  role: "clerk",
  id: "c1",
  merchantId: "x",
  branchIds: [],
  cityCode: "370100",
  sessionId: "s4",
};
let server: RunningServer | null = null;

/** Serves the routes above without a database; `send` calls them. */
export async function startServer(): Promise<void> {
  server = await listen(createApp(deps, routes), { host: "127.0.0.1", port: 0 });
}

export async function stopServer(): Promise<void> {
  await server?.stop(1000);
}

type Sent = {
  method?: string;
  as?: SignedInActor;
  token?: string;
  headers?: Record<string, string>;
  body?: unknown;
  raw?: string;
};

/** One request; a JSON answer comes parsed. */
export async function send(path: string, sent: Sent = {}) {
  const headers: Record<string, string> = { ...sent.headers };
  const token = sent.token ?? (sent.as && signAccessToken(keys, sent.as, clock.now()));
  if (token) headers.authorization = `Bearer ${token}`;
  const body = sent.raw ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
  if (body !== undefined) headers["content-type"] ??= "application/json";
  const method = sent.method ?? (body === undefined ? "GET" : "POST");
  const response = await fetch(`http://127.0.0.1:${server?.port}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  const json: Record<string, unknown> = isJson && text ? JSON.parse(text) : {};
  return { status: response.status, headers: response.headers, text, json };
}
