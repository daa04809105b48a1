import { PRODUCT_STATUS_NAMES, type ProductStatus } from "@club/shared/mall";
import type { StaffProduct } from "@club/shared/mall-admin";
import type { OrderStatus } from "@club/shared/mall-orders";
import { formatPoints } from "@club/shared/points";
import { cityName } from "@club/shared/regions";
import type { ReactNode } from "react";
import { countText, StateTag, type Tone } from "../../kit/values";

const PRODUCT_TONES: Record<ProductStatus, Tone> = { draft: "quiet", onSale: "going", offSale: "waiting" };

export function ProductState({ status }: { status: ProductStatus }) {
  return <StateTag text={PRODUCT_STATUS_NAMES[status]} tone={PRODUCT_TONES[status]} />;
}

const ORDER_TONES: Record<OrderStatus, Tone> = {
  placed: "waiting",
  fulfilled: "going",
  closed: "done",
  cancelled: "quiet",
};

/** `name` differs by kind: vouchers are 已到账 where goods are 待收货. */
export function OrderState({ status, name }: { status: OrderStatus; name: string }) {
  return <StateTag text={name} tone={ORDER_TONES[status]} />;
}

/** Points of the mall, in the amber that is theirs alone. */
export function PointsPrice({ points }: { points: number }): ReactNode {
  return <span className="num points-price">{formatPoints(points)}</span>;
}

export function citiesText(cityCodes: readonly string[]): string {
  return cityCodes.length === 0 ? "全省" : cityCodes.map(cityName).join("、");
}

export function stockText({ stockLeft, stockTotal }: Pick<StaffProduct, "stockLeft" | "stockTotal">): string {
  return `${countText(stockLeft)} / ${countText(stockTotal)}`;
}

/** "洗车 × 3，下单后 90 天内有效". */
export function itemText(item: {
  serviceName: string;
  quantity: number;
  validDays: number;
  plateBinding: string;
}): string {
  const plate = item.plateBinding === "required" ? "，须绑定车牌" : "";
  return `${item.serviceName} × ${item.quantity}，下单后 ${item.validDays} 天内有效${plate}`;
}
