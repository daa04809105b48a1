import { createHash } from "node:crypto";
import type { InputOf } from "@club/shared/http";
import { CODE_ALPHABET } from "@club/shared/ids";
import type { PlacedOrder, placeOrder as placeOrderEndpoint } from "@club/shared/mall-orders";
import { createBatcher } from "../../platform/batch";
import { type Ctx, memberActor } from "../../platform/context";
import { sha256 } from "../../platform/crypto";
import { isDuplicateKey } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { BooksMoved } from "../points/points.ledger";
import { type Order, Orders } from "./order.model";
import { toPlacedOrder } from "./order.views";
import { decide, loadFacts, type OrderRequest } from "./order-plan";
import { OrdersMoved, writeOrders } from "./order-write";

/** Orders in one transaction, of any products. */
const MAX_BATCH = 64;
const LINGER_MS = 4;
/** Others may order, cancel or edit between our look and our write; each round looks again. */
const MAX_ROUNDS = 6;
/** Symbols of an order's number: 70 bits. */
const ORDER_SYMBOLS = 14;

type Outcome = PlacedOrder | AppError;
const orderTogether = createBatcher<OrderRequest, PlacedOrder>({
  maxBatch: MAX_BATCH,
  lingerMs: LINGER_MS,
  run: runOrders,
});

/**
 * Orders a product: points, stock, the member's limit, vouchers and the order in one transaction, shared with the other orders
 * that are waiting: a product that everybody wants at once makes no storm of conflicts, and a group costs what one order costs. The same Idempotency-Key gets the same answer for ever.
 * @throws every code of the contract; request.idempotency-conflict for the same key with other content
 */
export async function placeOrder(ctx: Ctx, input: InputOf<typeof placeOrderEndpoint>): Promise<PlacedOrder> {
  const { id: memberId } = memberActor(ctx);
  if (ctx.idempotencyKey === undefined) throw new AppError("request.idempotency-key-missing");
  const { productId, quantity, unitPoints, address = null } = input;
  const request: OrderRequest = {
    ...{ ctx, memberId, productId, quantity, unitPoints, address },
    id: orderIdOf(memberId, ctx.idempotencyKey),
    requestHash: sha256(JSON.stringify([productId, quantity, unitPoints, address])),
  };
  return orderTogether(request);
}

/** The id of the order that a member's request makes: the same request always names the same one. */
function orderIdOf(memberId: string, requestKey: string): string {
  const digest = createHash("sha256").update(`mall-order:${memberId}:${requestKey}`).digest();
  return Array.from(digest.subarray(0, ORDER_SYMBOLS), (byte) => CODE_ALPHABET[byte & 31]).join("");
}

async function runOrders(requests: OrderRequest[]): Promise<Outcome[]> {
  const distinct = [...new Map(requests.map((request) => [request.id, request])).values()];
  for (let round = 1; ; round += 1) {
    try {
      const outcomes = await orderRound(distinct, round);
      return requests.map((request) => answerFor(request, distinct, outcomes));
    } catch (error) {
      if (!hasMoved(error) || round === MAX_ROUNDS) throw error;
    }
  }
}

/** A key that came twice in one group with different content is only answered for the content that was carried out. */
function answerFor(request: OrderRequest, distinct: OrderRequest[], outcomes: Map<string, Outcome>): Outcome {
  const carriedOut = distinct.find(({ id }) => id === request.id);
  if (carriedOut?.requestHash !== request.requestHash) return new AppError("request.idempotency-conflict");
  return outcomes.get(request.id) ?? new AppError("mall.product-not-found");
}

function hasMoved(error: unknown): boolean {
  return error instanceof OrdersMoved || error instanceof BooksMoved || isDuplicateKey(error);
}

/**
 * Looks, decides, writes. The first look does not ask whether an order was placed before: if so its insert fails, or it is
 * refused, and both are looked up then.
 */
async function orderRound(requests: OrderRequest[], round: number): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const known = round === 1 ? new Map<string, Order>() : await placedBefore(requests);
  for (const request of requests) {
    const earlier = known.get(request.id);
    if (earlier) outcomes.set(request.id, repeated(request, earlier));
  }
  const fresh = requests.filter((request) => !outcomes.has(request.id));
  const facts = await loadFacts(fresh);
  const { planned, refused } = decide(facts, fresh);
  const written = planned.length === 0 ? [] : await writeOrders(planned, facts.books);
  for (const [index, { request }] of planned.entries()) {
    const answer = written[index];
    if (answer instanceof AppError) refused.set(request, answer);
    else if (answer) outcomes.set(request.id, toPlacedOrder(answer));
  }
  const earlier = round === 1 && refused.size > 0 ? await placedBefore([...refused.keys()]) : new Map<string, Order>();
  for (const [request, reason] of refused) {
    const order = earlier.get(request.id);
    outcomes.set(request.id, order ? repeated(request, order) : reason);
  }
  return outcomes;
}

async function placedBefore(requests: readonly OrderRequest[]): Promise<Map<string, Order>> {
  const rows = await Orders.find({ _id: { $in: requests.map(({ id }) => id) } }).lean<Order[]>();
  return new Map(rows.map((row) => [row._id, row]));
}

function repeated(request: OrderRequest, earlier: Order): Outcome {
  return earlier.requestHash === request.requestHash
    ? toPlacedOrder(earlier)
    : new AppError("request.idempotency-conflict");
}
