import type { OrderStatus } from "@club/shared/mall-orders";
import type { IconName } from "../../ui/icon";

/** How a state looks in lists; its name always stands in it. */
export const STATUS_TONES = { placed: "warn", fulfilled: "accent", closed: "ok", cancelled: "plain" } as const;

/** The sign on top of an order. */
export const STATUS_SIGNS: Record<OrderStatus, IconName> = {
  placed: "box",
  fulfilled: "truck",
  closed: "check",
  cancelled: "close",
};
