import { districtsOf } from "@club/shared/regions";
import { addDays, HOUR_MS } from "@club/shared/time";
import { cancelMyOrder, confirmMyReceipt } from "../features/mall/my-orders.service";
import { placeOrder } from "../features/mall/order-place.service";
import { type Product, Products } from "../features/mall/product.model";
import { shipOrder } from "../features/mall/staff-orders.service";
import { createProduct, publishProduct, takeProductOff } from "../features/mall/staff-products.service";
import { isAppError } from "../platform/problem";
import { type PlannedProduct, planProducts } from "./mall-plan";
import { type PlannedMember, planMember } from "./member-plan";
import { memberCtx } from "./seed-claims";
import { type SeedRun, staffCtx } from "./seed-run";
import { staffByLogin } from "./seed-staff";

/** The mall has been open for so many days. */
const OPEN_DAYS = 18;
/** Members who order, and how often at most. */
const BUYERS = 60;
const ORDERS_EACH = 3;

/**
 * The points mall: products, and orders of the first members by the services that guard them, shipped, received and cancelled.
 * Whoever has too few points orders nothing. Run again it finds what is there.
 */
export async function seedMall(run: SeedRun): Promise<void> {
  const products: Product[] = [];
  const before = addDays(run.startedAt, -OPEN_DAYS - 1);
  for (const planned of planProducts(run.startedAt, before)) products.push(await ensureProduct(run, planned, before));
  const onSale = products.filter((product) => product.status === "onSale");
  let orders = 0;
  for (let n = 0; n < Math.min(BUYERS, run.memberCount); n += 1) {
    const member = planMember(n, run.startedAt);
    for (let turn = 0; turn < ORDERS_EACH; turn += 1)
      orders += (await orderOnce(run, { member, turn, product: onSale[(n * 5 + turn * 3) % onSale.length] })) ? 1 : 0;
  }
  run.progress(`积分商城 商品 ${products.length} 件，订单 ${orders} 个`);
}

/** A product by its title, made and put into its state when it is not there yet. */
async function ensureProduct(run: SeedRun, { input, stock, state }: PlannedProduct, at: Date): Promise<Product> {
  const ctx = staffCtx(run, await staffByLogin("admin"), at);
  const found = await Products.findOne({ createdAt: at, title: input.title }).lean<Product>();
  const productId = found?._id ?? (await createProduct(ctx, { ...input, stockTotal: stock })).id;
  const status = found?.status ?? "draft";
  if (status === "draft" && state !== "draft") await publishProduct(ctx, { productId });
  if (status !== "offSale" && state === "offSale") await takeProductOff(ctx, { productId, reason: "换季下架" });
  return (await Products.findById(productId).lean<Product>()) as Product;
}

type Wish = { member: PlannedMember; turn: number; product: Product | undefined };

/** One order with what becomes of it; false when the member could not have it. */
async function orderOnce(run: SeedRun, { member, turn, product }: Wish): Promise<boolean> {
  if (!product) return false;
  const at = new Date(addDays(run.startedAt, -OPEN_DAYS + turn * 6).getTime() + (member.n % 50) * 2 * HOUR_MS);
  if (at <= member.registeredAt || at >= run.startedAt) return false;
  const ctx = { ...memberCtx(run, member, at), idempotencyKey: `demo-order-${turn}` };
  const address = { name: member.name, phone: member.phone, cityCode: member.cityCode, detail: streetOf(member) };
  const wish = { productId: product._id, quantity: 1, unitPoints: product.pricePoints };
  try {
    const { orderId } = await placeOrder(ctx, product.kind === "goods" ? { ...wish, address } : wish);
    await follow(run, { orderId, at, member, turn, isGoods: product.kind === "goods" });
    return true;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}

type Placed = { orderId: string; at: Date; member: PlannedMember; turn: number; isGoods: boolean };

/** The oldest parcels have arrived, the next are on their way, the last wait; now and then somebody thinks again. */
async function follow(run: SeedRun, { orderId, at, member, turn, isGoods }: Placed): Promise<void> {
  const later = (hours: number) => new Date(at.getTime() + hours * HOUR_MS);
  if (member.n % 7 === 6) return void (await unlessDone(cancelMyOrder(memberCtx(run, member, later(1)), { orderId })));
  if (!isGoods || turn === 2) return;
  const admin = staffCtx(run, await staffByLogin("admin"), later(20));
  const trackingNo = `SF10${String(member.n).padStart(6, "0")}${turn}`;
  await unlessDone(shipOrder(admin, { orderId, carrier: "sf", trackingNo }));
  if (turn === 0) await unlessDone(confirmMyReceipt(memberCtx(run, member, later(70)), { orderId }));
}

/** A run that was cut off has done this already. */
async function unlessDone(step: Promise<unknown>): Promise<void> {
  await step.catch((error: unknown) => {
    if (!isAppError(error, "mall.order-state-conflict") && !isAppError(error, "mall.already-shipped")) throw error;
  });
}

function streetOf({ n, cityCode }: PlannedMember): string {
  const districts = districtsOf(cityCode);
  const district = districts[n % Math.max(1, districts.length)]?.name ?? "";
  return `${district}人民路 ${(n % 180) + 1} 号 ${(n % 6) + 1} 单元 ${(n % 20) + 1}01`;
}
