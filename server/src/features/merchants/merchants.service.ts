import type { InputOf, OutputOf } from "@club/shared/http";
import { maskBankAccount, maskName, maskPhone } from "@club/shared/mask";
import {
  type changeMerchantStatus,
  type createMerchant,
  type listMerchants,
  MERCHANT_TRANSITIONS,
  type MerchantDto,
  type revealMerchant,
  type updateMerchant,
} from "@club/shared/merchants";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import { type Ctx, cityFilter } from "../../platform/context";
import { blindIndex, decrypt, encrypt } from "../../platform/crypto";
import { inTransaction, isDuplicateKey } from "../../platform/db";
import { newId } from "../../platform/ids";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { bumpDirectory, toBranchDto } from "./merchants.directory";
import {
  type Agreement,
  Agreements,
  type Branch,
  Branches,
  type Merchant,
  MerchantRights,
  Merchants,
  PURPOSE,
} from "./merchants.model";
import { agreementInForce, canMoveMerchant } from "./merchants.rules";

/** Registers an application. @throws merchants.credit-code-taken; auth.forbidden outside the caller's city */
export async function addMerchant(ctx: Ctx, input: InputOf<typeof createMerchant>): Promise<MerchantDto> {
  const scope = cityFilter(ctx).cityCode;
  if (scope !== undefined && scope !== input.cityCode) throw new AppError("auth.forbidden");
  const merchant = newMerchant(ctx, input);
  try {
    await inTransaction(async (session) => {
      await MerchantRights.insertMany([{ _id: `credit:${input.creditCode}`, holderId: merchant._id }], { session });
      await Merchants.insertMany([merchant], { session });
      await auditMerchant(ctx, session, {
        action: "merchants.create",
        id: merchant._id,
        after: { name: merchant.name },
      });
      await bumpDirectory(session);
    });
  } catch (error) {
    if (isDuplicateKey(error, "_id")) throw new AppError("merchants.credit-code-taken");
    throw error;
  }
  return toMerchantDto(ctx, merchant, []);
}

function newMerchant(ctx: Ctx, input: InputOf<typeof createMerchant>): Merchant {
  return {
    _id: newId(),
    name: input.name,
    creditCode: input.creditCode,
    cityCode: input.cityCode,
    status: "applied",
    statusReason: null,
    ...contactFields(ctx, input),
    bankName: input.bankName,
    bankHolder: input.bankHolder,
    bankAccountEnc: encrypt(ctx.keys, input.bankAccount, PURPOSE.bankAccount),
    bankChangedAt: ctx.now,
    agreementCount: 0,
    agreementRevision: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
}

function contactFields(ctx: Ctx, input: { contactName: string; contactPhone: string }) {
  return {
    contactNameEnc: encrypt(ctx.keys, input.contactName, PURPOSE.contactName),
    contactPhoneEnc: encrypt(ctx.keys, input.contactPhone, PURPOSE.contactPhone),
    contactPhoneBlind: blindIndex(ctx.keys, PURPOSE.phone, input.contactPhone),
  };
}

/** Merchants of the caller's cities, newest first, or by name when a beginning of it is given. */
export async function pageOfMerchants(
  ctx: Ctx,
  input: InputOf<typeof listMerchants>,
): Promise<OutputOf<typeof listMerchants>> {
  const byName = input.nameStartsWith;
  const { rows, nextCursor } = await findPage<Merchant>(Merchants, {
    filter: {
      ...(input.cityCode && { cityCode: input.cityCode }),
      ...(input.status && { status: input.status }),
      ...(byName && { name: { $gte: byName, $lt: `${byName}\uffff` } }),
      ...cityFilter(ctx),
    },
    sort: byName ? { name: 1, _id: 1 } : { createdAt: -1, _id: -1 },
    cursor: input.cursor,
    limit: input.limit,
  });
  return { items: rows.map(toListItem), nextCursor };
}

/** One merchant with its branches. @throws merchants.not-found, also for another city's */
export async function getMerchantDetail(ctx: Ctx, merchantId: string): Promise<MerchantDto> {
  const merchant = await findOwn(ctx, merchantId);
  const branches = await Branches.find({ merchantId }).sort({ createdAt: 1, _id: 1 }).lean<Branch[]>();
  return toMerchantDto(ctx, merchant, branches);
}

/** Name, city and state of a merchant in the caller's cities. @throws merchants.not-found */
export async function getMerchantFacts(
  ctx: Ctx,
  merchantId: string,
): Promise<{ id: string; name: string; cityCode: string; status: string; bankChangedAt: Date }> {
  const { _id, name, cityCode, status, bankChangedAt } = await findOwn(ctx, merchantId);
  return { id: _id, name, cityCode, status, bankChangedAt };
}

/** Corrects name, contact or account. @throws merchants.not-found, merchants.wrong-state (closed) */
export async function changeMerchant(ctx: Ctx, input: InputOf<typeof updateMerchant>): Promise<MerchantDto> {
  await inTransaction(async (session) => {
    const merchant = await findOwn(ctx, input.merchantId, session);
    if (merchant.status === "closed") throw new AppError("merchants.wrong-state", { status: merchant.status });
    const contact = {
      contactName: input.contactName ?? decrypt(ctx.keys, merchant.contactNameEnc, PURPOSE.contactName),
      contactPhone: input.contactPhone ?? decrypt(ctx.keys, merchant.contactPhoneEnc, PURPOSE.contactPhone),
    };
    const bank = input.bank && {
      bankName: input.bank.bankName,
      bankHolder: input.bank.bankHolder,
      bankAccountEnc: encrypt(ctx.keys, input.bank.bankAccount, PURPOSE.bankAccount),
      bankChangedAt: ctx.now,
    };
    const $set = { name: input.name ?? merchant.name, ...contactFields(ctx, contact), ...bank, updatedAt: ctx.now };
    await Merchants.updateOne({ _id: merchant._id }, { $set }, { session });
    await auditMerchant(ctx, session, {
      action: "merchants.update",
      id: merchant._id,
      reason: input.reason,
      before: { name: merchant.name, bankName: merchant.bankName },
      after: {
        name: $set.name,
        contactPhone: maskPhone(contact.contactPhone),
        ...(input.bank && { bankName: input.bank.bankName, bankAccount: maskBankAccount(input.bank.bankAccount) }),
      },
    });
    await bumpDirectory(session);
  });
  return getMerchantDetail(ctx, input.merchantId);
}

/**
 * Moves a merchant along MERCHANT_TRANSITIONS. Approval needs an open branch and an agreement that is or will be in force.
 * @throws merchants.not-found, merchants.wrong-state, merchants.no-branch, merchants.no-agreement
 */
export async function moveMerchant(ctx: Ctx, input: InputOf<typeof changeMerchantStatus>): Promise<MerchantDto> {
  await inTransaction(async (session) => {
    const merchant = await findOwn(ctx, input.merchantId, session);
    if (!canMoveMerchant(merchant.status, input.to))
      throw new AppError("merchants.wrong-state", { status: merchant.status });
    if (input.to === "approved") await assertReady(ctx, merchant._id, session);
    const $set = { status: input.to, statusReason: input.reason, updatedAt: ctx.now };
    await Merchants.updateOne({ _id: merchant._id, status: merchant.status }, { $set }, { session });
    await auditMerchant(ctx, session, {
      action: "merchants.status",
      id: merchant._id,
      reason: input.reason,
      before: { status: merchant.status },
      after: { status: input.to },
    });
    await bumpDirectory(session);
  });
  return getMerchantDetail(ctx, input.merchantId);
}

async function assertReady(ctx: Ctx, merchantId: string, session: ClientSession): Promise<void> {
  const branches = await Branches.find({ merchantId }, null, { session }).lean<Branch[]>();
  if (!branches.some((branch) => branch.isActive)) throw new AppError("merchants.no-branch");
  const agreements = await Agreements.find({ merchantId }, null, { session }).lean<Agreement[]>();
  const isReady = agreements.some(
    (row) => row.status === "active" && (row.effectiveFrom > ctx.now || agreementInForce([row], ctx.now)),
  );
  if (!isReady) throw new AppError("merchants.no-agreement");
}

/** Plain contact and account, with a reason and an audit row. @throws merchants.not-found */
export async function showMerchantSecrets(
  ctx: Ctx,
  input: InputOf<typeof revealMerchant>,
): Promise<OutputOf<typeof revealMerchant>> {
  const merchant = await findOwn(ctx, input.merchantId);
  await recordAudit(ctx, null, {
    action: "merchants.reveal",
    subject: { type: "merchant", id: merchant._id },
    reason: input.reason,
    after: { fields: ["contactName", "contactPhone", "bankAccount"] },
  });
  return {
    contactName: decrypt(ctx.keys, merchant.contactNameEnc, PURPOSE.contactName),
    contactPhone: decrypt(ctx.keys, merchant.contactPhoneEnc, PURPOSE.contactPhone),
    bankAccount: decrypt(ctx.keys, merchant.bankAccountEnc, PURPOSE.bankAccount),
    bankHolder: merchant.bankHolder,
  };
}

/** The merchant if it is in the caller's cities. @throws merchants.not-found */
export async function findOwn(ctx: Ctx, merchantId: string, session?: ClientSession): Promise<Merchant> {
  const merchant = await Merchants.findOne(
    { _id: merchantId, ...cityFilter(ctx) },
    null,
    session ? { session } : {},
  ).lean<Merchant>();
  if (!merchant) throw new AppError("merchants.not-found");
  return merchant;
}

type MerchantAudit = {
  action: string;
  id: string;
  reason?: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
};

/** One audit row about a merchant. */
export async function auditMerchant(ctx: Ctx, session: ClientSession, { id, ...entry }: MerchantAudit): Promise<void> {
  await recordAudit(ctx, session, { ...entry, subject: { type: "merchant", id } });
}

function toListItem(merchant: Merchant) {
  const { _id, name, creditCode, cityCode, status, createdAt } = merchant;
  return { id: _id, name, creditCode, cityCode, status, createdAt: createdAt.toISOString() };
}

function toMerchantDto(ctx: Ctx, merchant: Merchant, branches: readonly Branch[]): MerchantDto {
  return {
    ...toListItem(merchant),
    statusReason: merchant.statusReason,
    contactName: maskName(decrypt(ctx.keys, merchant.contactNameEnc, PURPOSE.contactName)),
    contactPhone: maskPhone(decrypt(ctx.keys, merchant.contactPhoneEnc, PURPOSE.contactPhone)),
    bankName: merchant.bankName,
    bankHolder: merchant.bankHolder,
    bankAccount: maskBankAccount(decrypt(ctx.keys, merchant.bankAccountEnc, PURPOSE.bankAccount)),
    bankChangedAt: merchant.bankChangedAt.toISOString(),
    updatedAt: merchant.updatedAt.toISOString(),
    allowedNext: [...MERCHANT_TRANSITIONS[merchant.status]],
    branches: branches.map(toBranchDto),
  };
}
