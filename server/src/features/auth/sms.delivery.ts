import { GatewayRefusal } from "../../gateways/gateways";
import type { OutboxHandler } from "../../platform/outbox";
import { PermanentDeliveryError } from "../../platform/outbox";

type SmsPayload = { phone: string; template: string; params: Record<string, string>; validUntil?: string };

/**
 * The outbox handler of kind "sms". What says something that is true until `validUntil` only, like a code, is not sent after that; a
 * number the provider refuses is not tried again.
 */
export const deliverSms: OutboxHandler = async (ctx, payload) => {
  const { phone, template, params, validUntil } = payload as SmsPayload;
  if (validUntil !== undefined && new Date(validUntil) <= ctx.now) {
    throw new PermanentDeliveryError(`not sent: it was valid until ${validUntil}`);
  }
  try {
    await ctx.gateways.sms.send({ phone, template, params });
  } catch (error) {
    if (error instanceof GatewayRefusal && error.reason !== "too-many") throw new PermanentDeliveryError(error.message);
    throw error;
  }
};
