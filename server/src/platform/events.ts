import type { EndpointDefinition } from "@club/shared/http";
import type { Request, Response } from "express";
import * as z from "zod/mini";
import { type AppDeps, actorKey, type Ctx, makeCtx } from "./context";
import { AppError } from "./problem";
import { addressOf } from "./rate-limit";
import { requestState } from "./request-state";

/**
 * Where the events of one stream come from. `next` reads what has happened since it was last called (the database knows it,
 * not this process, so that any process can serve any client); it is never called twice at once.
 */
export type EventFeed<T> = { next: (ctx: Ctx) => Promise<readonly StreamEvent<T>[]> };
/** `id` is what the client sends back as Last-Event-ID to go on from here: printable ASCII. */
type StreamEvent<T> = { id: string; data: T };

const POLL_MS = 1_000;
/** Shorter than the idle time of common proxies. */
const HEARTBEAT_MS = 15_000;
/** Told to the client: wait this long before connecting again. */
const RETRY_MS = 3_000;
/** Of one person in one process; more are refused, so that forgotten tabs cannot hold the server's connections. */
const STREAMS_PER_ACTOR = 4;
/** A client that takes nothing for this long is cut off. */
const STUCK_MS = 60_000;
const SANE_EVENT_ID = /^[\x21-\x7e]{1,200}$/;

const openByActor = new Map<string, number>();

type EventStream = {
  endpoint: EndpointDefinition;
  deps: AppDeps;
  /** When the access token ends; the stream ends with it. */
  until: Date;
  /** Whether the caller's session has been ended meanwhile. */
  isRevoked: () => Promise<boolean>;
  feed: EventFeed<unknown>;
};

/** The Last-Event-ID of a client that comes back, or null. */
export function lastEventId(request: Request): string | null {
  const given = request.headers["last-event-id"];
  return typeof given === "string" && SANE_EVENT_ID.test(given) ? given : null;
}

/**
 * Answers a request with server-sent events until the client goes, the token ends or the server stops. What the feed gives
 * first is sent at once, so that a feed that cannot be read is an ordinary refusal.
 * @throws request.too-many when the caller has too many streams open
 */
export async function sendEvents(request: Request, response: Response, stream: EventStream): Promise<void> {
  if (response.destroyed) return;
  const key = actorKey(requestState(response).actor);
  const open = openByActor.get(key) ?? 0;
  if (open >= STREAMS_PER_ACTOR) throw new AppError("request.too-many", { retryAfterSeconds: 60 });
  openByActor.set(key, open + 1);
  let isOver = false;
  const whenOver = new Promise<void>((resolve) => {
    response.once("close", () => {
      isOver = true;
      resolve();
    });
  });
  try {
    const first = await read(request, response, stream);
    if (isOver) return;
    begin(response);
    response.write(`retry: ${RETRY_MS}\n\n${first}`);
    const stop = follow(request, response, stream);
    await whenOver;
    stop();
  } finally {
    const left = (openByActor.get(key) ?? 1) - 1;
    if (left > 0) openByActor.set(key, left);
    else openByActor.delete(key);
  }
}

function begin(response: Response): void {
  response.writeHead(200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
  });
  response.flushHeaders();
}

/** Looks for news every second and keeps the connection alive; answers how to stop. */
function follow(request: Request, response: Response, stream: EventStream): () => void {
  let isReading = false;
  let quietMs = 0;
  let stuckMs = 0;
  const end = (reason: string): void => {
    clearInterval(timer);
    if (!response.writableEnded) response.end(`event: end\ndata: ${JSON.stringify({ reason })}\n\n`);
  };
  const look = async (): Promise<void> => {
    if (stream.deps.clock.now() >= stream.until || (await stream.isRevoked())) return end("token-ended");
    // A slow client is not sent more: what it misses now is read from the database when it has caught up.
    stuckMs = response.writableNeedDrain ? stuckMs + POLL_MS : 0;
    if (stuckMs >= STUCK_MS) response.destroy();
    if (stuckMs > 0) return;
    const news = await read(request, response, stream);
    quietMs = news === "" ? quietMs + POLL_MS : 0;
    if (news !== "") response.write(news);
    else if (quietMs % HEARTBEAT_MS === 0) response.write(": alive\n\n");
  };
  const timer = setInterval(() => {
    if (isReading) return;
    isReading = true;
    look()
      .catch((error: unknown) => {
        stream.deps.log.warn({ err: error, endpoint: stream.endpoint.name }, "an event stream was cut off");
        response.destroy();
      })
      .finally(() => {
        isReading = false;
      });
  }, POLL_MS).unref();
  response.once("stopping", () => end("server-stopping"));
  return () => clearInterval(timer);
}

async function read(request: Request, response: Response, { endpoint, deps, feed }: EventStream): Promise<string> {
  const { actor, requestId } = requestState(response);
  const events = await feed.next(makeCtx(deps, { actor, now: deps.clock.now(), requestId, ...addressOf(request) }));
  return events.map((event) => toText(endpoint, event)).join("");
}

/** One event, exactly what the contract lists. */
function toText({ name, event: schema }: EndpointDefinition, { id, data }: StreamEvent<unknown>): string {
  const result = schema ? z.safeParse(schema, data) : null;
  if (!result?.success || !SANE_EVENT_ID.test(id)) throw new Error(`an event of ${name} breaks its contract`);
  return `id: ${id}\ndata: ${JSON.stringify(result.data)}\n\n`;
}
