import * as mall from "@club/shared/mall";
import * as products from "@club/shared/mall-admin";
import * as orders from "@club/shared/mall-orders";
import * as orderAdmin from "@club/shared/mall-orders-admin";
import { ADDRESS, buy, givePoints, goodsInput, productInput, productOnSale } from "../src/features/mall/mall.test-kit";
import { aCase, type Case } from "./cases";
import { HOME, type World } from "./world";

const reason = "测试需要";
const city = { concerns: "city" } as const;
const cityList = { concerns: "city", outsider: "list" } as const;
const ofMember = { concerns: "member" } as const;
const memberList = { concerns: "member", outsider: "list" } as const;

const atHome = { cityCodes: [HOME] };
const newProduct = ({ api, people }: World, change = {}) =>
  productOnSale(api, { ...atHome, ...change }, people.provinceAdmin);

async function draftProduct({ api, people }: World): Promise<products.StaffProduct> {
  return api.call(products.createProduct, { ...productInput(atHome), stockTotal: 5 }, { as: people.cityAdmin });
}

/** An order of the member: goods that wait to be sent, or vouchers. */
async function newOrder(world: World, kind: "goods" | "voucher" = "goods"): Promise<{ orderId: string }> {
  const { api, member } = world;
  const product = await newProduct(world, kind === "goods" ? { kind } : {});
  await givePoints(api, member.id, product.pricePoints);
  const { orderId } = await buy(api, { product, as: member });
  return { orderId };
}

async function sentOrder(world: World): Promise<{ orderId: string }> {
  const { orderId } = await newOrder(world);
  const parcel = { orderId, carrier: "sf", trackingNo: "SF1234567890" } as const;
  await world.api.call(orderAdmin.shipOrder, parcel, { as: world.people.cityAdmin });
  return { orderId };
}

export const mallCases: Case[] = [
  aCase(mall.listProducts, { concerns: "everyone" })(async (world) => {
    await newProduct(world);
    return { input: { category: "wash", q: "洗车", cityCode: HOME, sort: "newest", limit: 20 } };
  }),
  aCase(mall.getProduct, { concerns: "everyone" })(async (world) => ({
    input: { productId: (await newProduct(world)).id },
  })),
  aCase(orders.placeOrder, { concerns: "caller" })(async (world, { user }) => {
    const product = await newProduct(world, { kind: "goods" });
    if (user) await givePoints(world.api, user.actor.id, product.pricePoints);
    return { input: { productId: product.id, quantity: 1, unitPoints: product.pricePoints, address: ADDRESS } };
  }),
  aCase(
    orders.listMyOrders,
    memberList,
  )(async (world) => {
    await newOrder(world);
    return { input: { status: "placed", limit: 100 } };
  }),
  aCase(orders.getMyOrder, ofMember)(async (world) => ({ input: await newOrder(world, "voucher") })),
  aCase(orders.cancelMyOrder, ofMember)(async (world) => ({ input: await newOrder(world, "voucher") })),
  aCase(orders.confirmMyReceipt, ofMember)(async (world) => ({ input: await sentOrder(world) })),
  aCase(orders.getMyLastAddress, { concerns: "caller", reveals: ["phone"] })(async (world) => {
    await newOrder(world);
    return { input: {} };
  }),
  aCase(products.createProduct, { concerns: "city", outsider: "mall.city-out-of-scope" })(() => ({
    input: { ...productInput(atHome), stockTotal: 10 },
  })),
  aCase(
    products.updateProduct,
    city,
  )(async (world) => {
    const { id: productId, version: baseVersion } = await newProduct(world, { kind: "goods" });
    return { input: { productId, baseVersion, ...goodsInput(atHome) } };
  }),
  aCase(products.publishProduct, city)(async (world) => ({ input: { productId: (await draftProduct(world)).id } })),
  aCase(
    products.takeProductOff,
    city,
  )(async (world) => ({ input: { productId: (await newProduct(world)).id, reason } })),
  aCase(
    products.changeProductStock,
    city,
  )(async (world) => ({ input: { productId: (await newProduct(world)).id, delta: -1, reason } })),
  aCase(
    products.listStaffProducts,
    cityList,
  )(async (world) => {
    await newProduct(world);
    return { input: { status: "onSale", category: "wash", limit: 100 } };
  }),
  aCase(products.getStaffProduct, city)(async (world) => ({ input: { productId: (await newProduct(world)).id } })),
  aCase(products.getProductFigures, city)(async (world) => ({ input: { productId: (await newProduct(world)).id } })),
  aCase(
    orderAdmin.listStaffOrders,
    cityList,
  )(async (world) => {
    await newOrder(world);
    return { input: { status: "placed", placedOn: "2026-11-22", limit: 100 } };
  }),
  aCase(orderAdmin.getStaffOrder, city)(async (world) => ({ input: await newOrder(world) })),
  aCase(orderAdmin.revealOrderAddress, { ...city, reveals: ["phone"] })(async (world) => ({
    input: { ...(await newOrder(world)), reason },
  })),
  aCase(
    orderAdmin.shipOrder,
    city,
  )(async (world) => ({ input: { ...(await newOrder(world)), carrier: "ems", trackingNo: "1234567890" } })),
  aCase(orderAdmin.cancelStaffOrder, city)(async (world) => ({ input: { ...(await newOrder(world)), reason } })),
];
