import { GatewayRefusal } from "../../gateways/gateways";
import type { OutboxHandler } from "../../platform/outbox";
import { PermanentDeliveryError } from "../../platform/outbox";

/** The outbox handler of kind "sms": payload { phone, template, params }. A number the provider refuses is not tried again. */
export const deliverSms: OutboxHandler = async (ctx, payload) => {
  const { phone, template, params } = payload as { phone: string; template: string; params: Record<string, string> };
  try {
    await ctx.gateways.sms.send({ phone, template, params });
  } catch (error) {
    if (error instanceof GatewayRefusal && error.reason !== "too-many") throw new PermanentDeliveryError(error.message);
    throw error;
  }
};
