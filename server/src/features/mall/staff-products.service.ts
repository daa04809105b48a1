import type { InputOf, OutputOf } from "@club/shared/http";
import type * as contract from "@club/shared/mall-admin";
import type { ProductInput, ProductItem, StaffProduct } from "@club/shared/mall-admin";
import { PROVINCE_CODE } from "@club/shared/regions";
import { type Ctx, staffActor } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { newId } from "../../platform/ids";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { getCatalogue } from "../services/services.service";
import { canMoveProduct } from "./mall.rules";
import { NO_END, type Product, Products } from "./product.model";
import { putOnShelf } from "./product.shelf";
import {
  auditProduct,
  moveProduct,
  productInScope,
  productScope,
  productToChange,
  refuseForeignCity,
  stateConflict,
} from "./product.store";
import { toStaffProduct } from "./product.views";

/** Creates a draft. @throws mall.service-unavailable, mall.city-out-of-scope */
export async function createProduct(ctx: Ctx, input: InputOf<typeof contract.createProduct>): Promise<StaffProduct> {
  refuseForeignCity(ctx, input.cityCodes);
  await serviceNames(input.items);
  const { stockTotal } = input;
  const product: Product = {
    ...productFields(input),
    ...{ _id: newId(), status: "draft", kind: input.kind, stockTotal, stockLeft: stockTotal },
    ...{ version: 1, onSaleAt: ctx.now, createdBy: staffActor(ctx).id },
    ...{ createdAt: ctx.now, updatedAt: ctx.now },
  };
  await inTransaction(async (session) => {
    await Products.insertMany([product], { session });
    await auditProduct(ctx, session, { product, action: "create", after: auditFacts(product) });
  });
  return toStaffProduct(product, await getCatalogue());
}

/**
 * Changes a product as a whole, also while it is on sale; orders keep what they were placed with.
 * @throws mall.product-not-found, mall.version-conflict, mall.kind-fixed, mall.service-unavailable, mall.city-out-of-scope
 */
export async function updateProduct(ctx: Ctx, input: InputOf<typeof contract.updateProduct>): Promise<StaffProduct> {
  const before = await productToChange(ctx, input.productId);
  refuseForeignCity(ctx, input.cityCodes);
  if (before.kind !== input.kind) throw new AppError("mall.kind-fixed");
  const names = await serviceNames(input.items);
  const fields = productFields(input);
  const version = input.baseVersion + 1;
  await inTransaction(async (session) => {
    const filter = { _id: before._id, version: input.baseVersion, status: before.status };
    const update = { $set: { ...fields, version, updatedAt: ctx.now } };
    const { matchedCount } = await Products.updateOne(filter, update, { session });
    if (matchedCount !== 1) throw new AppError("mall.version-conflict", { version: before.version });
    await putOnShelf(session, { ...before, ...fields }, before.status === "onSale" ? names : null);
    const after = { ...auditFacts({ ...before, ...fields }), version };
    await auditProduct(ctx, session, { product: before, action: "update", before: auditFacts(before), after });
  });
  return getStaffProduct(ctx, input);
}

/**
 * Puts a product on sale. @throws mall.product-not-found, mall.product-state-conflict, mall.window-closed,
 * mall.service-unavailable, mall.city-out-of-scope
 */
export async function publishProduct(ctx: Ctx, input: { productId: string }): Promise<StaffProduct> {
  const product = await productToChange(ctx, input.productId);
  if (!canMoveProduct(product.status, "onSale")) throw stateConflict(product);
  if (product.closesAt <= ctx.now) throw new AppError("mall.window-closed");
  const onShelf = await serviceNames(product.items);
  await inTransaction((session) =>
    moveProduct(ctx, session, { product, action: "publish", onShelf, change: { status: "onSale", onSaleAt: ctx.now } }),
  );
  return getStaffProduct(ctx, input);
}

/** Takes a product off sale. @throws mall.product-not-found, mall.product-state-conflict, mall.city-out-of-scope */
export async function takeProductOff(ctx: Ctx, input: InputOf<typeof contract.takeProductOff>): Promise<StaffProduct> {
  const product = await productToChange(ctx, input.productId);
  const { reason } = input;
  await inTransaction((session) =>
    moveProduct(ctx, session, { product, action: "take-off", reason, onShelf: null, change: { status: "offSale" } }),
  );
  return getStaffProduct(ctx, input);
}

/** Adds pieces or takes some away. @throws mall.product-not-found, mall.stock-too-low, mall.city-out-of-scope */
export async function changeProductStock(
  ctx: Ctx,
  input: InputOf<typeof contract.changeProductStock>,
): Promise<StaffProduct> {
  const product = await productToChange(ctx, input.productId);
  const { delta, reason } = input;
  const catalogue = await getCatalogue();
  // The answer is made before the commit: a read that fails after it would leave the caller to ask for the same again.
  return inTransaction(async (session) => {
    const after = await Products.findOneAndUpdate(
      { _id: product._id, stockLeft: { $gte: Math.max(0, -delta) } },
      { $inc: { stockTotal: delta, stockLeft: delta }, $set: { updatedAt: ctx.now } },
      { session, returnDocument: "after" },
    ).lean<Product>();
    if (!after) throw new AppError("mall.stock-too-low", { stockLeft: product.stockLeft });
    await auditProduct(ctx, session, { product, action: "change-stock", reason, after: { delta } });
    return toStaffProduct(after, catalogue);
  });
}

/** The products the caller may see, newest first. */
export async function listStaffProducts(
  ctx: Ctx,
  input: InputOf<typeof contract.listStaffProducts>,
): Promise<OutputOf<typeof contract.listStaffProducts>> {
  const { status, category, cursor, limit } = input;
  const wanted = { ...(status === undefined ? null : { status }), ...(category === undefined ? null : { category }) };
  const { rows, nextCursor } = await findPage<Product>(Products, {
    filter: { ...wanted, ...productScope(ctx) },
    sort: { createdAt: -1, _id: -1 },
    cursor,
    limit,
  });
  const catalogue = await getCatalogue();
  return { items: rows.map((product) => toStaffProduct(product, catalogue)), nextCursor };
}

/** One product. @throws mall.product-not-found */
export async function getStaffProduct(ctx: Ctx, input: { productId: string }): Promise<StaffProduct> {
  return toStaffProduct(await productInScope(ctx, input.productId), await getCatalogue());
}

/** Names of the services in a product. @throws mall.service-unavailable */
async function serviceNames(items: readonly ProductItem[]): Promise<string[]> {
  const catalogue = await getCatalogue();
  const missing = items.filter((item) => !catalogue.get(item.serviceId)?.isActive).map((item) => item.serviceId);
  if (missing.length > 0) throw new AppError("mall.service-unavailable", { serviceIds: missing });
  return items.map((item) => catalogue.get(item.serviceId)?.name ?? "");
}

function productFields(input: ProductInput) {
  const { title, category, pictures, description, terms, pricePoints, items, perMemberLimit, sortRank } = input;
  return {
    ...{ title, category, pictures, description, terms, pricePoints, items, perMemberLimit, sortRank },
    cityCodes: [...new Set(input.cityCodes)],
    scopeCodes: input.cityCodes.length > 0 ? [...new Set(input.cityCodes)] : [PROVINCE_CODE],
    opensAt: new Date(input.opensAt),
    closesAt: input.closesAt === null ? NO_END : new Date(input.closesAt),
  };
}

function auditFacts({ title, pricePoints, perMemberLimit, stockTotal, cityCodes }: Product): Record<string, unknown> {
  return { title, pricePoints, perMemberLimit, stockTotal, cityCodes };
}
