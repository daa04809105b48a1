import type { Ctx } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { isAppError } from "../../platform/problem";
import { type Product, Products } from "./product.model";
import { moveProduct } from "./product.store";

const BATCH = 100;
const REASON = "兑换时间已结束，自动下架";

/** Takes off sale what is past its end, in batches by index; answers how many. May be cut off and run again at any time. */
export async function takeEndedProductsOff(ctx: Ctx): Promise<number> {
  const due = await Products.find({ status: "onSale", closesAt: { $lte: ctx.now } })
    .sort({ closesAt: 1 })
    .limit(BATCH)
    .lean<Product[]>();
  let taken = 0;
  for (const product of due) if (await takeOff(ctx, product)) taken += 1;
  return taken;
}

async function takeOff(ctx: Ctx, product: Product): Promise<boolean> {
  const change = { status: "offSale" as const };
  try {
    await inTransaction((session) =>
      moveProduct(ctx, session, { product, action: "take-off", reason: REASON, change, onShelf: null }),
    );
    return true;
  } catch (error) {
    // Edited or taken off by somebody in the meantime: the next run looks again.
    if (isAppError(error, "mall.product-state-conflict")) return false;
    throw error;
  }
}
