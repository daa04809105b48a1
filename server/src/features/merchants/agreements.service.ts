import type { InputOf, OutputOf } from "@club/shared/http";
import type {
  AgreementDto,
  activateAgreement,
  discardAgreement,
  draftAgreement,
  listAgreements,
} from "@club/shared/merchant-agreements";
import { startOfShanghaiDay } from "@club/shared/time";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import type { Ctx } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { bumpDirectory } from "./merchants.directory";
import { type Agreement, Agreements, Merchants } from "./merchants.model";
import {
  agreementInForce,
  canMoveAgreement,
  earliestStart,
  effectiveAgreementStatus,
  endedByStart,
  priceFaults,
  unknownServices,
} from "./merchants.rules";
import { findOwn } from "./merchants.service";

/** Drafts the next version. @throws merchants.not-found, merchants.wrong-state, merchants.agreement-prices-invalid */
export async function addDraft(ctx: Ctx, input: InputOf<typeof draftAgreement>): Promise<AgreementDto> {
  const errors = priceFaults(input.prices);
  if (errors.length > 0) throw new AppError("merchants.agreement-prices-invalid", undefined, { errors });
  const unknown = unknownServices(input.prices.map((price) => price.serviceId));
  if (unknown.length > 0) throw new AppError("merchants.service-unknown", { serviceIds: unknown });
  return inTransaction(async (session) => {
    const merchant = await findOwn(ctx, input.merchantId, session);
    if (merchant.status === "closed") throw new AppError("merchants.wrong-state", { status: merchant.status });
    const version = merchant.agreementCount + 1;
    await Merchants.updateOne({ _id: merchant._id }, { $inc: { agreementCount: 1 } }, { session });
    const agreement: Agreement = {
      _id: `${merchant._id}:${version}`,
      merchantId: merchant._id,
      version,
      status: "draft",
      effectiveFrom: startOfShanghaiDay(input.effectiveFromDay),
      effectiveTo: null,
      prices: input.prices,
      taxBps: input.taxBps,
      createdAt: ctx.now,
      activatedAt: null,
    };
    await Agreements.insertMany([agreement], { session });
    await audit(ctx, session, { action: "merchants.draft-agreement", agreement });
    return toAgreementDto(agreement, ctx.now);
  });
}

/** The versions of a merchant, newest first. @throws merchants.not-found */
export async function pageOfAgreements(
  ctx: Ctx,
  input: InputOf<typeof listAgreements>,
): Promise<OutputOf<typeof listAgreements>> {
  await findOwn(ctx, input.merchantId);
  const { rows, nextCursor } = await findPage<Agreement>(Agreements, {
    filter: { merchantId: input.merchantId },
    sort: { version: -1 },
    cursor: input.cursor,
    limit: input.limit,
  });
  return { items: rows.map((row) => toAgreementDto(row, ctx.now)), nextCursor };
}

/**
 * Brings a draft into force from its day on and ends what it replaces. Activations of one merchant happen one after another,
 * so one version at most is in force at any instant.
 * @throws merchants.not-found, merchants.agreement-not-found, merchants.agreement-wrong-state, merchants.agreement-too-early
 */
export async function activate(ctx: Ctx, input: InputOf<typeof activateAgreement>): Promise<AgreementDto> {
  return inTransaction(async (session) => {
    const agreement = await lockAgreement(ctx, input, session);
    if (!canMoveAgreement(agreement.status, "active")) throw new AppError("merchants.agreement-wrong-state");
    const others = await Agreements.find({ merchantId: agreement.merchantId, status: "active" }, null, {
      session,
    }).lean<Agreement[]>();
    const earliest = earliestStart(others, ctx.now);
    if (agreement.effectiveFrom < earliest)
      throw new AppError("merchants.agreement-too-early", { earliest: earliest.toISOString() });
    for (const { version, effectiveTo } of endedByStart(others, agreement.effectiveFrom)) {
      await Agreements.updateOne({ _id: `${agreement.merchantId}:${version}` }, { $set: { effectiveTo } }, { session });
    }
    return setStatus(ctx, session, {
      agreement,
      reason: input.reason,
      action: "merchants.activate-agreement",
      $set: { status: "active", activatedAt: ctx.now },
    });
  });
}

/** Throws a draft away. @throws merchants.not-found, merchants.agreement-not-found, merchants.agreement-wrong-state */
export async function discard(ctx: Ctx, input: InputOf<typeof discardAgreement>): Promise<AgreementDto> {
  return inTransaction(async (session) => {
    const agreement = await lockAgreement(ctx, input, session);
    if (!canMoveAgreement(agreement.status, "discarded")) throw new AppError("merchants.agreement-wrong-state");
    return setStatus(ctx, session, {
      agreement,
      reason: input.reason,
      action: "merchants.discard-agreement",
      $set: { status: "discarded" },
    });
  });
}

/** Reads one version and makes concurrent changes to the merchant's versions conflict. */
async function lockAgreement(
  ctx: Ctx,
  input: { merchantId: string; version: number },
  session: ClientSession,
): Promise<Agreement> {
  const merchant = await findOwn(ctx, input.merchantId, session);
  await Merchants.updateOne({ _id: merchant._id }, { $inc: { agreementRevision: 1 } }, { session });
  const agreement = await Agreements.findOne({ _id: `${merchant._id}:${input.version}` }, null, {
    session,
  }).lean<Agreement>();
  if (!agreement) throw new AppError("merchants.agreement-not-found");
  return agreement;
}

type StatusChange = {
  agreement: Agreement;
  reason: string;
  action: string;
  $set: Partial<Pick<Agreement, "status" | "activatedAt">>;
};

async function setStatus(ctx: Ctx, session: ClientSession, change: StatusChange): Promise<AgreementDto> {
  const { agreement, reason, action, $set } = change;
  await Agreements.updateOne({ _id: agreement._id }, { $set }, { session });
  await audit(ctx, session, { action, agreement, reason });
  await bumpDirectory(session);
  return toAgreementDto({ ...agreement, ...$set }, ctx.now);
}

async function audit(
  ctx: Ctx,
  session: ClientSession,
  entry: { action: string; agreement: Agreement; reason?: string },
): Promise<void> {
  const { agreement, action, reason } = entry;
  await recordAudit(ctx, session, {
    action,
    subject: { type: "merchant", id: agreement.merchantId },
    ...(reason !== undefined && { reason }),
    after: {
      version: agreement.version,
      effectiveFrom: agreement.effectiveFrom.toISOString(),
      prices: agreement.prices,
      taxBps: agreement.taxBps,
    },
  });
}

function toAgreementDto(agreement: Agreement, now: Date): AgreementDto {
  return {
    id: agreement._id,
    merchantId: agreement.merchantId,
    version: agreement.version,
    status: effectiveAgreementStatus(agreement, now),
    isInForce: agreementInForce([agreement], now) !== null,
    effectiveFrom: agreement.effectiveFrom.toISOString(),
    effectiveTo: agreement.effectiveTo?.toISOString() ?? null,
    prices: agreement.prices,
    taxBps: agreement.taxBps,
    createdAt: agreement.createdAt.toISOString(),
    activatedAt: agreement.activatedAt?.toISOString() ?? null,
  };
}
