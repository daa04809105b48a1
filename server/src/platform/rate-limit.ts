import type { RateLimit } from "@club/shared/http";
import type { Request, RequestHandler } from "express";
import { type AugmentedRequest, ipKeyGenerator, rateLimit, type Store } from "express-rate-limit";
import { Schema } from "mongoose";
import type { Clock } from "./clock";
import type { Ctx } from "./context";
import { sha256 } from "./crypto";
import { isDuplicateKey, model } from "./db";
import { AppError } from "./problem";

type HitCount = { _id: string; count: number; expiresAt: Date };

/** One counter per key and window. Shard key: _id (hash of the key and the window). expiresAt deletes by TTL. */
const HitCounts = model<HitCount>(
  "hitCounts",
  new Schema<HitCount>({
    _id: { type: String, required: true },
    count: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  }).index({ expiresAt: 1 }, { expireAfterSeconds: 0 }),
);

/**
 * Counts one call under `key` and refuses when there have been more than `limit` in the running window of `windowSeconds`
 * (windows lie side by side, so up to twice the limit can pass around a boundary). Counted in the database: all processes
 * share it. Keys are stored hashed.
 * @throws request.too-many with details.retryAfterSeconds
 */
export async function hit(
  ctx: Pick<Ctx, "now">,
  key: string,
  { limit, windowSeconds }: { limit: number; windowSeconds: number },
): Promise<void> {
  const { count, resetAt } = await countHit(key, windowSeconds, ctx.now);
  if (count > limit) throw tooMany(resetAt, ctx.now);
}

/** Whoever has one IPv6 address has a network of them: what counts by address counts by this part of it. */
const IPV6_PREFIX = 56;

/** Where a request comes from, for everything that counts by address: the IPv4 address, or the /56 of an IPv6 one. */
export function addressOf(request: Request): { address?: string } {
  return request.ip === undefined ? {} : { address: ipKeyGenerator(request.ip, IPV6_PREFIX) };
}

/** express-rate-limit by network address for one endpoint, counting in the database. */
export function addressLimit(name: string, limit: RateLimit, clock: Clock): RequestHandler {
  return rateLimit({
    windowMs: limit.windowSeconds * 1000,
    limit: limit.limit,
    standardHeaders: false,
    legacyHeaders: false,
    validate: false,
    keyGenerator: (request) => addressOf(request).address ?? "",
    store: databaseStore(`address:${name}`, limit.windowSeconds, clock),
    handler: (request, _response, next) => {
      const { resetTime } = (request as AugmentedRequest).rateLimit ?? {};
      next(tooMany(resetTime ?? clock.now(), clock.now()));
    },
  });
}

function databaseStore(prefix: string, windowSeconds: number, clock: Clock): Store {
  return {
    prefix,
    localKeys: false,
    increment: async (address) => {
      const { count, resetAt } = await countHit(`${prefix}:${address}`, windowSeconds, clock.now());
      return { totalHits: count, resetTime: resetAt };
    },
    decrement: async (address) => {
      const { _id } = windowOf(`${prefix}:${address}`, windowSeconds, clock.now());
      await HitCounts.updateOne({ _id, count: { $gt: 0 } }, { $inc: { count: -1 } });
    },
    resetKey: async (address) => {
      await HitCounts.deleteOne({ _id: windowOf(`${prefix}:${address}`, windowSeconds, clock.now())._id });
    },
  };
}

async function countHit(key: string, windowSeconds: number, now: Date): Promise<{ count: number; resetAt: Date }> {
  const { _id, resetAt } = windowOf(key, windowSeconds, now);
  const add = () =>
    HitCounts.findOneAndUpdate(
      { _id },
      { $inc: { count: 1 }, $setOnInsert: { expiresAt: resetAt } },
      { upsert: true, returnDocument: "after" },
    ).lean<HitCount>();
  const counted = await add().catch((error: unknown) => {
    // Two first hits of a window can both try to insert; the loser finds the document the second time.
    if (isDuplicateKey(error)) return add();
    throw error;
  });
  return { count: counted?.count ?? 1, resetAt };
}

function windowOf(key: string, windowSeconds: number, now: Date): { _id: string; resetAt: Date } {
  const index = Math.floor(now.getTime() / (windowSeconds * 1000));
  const resetAt = new Date((index + 1) * windowSeconds * 1000);
  return { _id: `${sha256(key).slice(0, 22)}:${windowSeconds}:${index}`, resetAt };
}

function tooMany(resetAt: Date, now: Date): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil((resetAt.getTime() - now.getTime()) / 1000));
  return new AppError("request.too-many", { retryAfterSeconds });
}
