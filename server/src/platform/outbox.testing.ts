import type { Ctx } from "./context";
import { type Delivered, deliverKind, type OutboxHandlers } from "./outbox";

/** Delivers what is due of every kind, as one round of the club's jobs does. Answers how many were sent and how many failed. */
export async function deliverDue(ctx: Ctx, handlers: OutboxHandlers): Promise<Delivered> {
  const sum = { sent: 0, failed: 0 };
  for (const [kind, handler] of Object.entries(handlers)) {
    const { sent, failed } = await deliverKind(ctx, kind, handler);
    sum.sent += sent;
    sum.failed += failed;
  }
  return sum;
}
