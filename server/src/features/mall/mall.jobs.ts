import type { Job } from "../../platform/jobs";
import { closeDueOrders } from "./order-close.service";
import { takeEndedProductsOff } from "./product-sweep.service";

export const mallJobs: Job[] = [
  { name: "mall.close-orders", everySeconds: 300, run: async (ctx) => void (await closeDueOrders(ctx)) },
  { name: "mall.take-off", everySeconds: 60, run: async (ctx) => void (await takeEndedProductsOff(ctx)) },
];
