import type { ProductKind, ProductPicture } from "@club/shared/mall";
import type { Carrier, OrderStatus } from "@club/shared/mall-orders";
import type { PlateBinding } from "@club/shared/services";
import { Schema } from "mongoose";
import { model } from "../../platform/db";

/** The vouchers that an order gave for one service: the card's id is the voucher feature's. */
type OrderCard = {
  cardId: string;
  serviceId: string;
  quantity: number;
  /** Exclusive. */
  expiresAt: Date;
  plateBinding: PlateBinding;
};
type Shipping = { carrier: Carrier; trackingNo: string; shippedAt: Date; by: string };
/** How an order ended before its time. */
export type Cancelling = {
  byKind: string;
  byId: string;
  reason: string;
  postingId: string;
  returnedPoints: number;
  lapsedPoints: number;
};

/**
 * One order (订单). `_id` follows from the member and the request's key, so that one request is one order for ever; it is also
 * the number people read. What it says of product and price never changes.
 */
export type Order = {
  _id: string;
  memberId: string;
  /** The member's city when the order was placed. */
  cityCode: string;
  productId: string;
  productVersion: number;
  kind: ProductKind;
  title: string;
  picture: ProductPicture;
  unitPoints: number;
  quantity: number;
  totalPoints: number;
  status: OrderStatus;
  /** Of the request's content: the same key with other content is a mistake of the client. */
  requestHash: string;
  /** The points that were paid. */
  postingId: string;
  balancePoints: number;
  /** Encrypted JSON of an OrderAddress; null for vouchers, and when it was erased. */
  addressEnc: string | null;
  cards: OrderCard[];
  shipping: Shipping | null;
  cancelling: Cancelling | null;
  placedAt: Date;
  fulfilledAt: Date | null;
  closedAt: Date | null;
  cancelledAt: Date | null;
  /** When a fulfilled order closes by itself; null before. */
  closesItselfAt: Date | null;
  updatedAt: Date;
};

const text = { type: String, required: true } as const;
const whole = { type: Number, required: true } as const;
const date = { type: Date, required: true } as const;
const optionalDate = { type: Date, default: null } as const;
const within = { _id: false } as const;

const card = new Schema<OrderCard>(
  { cardId: text, serviceId: text, quantity: whole, expiresAt: date, plateBinding: text },
  within,
);
const shipping = new Schema<Shipping>({ carrier: text, trackingNo: text, shippedAt: date, by: text }, within);
const cancelling = new Schema<Cancelling>(
  { byKind: text, byId: text, reason: text, postingId: text, returnedPoints: whole, lapsedPoints: whole },
  within,
);

const orderSchema = new Schema<Order>({
  _id: text,
  memberId: text,
  cityCode: text,
  productId: text,
  productVersion: whole,
  kind: text,
  title: text,
  picture: text,
  unitPoints: whole,
  quantity: whole,
  totalPoints: whole,
  status: text,
  requestHash: text,
  postingId: text,
  balancePoints: whole,
  addressEnc: { type: String, default: null },
  cards: { type: [card], required: true },
  shipping: { type: shipping, default: null },
  cancelling: { type: cancelling, default: null },
  placedAt: date,
  fulfilledAt: optionalDate,
  closedAt: optionalDate,
  cancelledAt: optionalDate,
  closesItselfAt: optionalDate,
  updatedAt: date,
});
orderSchema.index({ memberId: 1, placedAt: -1, _id: -1 });
orderSchema.index({ placedAt: -1, _id: -1 });
orderSchema.index({ status: 1, placedAt: -1, _id: -1 });
orderSchema.index({ cityCode: 1, placedAt: -1, _id: -1 });
orderSchema.index({ cityCode: 1, status: 1, placedAt: -1, _id: -1 });
orderSchema.index({ productId: 1, placedAt: -1, _id: -1 });
orderSchema.index({ closesItselfAt: 1 });

/**
 * Shard key: _id (hashed). Queries and their index: by _id (placing, proofs); a member's { memberId, placedAt, _id }; the
 * staff's list { placedAt, _id } of all, a status, a city, a city and status, a product; a product's sums { productId, … };
 * what closes by itself { closesItselfAt }, null but for fulfilled ones.
 */
export const Orders = model<Order>("mallOrders", orderSchema);
