import type { ClientSession } from "mongoose";
import { insertAll } from "../../platform/db";
import { type Product, ShelfRows } from "./product.model";
import { shelfRowsOf } from "./product.search";

/** Has a product found by what it is now, in the caller's transaction; `serviceNames` null takes it out of every list. */
export async function putOnShelf(
  session: ClientSession,
  product: Product,
  serviceNames: readonly string[] | null,
): Promise<void> {
  await ShelfRows.deleteMany({ productId: product._id }, { session });
  if (serviceNames) await insertAll(session, ShelfRows, shelfRowsOf(product, serviceNames));
}
