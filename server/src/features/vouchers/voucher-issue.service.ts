import { setImmediate as nextTurn } from "node:timers/promises";
import { CODE_SYMBOLS } from "@club/shared/ids";
import type { PlateBinding } from "@club/shared/services";
import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { blindIndex, encrypt } from "../../platform/crypto";
import { insertAll, inTransaction, isDuplicateKey } from "../../platform/db";
import { randomCode } from "../../platform/ids";
import { type Voucher, type VoucherCard, VoucherCards, type VoucherSource, Vouchers } from "./voucher.model";

export const CODE_PURPOSE = "vouchers.code";

export type IssueItem = {
  /** Chosen by the caller and unique for ever: issuing the same card again is refused by the database. */
  cardId: string;
  serviceId: string;
  quantity: number;
  /** Exclusive. */
  expiresAt: Date;
  plateBinding: PlateBinding;
};
export type IssueRequest = {
  memberId: string;
  cityCode: string;
  grantId: string | null;
  source: VoucherSource;
  items: IssueItem[];
};

/** Vouchers per transaction of a bulk issue: some 10 ms of codes and encryption, then the event loop gets its turn. */
export const CHUNK_VOUCHERS = 500;

/** Issues the vouchers of one member in the caller's transaction. */
export async function issueVouchers(session: ClientSession, ctx: Ctx, request: IssueRequest): Promise<Voucher[]> {
  return issueVouchersFor(session, ctx, [request]);
}

/**
 * Issues for several members in the caller's transaction, at most a few thousand vouchers. A cardId that was issued before
 * fails the whole (duplicate key). Codes are 60 random bits: a clash in ten million is one in a hundred billion, and it
 * fails the transaction instead of overwriting.
 */
export async function issueVouchersFor(
  session: ClientSession,
  ctx: Ctx,
  requests: readonly IssueRequest[],
): Promise<Voucher[]> {
  const cards = requests.flatMap((request) => request.items.map((item) => makeCard(ctx, request, item)));
  const vouchers = requests.flatMap((request) => request.items.flatMap((item) => makeVouchers(ctx, request, item)));
  if (vouchers.length === 0) return [];
  await insertAll(session, VoucherCards, cards);
  await insertAll(session, Vouchers, vouchers);
  return vouchers;
}

/**
 * Issues any number of vouchers, durable chunk by chunk, and may be run again with the same requests after a crash: cards
 * that exist are skipped. Opens its own transactions.
 * `onProgress` receives the vouchers done so far (skipped ones too).
 */
export async function issueVouchersBulk(
  ctx: Ctx,
  requests: readonly IssueRequest[],
  onProgress?: (doneCount: number) => void,
): Promise<{ issuedCount: number; skippedCount: number }> {
  const chunks = chunksOf(requests);
  let issuedCount = 0;
  let skippedCount = 0;
  // Two lanes over one list: while the database stores one chunk, the codes of the next are made.
  const lane = async (): Promise<void> => {
    for (let next = chunks.next(); !next.done; next = chunks.next()) {
      const issued = await issueChunk(ctx, next.value);
      issuedCount += issued;
      skippedCount += countOf(next.value) - issued;
      onProgress?.(issuedCount + skippedCount);
      await nextTurn();
    }
  };
  await Promise.all([lane(), lane()]);
  return { issuedCount, skippedCount };
}

async function issueChunk(ctx: Ctx, chunk: IssueRequest[]): Promise<number> {
  try {
    return await inTransaction((session) => issueMissing(session, ctx, chunk));
  } catch (error) {
    // Another process issued one of the cards between our look and our insert: look again.
    if (!isDuplicateKey(error)) throw error;
    return inTransaction((session) => issueMissing(session, ctx, chunk));
  }
}

async function issueMissing(session: ClientSession, ctx: Ctx, chunk: IssueRequest[]): Promise<number> {
  const cardIds = chunk.flatMap((request) => request.items.map((item) => item.cardId));
  const found = await VoucherCards.find({ _id: { $in: cardIds } }, { _id: 1 }, { session }).lean();
  const known = new Set(found.map((card) => card._id));
  const missing = chunk
    .map((request) => ({ ...request, items: request.items.filter((item) => !known.has(item.cardId)) }))
    .filter((request) => request.items.length > 0);
  return (await issueVouchersFor(session, ctx, missing)).length;
}

function* chunksOf(requests: readonly IssueRequest[]): Generator<IssueRequest[]> {
  let chunk: IssueRequest[] = [];
  let size = 0;
  for (const request of requests) {
    const more = countOf([request]);
    if (chunk.length > 0 && size + more > CHUNK_VOUCHERS) {
      yield chunk;
      chunk = [];
      size = 0;
    }
    chunk.push(request);
    size += more;
  }
  if (chunk.length > 0) yield chunk;
}

function countOf(requests: readonly IssueRequest[]): number {
  return requests.reduce((sum, { items }) => sum + items.reduce((part, item) => part + item.quantity, 0), 0);
}

function makeCard(ctx: Ctx, request: IssueRequest, item: IssueItem): VoucherCard {
  const { memberId, cityCode, source } = request;
  return {
    _id: item.cardId,
    memberId,
    cityCode,
    serviceId: item.serviceId,
    quantity: item.quantity,
    issuedAt: ctx.now,
    source,
  };
}

function makeVouchers(ctx: Ctx, request: IssueRequest, item: IssueItem): Voucher[] {
  return Array.from({ length: item.quantity }, () => makeVoucher(ctx, request, item));
}

/** A new voucher that is not stored yet, with a code of its own. */
export function makeVoucher(
  ctx: Ctx,
  request: Omit<IssueRequest, "items">,
  item: Omit<IssueItem, "quantity">,
): Voucher {
  const code = randomCode(CODE_SYMBOLS);
  return {
    _id: blindIndex(ctx.keys, CODE_PURPOSE, code),
    codeEnc: encrypt(ctx.keys, code, CODE_PURPOSE),
    memberId: request.memberId,
    cityCode: request.cityCode,
    serviceId: item.serviceId,
    cardId: item.cardId,
    grantId: request.grantId,
    source: request.source,
    status: "issued",
    uses: 0,
    issuedAt: ctx.now,
    expiresAt: item.expiresAt,
    updatedAt: ctx.now,
    plateBinding: item.plateBinding,
  };
}
