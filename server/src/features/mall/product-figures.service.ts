import type { OutputOf } from "@club/shared/http";
import type * as contract from "@club/shared/mall-admin";
import { ORDER_STATUS_NAMES, ORDER_STATUSES, type OrderStatus } from "@club/shared/mall-orders";
import type { Ctx } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { Orders } from "./order.model";
import { type Product, Products } from "./product.model";
import { productInScope } from "./product.store";

/** Orders, pieces and points by state. Index: { productId, placedAt, _id }. @throws mall.product-not-found */
export async function getProductFigures(
  ctx: Ctx,
  input: { productId: string },
): Promise<OutputOf<typeof contract.getProductFigures>> {
  await productInScope(ctx, input.productId);
  return inTransaction(async (session) => {
    const product = await Products.findById(input.productId, null, { session }).lean<Product>();
    if (!product) throw new AppError("mall.product-not-found");
    const rows = await Orders.aggregate<{ _id: OrderStatus; orders: number; quantity: number; points: number }>(
      [
        { $match: { productId: product._id } },
        {
          $group: {
            _id: "$status",
            orders: { $sum: 1 },
            quantity: { $sum: "$quantity" },
            points: { $sum: "$totalPoints" },
          },
        },
      ],
      { session },
    );
    const byStatus = ORDER_STATUSES.map((status) => {
      const { orders = 0, quantity = 0, points = 0 } = rows.find((row) => row._id === status) ?? {};
      return { status, statusName: ORDER_STATUS_NAMES[status], orders, quantity, points };
    });
    const live = byStatus.filter(({ status }) => status !== "cancelled");
    const soldCount = live.reduce((sum, row) => sum + row.quantity, 0);
    const { _id: productId, stockTotal, stockLeft } = product;
    return {
      ...{ productId, stockTotal, stockLeft, byStatus, soldCount },
      soldPoints: live.reduce((sum, row) => sum + row.points, 0),
      isBalanced: stockTotal - stockLeft === soldCount,
    };
  });
}
