import type { InputOf } from "@club/shared/http";
import type { BranchDto, createBranch, updateBranch } from "@club/shared/merchant-branches";
import type { Ctx } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { newId } from "../../platform/ids";
import { AppError } from "../../platform/problem";
import { bumpDirectory, toBranchDto } from "./merchants.directory";
import { type Branch, Branches } from "./merchants.model";
import { unknownServices } from "./merchants.rules";
import { auditMerchant, findOwn } from "./merchants.service";

/** Registers a branch in the merchant's city. @throws merchants.not-found, merchants.wrong-state, merchants.service-unknown */
export async function addBranch(ctx: Ctx, input: InputOf<typeof createBranch>): Promise<BranchDto> {
  const { merchantId, phone, openingHours, ...given } = input;
  assertServices(given.serviceIds);
  return inTransaction(async (session) => {
    const merchant = await findOwn(ctx, merchantId, session);
    if (merchant.status === "closed") throw new AppError("merchants.wrong-state", { status: merchant.status });
    const branch: Branch = {
      _id: newId(),
      merchantId,
      ...given,
      phone: phone ?? null,
      openingHours: openingHours ?? null,
      cityCode: merchant.cityCode,
      isActive: true,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    };
    await Branches.insertMany([branch], { session });
    await auditMerchant(ctx, session, {
      action: "merchants.add-branch",
      id: merchantId,
      after: { branchId: branch._id, name: branch.name },
    });
    await bumpDirectory(session);
    return toBranchDto(branch);
  });
}

/** Changes a branch. @throws merchants.not-found, merchants.branch-not-found, merchants.service-unknown */
export async function changeBranch(ctx: Ctx, input: InputOf<typeof updateBranch>): Promise<BranchDto> {
  const { merchantId, branchId, reason, ...given } = input;
  const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  assertServices(given.serviceIds ?? []);
  return inTransaction(async (session) => {
    await findOwn(ctx, merchantId, session);
    const branch = await Branches.findOneAndUpdate(
      { _id: branchId, merchantId },
      { $set: { ...changes, updatedAt: ctx.now } },
      { session, returnDocument: "after" },
    ).lean<Branch>();
    if (!branch) throw new AppError("merchants.branch-not-found");
    await auditMerchant(ctx, session, {
      action: "merchants.update-branch",
      id: merchantId,
      reason,
      after: { branchId, ...changes },
    });
    await bumpDirectory(session);
    return toBranchDto(branch);
  });
}

function assertServices(serviceIds: readonly string[]): void {
  const unknown = unknownServices(serviceIds);
  if (unknown.length > 0) throw new AppError("merchants.service-unknown", { serviceIds: unknown });
}
