import type { InputOf, OutputOf } from "@club/shared/http";
import { formatCode } from "@club/shared/ids";
import { maskPlate } from "@club/shared/mask";
import type * as contract from "@club/shared/vouchers";
import {
  QR_GRACE_SECONDS,
  QR_SECONDS,
  VOUCHER_STATUS_NAMES,
  VOUCHER_WHY_NOT,
  type VoucherCardView,
} from "@club/shared/vouchers";
import type { ClientSession } from "mongoose";
import { type Ctx, memberActor } from "../../platform/context";
import { blindIndex, decrypt, encrypt, signToken } from "../../platform/crypto";
import { inTransaction } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { getCatalogue } from "../services/services.service";
import { type Voucher, VoucherCards, VoucherEvents, Vouchers } from "./voucher.model";
import {
  type CardSummary,
  cardsOf,
  compareCards,
  effectiveStatus,
  orderedBy,
  timelineOf,
  whyNotUsable,
} from "./voucher.rules";
import { CODE_PURPOSE } from "./voucher-issue.service";
import { PLATE_PURPOSE, plateOf, QR_PURPOSE, recordEvent } from "./vouchers.service";

const CARD_FIELDS = { cardId: 1, serviceId: 1, status: 1, expiresAt: 1, issuedAt: 1 } as const;

/** A member's vouchers of one group as cards, those that end first in front where they can be used. Reads the member's own vouchers by index, nothing else. */
export async function listMyVoucherCards(
  ctx: Ctx,
  input: InputOf<typeof contract.listMyVoucherCards>,
): Promise<OutputOf<typeof contract.listMyVoucherCards>> {
  const vouchers = await Vouchers.find({ memberId: memberActor(ctx).id }, CARD_FIELDS).lean<Voucher[]>();
  const cards = afterCursor(input.group, cardsOf(vouchers, input.group, ctx.now), input.cursor);
  const shown = cards.slice(0, input.limit);
  const last = shown.at(-1);
  return {
    items: await toCardViews(shown),
    nextCursor: last && cards.length > shown.length ? `${orderedBy(input.group, last)}.${last.cardId}` : null,
  };
}

function afterCursor(group: contract.VoucherGroup, cards: CardSummary[], cursor: string | undefined): CardSummary[] {
  if (!cursor) return cards;
  const [, time, cardId] = /^(\d{1,15})\.(.+)$/.exec(cursor) ?? [];
  if (time === undefined || cardId === undefined) {
    const errors = [{ path: "cursor", message: "翻页标识已失效，请回到第一页" }];
    throw new AppError("request.invalid", undefined, { errors });
  }
  const at = new Date(Number(time));
  const position = { expiresAt: at, issuedAt: at, cardId };
  return cards.filter((card) => compareCards(group, position, card) < 0);
}

async function toCardViews(cards: CardSummary[]): Promise<VoucherCardView[]> {
  const catalogue = await getCatalogue();
  const books = await VoucherCards.find({ _id: { $in: cards.map((card) => card.cardId) } }, { quantity: 1 }).lean();
  const totals = new Map(books.map((book) => [book._id, book.quantity]));
  return cards.map((card) => ({
    ...card,
    serviceName: catalogue.get(card.serviceId)?.name ?? card.serviceId,
    icon: catalogue.get(card.serviceId)?.icon ?? card.serviceId,
    totalCount: totals.get(card.cardId) ?? card.count,
    expiresAt: card.expiresAt.toISOString(),
    issuedAt: card.issuedAt.toISOString(),
  }));
}

/** One voucher of the member, with its readable code while it can be used. @throws vouchers.not-found */
export async function getMyVoucher(ctx: Ctx, input: { voucherId: string }): Promise<contract.MemberVoucher> {
  return toMemberVoucher(ctx, await ownVoucher(ctx, input.voucherId));
}

/**
 * A QR token for the voucher: signed, dead after one use, good for a minute and a short grace.
 * @throws vouchers.not-found, vouchers.not-usable, vouchers.expired
 */
export async function createVoucherQr(
  ctx: Ctx,
  input: { voucherId: string },
): Promise<OutputOf<typeof contract.createVoucherQr>> {
  const voucher = await ownVoucher(ctx, input.voucherId);
  refuseUnusable(voucher, ctx.now);
  const end = (seconds: number): Date => new Date(ctx.now.getTime() + seconds * 1000);
  return {
    token: signToken(ctx.keys, QR_PURPOSE, [voucher._id, String(voucher.uses)], end(QR_SECONDS + QR_GRACE_SECONDS)),
    code: readableCode(ctx, voucher),
    refreshAfterSeconds: QR_SECONDS,
    expiresAt: end(QR_SECONDS).toISOString(),
  };
}

/**
 * Binds the voucher, and the other vouchers of its card that can still be used, to one plate, once. Binding the same plate
 * again changes nothing.
 * @throws vouchers.not-found, vouchers.not-usable, vouchers.expired, vouchers.plate-not-needed, vouchers.plate-already-bound
 */
export async function bindVoucherPlate(
  ctx: Ctx,
  input: InputOf<typeof contract.bindVoucherPlate>,
): Promise<contract.MemberVoucher> {
  const voucher = await ownVoucher(ctx, input.voucherId);
  const plateBlind = blindIndex(ctx.keys, PLATE_PURPOSE, input.plate);
  if (voucher.plateBlind === plateBlind) return toMemberVoucher(ctx, voucher);
  if (voucher.plateBlind !== undefined) throw new AppError("vouchers.plate-already-bound");
  if (voucher.plateBinding === "none") throw new AppError("vouchers.plate-not-needed");
  refuseUnusable(voucher, ctx.now);
  const plate = { plateBlind, plateEnc: encrypt(ctx.keys, input.plate, PLATE_PURPOSE) };
  await inTransaction((session) => bindCard(session, ctx, { voucher, plate, masked: maskPlate(input.plate) }));
  return getMyVoucher(ctx, input);
}

type Binding = { voucher: Voucher; plate: { plateBlind: string; plateEnc: string }; masked: string };

async function bindCard(session: ClientSession, ctx: Ctx, { voucher, plate, masked }: Binding): Promise<void> {
  const card = { cardId: voucher.cardId, memberId: voucher.memberId };
  const free = { ...card, status: "issued" as const, plateBlind: { $exists: false } };
  const rows = await Vouchers.find(free, { _id: 1 }, { session }).lean();
  const ids = rows.map((row) => row._id);
  if (!ids.includes(voucher._id)) throw new AppError("vouchers.plate-already-bound");
  await Vouchers.updateMany({ ...free, _id: { $in: ids } }, { $set: { ...plate, updatedAt: ctx.now } }, { session });
  for (const voucherId of ids) await recordEvent(session, ctx, { voucherId, kind: "plate-bound", note: masked });
}

/** Ownership is part of the query: another member's voucher does not exist. */
async function ownVoucher(ctx: Ctx, voucherId: string): Promise<Voucher> {
  const voucher = await Vouchers.findOne({ _id: voucherId, memberId: memberActor(ctx).id }).lean<Voucher>();
  if (!voucher) throw new AppError("vouchers.not-found");
  return voucher;
}

function refuseUnusable(voucher: Voucher, now: Date): void {
  const code = whyNotUsable(voucher, now);
  if (code) throw new AppError(code, { status: effectiveStatus(voucher, now) });
}

function readableCode(ctx: Ctx, voucher: Voucher): string {
  return formatCode(decrypt(ctx.keys, voucher.codeEnc, CODE_PURPOSE));
}

async function toMemberVoucher(ctx: Ctx, voucher: Voucher): Promise<contract.MemberVoucher> {
  const service = (await getCatalogue()).get(voucher.serviceId);
  const events = await VoucherEvents.find({ voucherId: voucher._id }).sort({ at: 1 }).lean();
  const facts = voucherFacts(ctx, voucher, service);
  const { status } = facts;
  return {
    ...facts,
    code: status === "issued" ? readableCode(ctx, voucher) : null,
    whyNot: status === "issued" ? null : VOUCHER_WHY_NOT[status],
    description: service?.description ?? "",
    terms: service?.terms ?? [],
    timeline: timelineOf(voucher, events, { isStaff: false, now: ctx.now }),
    redemptionId: voucher.redemptionId ?? null,
  };
}

/** What members and staff both see of a voucher. */
export function voucherFacts(ctx: Ctx, voucher: Voucher, service: { name: string; icon: string } | undefined) {
  const status = effectiveStatus(voucher, ctx.now);
  const plate = plateOf(ctx, voucher);
  return {
    id: voucher._id,
    cardId: voucher.cardId,
    serviceId: voucher.serviceId,
    serviceName: service?.name ?? voucher.serviceId,
    icon: service?.icon ?? voucher.serviceId,
    status,
    statusName: VOUCHER_STATUS_NAMES[status],
    issuedAt: voucher.issuedAt.toISOString(),
    expiresAt: voucher.expiresAt.toISOString(),
    redeemedAt: voucher.redeemedAt?.toISOString() ?? null,
    plateBinding: voucher.plateBinding,
    plateMasked: plate === null ? null : maskPlate(plate),
  };
}
