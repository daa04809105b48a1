import { PRODUCT_STATUS_NAMES, type ProductStatus } from "@club/shared/mall";
import { PROVINCE_CODE } from "@club/shared/regions";
import type { ClientSession } from "mongoose";
import { type AuditInput, recordAudit } from "../../platform/audit";
import { type Ctx, staffActor } from "../../platform/context";
import { AppError } from "../../platform/problem";
import { canMoveProduct } from "./mall.rules";
import { type Product, Products } from "./product.model";
import { putOnShelf } from "./product.shelf";

/** City staff see what their city takes part in. */
export function productScope(ctx: Ctx): { scopeCodes?: { $in: string[] } } {
  if (ctx.actor.kind === "system") return {};
  const { cityCode } = staffActor(ctx);
  return cityCode === null ? {} : { scopeCodes: { $in: [PROVINCE_CODE, cityCode] } };
}

/** A product the caller may see. @throws mall.product-not-found */
export async function productInScope(ctx: Ctx, productId: string): Promise<Product> {
  const product = await Products.findById(productId).lean<Product>();
  const own = ctx.actor.kind === "system" ? null : staffActor(ctx).cityCode;
  const isSeen = product && (own === null || product.cityCodes.length === 0 || product.cityCodes.includes(own));
  if (!isSeen) throw new AppError("mall.product-not-found");
  return product;
}

/** A product the caller may change. @throws mall.product-not-found, mall.city-out-of-scope */
export async function productToChange(ctx: Ctx, productId: string): Promise<Product> {
  const product = await productInScope(ctx, productId);
  refuseForeignCity(ctx, product.cityCodes);
  return product;
}

/** City staff manage what is for their city alone. @throws mall.city-out-of-scope */
export function refuseForeignCity(ctx: Ctx, cityCodes: readonly string[]): void {
  const own = staffActor(ctx).cityCode;
  if (own !== null && (cityCodes.length !== 1 || cityCodes[0] !== own)) throw new AppError("mall.city-out-of-scope");
}

type Move = {
  product: Product;
  action: string;
  reason?: string;
  change: Partial<Product> & { status: ProductStatus };
  /** Names of its services when it is to be found in the lists from now on, null when no longer. */
  onShelf: string[] | null;
};

/** One step of the state table, from the state and version that were read. @throws mall.product-state-conflict */
export async function moveProduct(
  ctx: Ctx,
  session: ClientSession,
  { product, action, reason, change, onShelf }: Move,
): Promise<void> {
  if (!canMoveProduct(product.status, change.status)) throw stateConflict(product);
  const filter = { _id: product._id, status: product.status, version: product.version };
  const { matchedCount } = await Products.updateOne(filter, { $set: { ...change, updatedAt: ctx.now } }, { session });
  if (matchedCount !== 1) throw stateConflict(product);
  await putOnShelf(session, { ...product, ...change }, onShelf);
  const steps = { before: { status: product.status }, after: { status: change.status } };
  await auditProduct(ctx, session, { product, action, ...(reason === undefined ? null : { reason }), ...steps });
}

type Facts = Omit<AuditInput, "subject"> & { product: Product };

export function auditProduct(ctx: Ctx, session: ClientSession, { product, action, ...facts }: Facts): Promise<void> {
  return recordAudit(ctx, session, {
    ...facts,
    action: `mall.${action}`,
    subject: { type: "mallProduct", id: product._id },
  });
}

export function stateConflict({ status }: Pick<Product, "status">): AppError {
  return new AppError("mall.product-state-conflict", { status, statusName: PRODUCT_STATUS_NAMES[status] });
}
