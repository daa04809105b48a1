import type { ErrorCode } from "@club/shared/errors";
import type { InputOf } from "@club/shared/http";
import type { confirmRedemption, ReceiptView } from "@club/shared/redemptions";
import type { ClientSession } from "mongoose";
import { createBatcher } from "../../platform/batch";
import { type Ctx, merchantActor } from "../../platform/context";
import { sha256 } from "../../platform/crypto";
import { insertAll, inTransaction, isDuplicateKey, updateAll } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { findVouchers, redeemVouchers } from "../vouchers/vouchers.service";
import { type Redemption, RedemptionPhotos, RedemptionQuotas, Redemptions } from "./redemptions.model";
import { type Confirmation, type Planned, plan, statusRefusal } from "./redemptions.plan";
import { redemptionIdOf, toReceipt } from "./redemptions.receipts";
import { readTicket } from "./redemptions.ticket";

type Input = InputOf<typeof confirmRedemption>;
const MAX_BATCH = 64;
const LINGER_MS = 4;
const confirmTogether = createBatcher<Confirmation, ReceiptView>({
  maxBatch: MAX_BATCH,
  lingerMs: LINGER_MS,
  run: confirmBatch,
});

/**
 * Redeems a voucher exactly once. Requests that arrive together share one transaction: one conditional write of vouchers and
 * one insert (and one each for quotas and photos where a service asks for them); what the preview found is in the ticket.
 * The same Idempotency-Key answers the same receipt for ever, also after the ticket has run out or the redemption was undone.
 * @throws redemptions.* as listed in the contract; request.idempotency-conflict for the same key with other content
 */
export async function confirm(ctx: Ctx, input: Input): Promise<ReceiptView> {
  const actor = merchantActor(ctx);
  const read = readTicket(ctx, input.ticket);
  const isOwn = read !== null && read.ticket.clerkId === actor.id && read.ticket.merchantId === actor.merchantId;
  if (!isOwn || ctx.idempotencyKey === undefined) throw new AppError("redemptions.ticket-expired");
  const id = redemptionIdOf(actor.id, ctx.idempotencyKey);
  const proof = [input.ticket, input.plateHidden ?? "", input.photoId ?? "", input.amountFen ?? ""];
  const item = { ctx, input, ticket: read.ticket, id, requestHash: sha256(proof.join("\n")) };
  if (read.isExpired) return givenBefore(item, "redemptions.ticket-expired");
  return confirmTogether(item);
}

/** The answer this request got earlier. @throws request.idempotency-conflict for other content, else `otherwise` */
async function givenBefore(item: Confirmation, otherwise: ErrorCode): Promise<ReceiptView> {
  const known = await Redemptions.findById(item.id).lean<Redemption>();
  const answer = known ? repeated(item, known) : new AppError(otherwise);
  if (answer instanceof AppError) throw answer;
  return answer;
}

async function confirmBatch(items: Confirmation[], isFresh = false): Promise<(ReceiptView | Error)[]> {
  const { planned, refused, waiting } = await plan(items, isFresh);
  const won = new Map<Confirmation, Redemption>();
  try {
    for (const { item, redemption } of await write(planned)) won.set(item, redemption);
  } catch (error) {
    // A key used for another voucher, a quota or a photo taken meanwhile. Of several nobody is written: the batcher
    // runs the items one by one. One alone is the one that clashes and is answered here.
    if (planned.length > 1 || !(isDuplicateKey(error) || error instanceof PhotoTaken)) throw error;
    const code = error instanceof PhotoTaken ? "redemptions.photo-used" : "redemptions.quota-used";
    for (const { item } of planned) refused.set(item, code);
  }
  const answers = new Map<Confirmation, ReceiptView | Error>();
  for (const [item, redemption] of won) answers.set(item, toReceipt(redemption));
  for (const [item, answer] of await answerTheRest(
    items.filter((item) => !won.has(item) && !waiting.includes(item)),
    refused,
  ))
    answers.set(item, answer);
  // Behind another for the same voucher, quota or photo: their turn comes once that one is settled.
  const later = waiting.length > 0 ? await confirmBatch(waiting, true) : [];
  for (const [index, item] of waiting.entries()) answers.set(item, later[index] as ReceiptView | Error);
  return items.map((item) => answers.get(item) as ReceiptView | Error);
}

/** For those who did not redeem now: their own earlier receipt, or the precise refusal as things stand after the group. */
async function answerTheRest(
  items: readonly Confirmation[],
  refused: ReadonlyMap<Confirmation, ErrorCode>,
): Promise<Map<Confirmation, ReceiptView | Error>> {
  const answers = new Map<Confirmation, ReceiptView | Error>();
  if (items.length === 0) return answers;
  const rows = await Redemptions.find({ _id: { $in: items.map((item) => item.id) } }).lean<Redemption[]>();
  const known = new Map(rows.map((row) => [row._id, row]));
  for (const item of items) {
    const earlier = known.get(item.id);
    if (earlier) answers.set(item, repeated(item, earlier));
    else answers.set(item, new AppError(refused.get(item) ?? (await presentRefusal(item))));
  }
  return answers;
}

function repeated(item: Confirmation, earlier: Redemption): ReceiptView | AppError {
  return earlier.requestHash === item.requestHash ? toReceipt(earlier) : new AppError("request.idempotency-conflict");
}

/** Lost to somebody else between reading and writing: what the voucher says now. */
async function presentRefusal(item: Confirmation): Promise<ErrorCode> {
  const [voucher] = await findVouchers([item.ticket.voucher.id]);
  return voucher ? statusRefusal(voucher, item) : "redemptions.code-unknown";
}

class PhotoTaken extends Error {}

/** Writes the group in one transaction; answers those whose voucher was still theirs. */
async function write(planned: readonly Planned[]): Promise<Planned[]> {
  if (planned.length === 0) return [];
  return inTransaction(async (session) => {
    const uses = planned.map(({ item, redemption }) => ({
      voucherId: redemption.voucherId,
      uses: item.ticket.voucher.uses,
      redemptionId: redemption._id,
      at: redemption.redeemedAt,
    }));
    const wins = await redeemVouchers(session, uses);
    const won = planned.filter((_, index) => wins[index]);
    if (won.length === 0) return won;
    await insertAll(
      session,
      Redemptions,
      won.map(({ redemption }) => redemption),
    );
    await takeQuotas(session, won);
    await takePhotos(session, won);
    return won;
  });
}

async function takeQuotas(session: ClientSession, won: readonly Planned[]): Promise<void> {
  const quotas = won.flatMap(({ redemption, quotaEndsAt }) =>
    redemption.quotaId && quotaEndsAt
      ? [{ _id: redemption.quotaId, redemptionId: redemption._id, expiresAt: quotaEndsAt }]
      : [],
  );
  await insertAll(session, RedemptionQuotas, quotas);
}

async function takePhotos(session: ClientSession, won: readonly Planned[]): Promise<void> {
  const updates = won.flatMap(({ redemption: { _id, photoId } }) =>
    photoId ? [{ q: { _id: photoId, redemptionId: null }, u: { $set: { redemptionId: _id } } }] : [],
  );
  if ((await updateAll(session, RedemptionPhotos, updates)) < updates.length) throw new PhotoTaken();
}
