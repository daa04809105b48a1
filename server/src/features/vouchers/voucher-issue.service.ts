import { setImmediate as nextTurn } from "node:timers/promises";
import { CODE_SYMBOLS } from "@club/shared/ids";
import type { PlateBinding } from "@club/shared/services";
import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { blindIndex, encrypt } from "../../platform/crypto";
import { inContestedTransaction, insertAll } from "../../platform/db";
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

/** Vouchers per transaction of a bulk issue. */
const CHUNK_VOUCHERS = 500;
/** Vouchers made, and sent in one command, at a stretch: some 4 ms of either thread. */
const SLICE_VOUCHERS = 50;

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
  const made = await makeInSlices(ctx, chunk);
  return inContestedTransaction((session) => storeMissing(session, made));
}

type Made = { cards: VoucherCard[]; vouchers: Voucher[] };

/** Codes and encryption for a chunk, some milliseconds at a time: the event loop serves others in between. */
async function makeInSlices(ctx: Ctx, chunk: readonly IssueRequest[]): Promise<Made> {
  const made: Made = { cards: [], vouchers: [] };
  let pauseAt = SLICE_VOUCHERS;
  for (const request of chunk) {
    for (const item of request.items) {
      made.cards.push(makeCard(ctx, request, item));
      for (let n = 0; n < item.quantity; n += 1) {
        made.vouchers.push(makeVoucher(ctx, request, item));
        if (made.vouchers.length < pauseAt) continue;
        pauseAt += SLICE_VOUCHERS;
        await nextTurn();
      }
    }
  }
  return made;
}

/** Stores the cards that are not there yet, with their vouchers. Another process may issue one of them meanwhile. */
async function storeMissing(session: ClientSession, made: Made): Promise<number> {
  const cardIds = made.cards.map((card) => card._id);
  const found = await VoucherCards.find({ _id: { $in: cardIds } }, { _id: 1 }, { session }).lean();
  const known = new Set(found.map((card) => card._id));
  const vouchers = made.vouchers.filter((voucher) => !known.has(voucher.cardId));
  await insertAll(
    session,
    VoucherCards,
    made.cards.filter((card) => !known.has(card._id)),
  );
  for (let from = 0; from < vouchers.length; from += SLICE_VOUCHERS)
    await insertAll(session, Vouchers, vouchers.slice(from, from + SLICE_VOUCHERS));
  return vouchers.length;
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
