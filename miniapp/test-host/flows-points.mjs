// Points and what they buy: checking in, ordering, cancelling, receiving, rating.
import { signInStaff } from "./club-api.mjs";
import { assertClean, assertEqual, callsTo, memberCaller, openPhone, registerByPages, reopen } from "./flow-kit.mjs";
import { meetAtShop, showVoucher } from "./flows-clerk.mjs";

const ORDER = /^\/api\/me\/orders$/;
const GIFT = 1_000;
const WASH = "标准洗车一次";
const HOLDER = "磁吸车载手机支架";

/** A new member with so many points more than registering gives. */
async function memberWithPoints(stage, number, points = GIFT) {
  const member = openPhone({ ...stage, user: `member-${number}` });
  await registerByPages(member, { phone: `139000010${number}` });
  const call = memberCaller(member, stage.club);
  if (points === 0) return { member, call };
  const staff = await signInStaff(stage.club, "admin");
  const { id: memberId } = await call("GET", "/members/me");
  const gift = { memberId, points, reason: "试用商城" };
  const key = { "idempotency-key": `points-gift-${number}` };
  const { id, status } = await staff("POST", "/staff/points/adjustments", gift, key);
  // Beyond what one person may give on a day a second one has a look.
  if (status === "pending") {
    const finance = await signInStaff(stage.club, "finance");
    await finance("POST", `/staff/points/adjustments/${id}/approve`);
  }
  return { member, call };
}

const balanceOf = async (call) => (await call("GET", "/me/points")).balancePoints;

/** From the list of the mall to the product's page, by searching for it. */
async function findProduct(member, title) {
  member.switchTab("/pages/mall/index");
  await member.type("搜索商品或服务", title);
  await member.tap("搜索");
  await member.see("清除");
  await member.tap(new RegExp(`^${title}，`));
  await member.at("pages/orders/product/index");
  await member.see(title);
}

/** The price of one piece, as the product's page was told. */
const shownPrice = (member) => callsTo(member, "GET", /^\/api\/mall\/products\/[^/]+$/).pop().answer.pricePoints;

export async function checkInEarns(stage) {
  const { member, call } = await memberWithPoints(stage, 41, 0);
  const before = await balanceOf(call);
  const { todayPoints } = await call("GET", "/me/check-ins");
  member.go("/pages/points/check-in/index");
  await member.see(`今天签到可得 ${todayPoints} 积分`);
  await member.tap("签到");
  await member.see(`签到成功，得到 ${todayPoints} 积分`);
  await member.see("已连续签到 1 天");
  await call("POST", "/me/check-ins");
  assertEqual(await balanceOf(call), before + todayPoints, "points after checking in twice");
  member.relaunch("/pages/points/index");
  await member.see(`${before + todayPoints} 积分`);
  await member.see("每日签到");
  await member.see(`+${todayPoints}`);
  await member.see(`余额 ${before + todayPoints}`);
  assertClean(member);
  member.host.stop();
}

/** Two pieces; every answer is lost until the program is closed. Opened again, the page asks for just that order again. */
export async function orderLostReply(stage) {
  const { member, call } = await memberWithPoints(stage, 42);
  const before = await balanceOf(call);
  await findProduct(member, WASH);
  await member.tap("立即兑换");
  await member.tap("增加一件");
  member.host.network.faults.push(({ method, path }) => (method === "POST" && ORDER.test(path) ? "lost" : null));
  const price = 2 * shownPrice(member);
  await member.tap(`用 ${price} 积分兑换`);
  await member.see("没有收到兑换结果");
  const sent = callsTo(member, "POST", ORDER);
  const productId = member.host.pages.query().id;
  const again = reopen(member, stage);
  again.go(`/pages/orders/confirm/index?id=${productId}`);
  await again.see("没有收到兑换结果");
  await again.see("2 件");
  await again.tap("再试一次");
  await again.see("兑换成功");
  const keys = [...sent, ...callsTo(again, "POST", ORDER)].map(({ header }) => header["idempotency-key"]);
  assertEqual(new Set(keys).size, 1, "keys used");
  assertEqual((await call("GET", "/me/orders")).items.length, 1, "orders");
  assertEqual(await balanceOf(call), before - price, "points after the order");
  await again.tap("查看订单");
  await again.see("已到账");
  await again.tap(/^洗车 2 张/);
  await again.see("给商户看这个码");
  assertClean(again);
  again.host.stop();
  return `${keys.length} sent, 1 effect`;
}

export async function cancelGivesBack(stage) {
  const { member, call } = await memberWithPoints(stage, 43);
  const before = await balanceOf(call);
  await orderByPages(member, WASH);
  await member.tap("查看订单");
  await member.tap("取消订单");
  await member.see("订单已取消，已退回");
  await member.until("no second cancelling", () => member.host.pages.find({ text: "取消订单" }).length === 0);
  assertEqual(await balanceOf(call), before, "points after cancelling");
  assertEqual((await call("GET", "/me/voucher-cards?group=usable")).items.length, 0, "vouchers after cancelling");
  assertEqual(member.host.phone.dialogs.length, 1, "questions asked");
  member.relaunch("/pages/orders/index");
  await member.tap("已取消");
  await member.see(WASH);
  assertClean(member);
  member.host.stop();
}

async function orderByPages(member, title) {
  await findProduct(member, title);
  await member.tap("立即兑换");
  await member.tap(/^用 [\d,]+ 积分兑换$/);
  await member.see("兑换成功");
}

export async function shortOfPoints(stage) {
  const { member, call } = await memberWithPoints(stage, 44, 0);
  const balance = await balanceOf(call);
  await findProduct(member, WASH);
  await member.see(`还差 ${shownPrice(member) - balance} 积分`);
  await member.tap("怎样赚积分");
  await member.at("pages/points/earn/index");
  await member.see("每日签到");
  await member.tap(/，去签到$/);
  await member.at("pages/points/check-in/index");
  assertEqual(await balanceOf(call), balance, "points");
  assertClean(member);
  member.host.stop();
}

export async function goodsWithAddress(stage) {
  const { member, call } = await memberWithPoints(stage, 45);
  await findProduct(member, HOLDER);
  await member.tap("立即兑换");
  await member.tap(/^用 [\d,]+ 积分兑换$/);
  await member.see("请选择收货城市");
  await member.type("收货人", "王小明");
  await member.type("手机号", "13900001045");
  await member.tap(/^所在城市/);
  await member.tap("济南市");
  await member.type("详细地址", "历下区泺源大街 1 号 2 号楼 301");
  await member.tap(/^用 [\d,]+ 积分兑换$/);
  await member.see("兑换成功");
  await member.tap("查看订单");
  await member.see("待发货");
  const [{ id }] = (await call("GET", "/me/orders")).items;
  const staff = await signInStaff(stage.club, "admin");
  const shipping = { carrier: "sf", trackingNo: "SF1234567890" };
  await staff("POST", `/staff/mall/orders/${id}/ship`, shipping, { "idempotency-key": `ship-${id}` });
  member.host.pages.hide();
  member.host.pages.show();
  await member.see("顺丰速运");
  await member.tap("复制");
  await member.until("the number is copied", () => member.host.phone.clipboard === shipping.trackingNo);
  await member.tap("确认收货");
  await member.see("已确认收货，订单完成");
  await member.see("已完成");
  assertClean(member);
  member.host.stop();
}

export async function rateUsedVoucher(stage) {
  const { member, clerk } = await meetAtShop(stage, 46);
  const call = memberCaller(member, stage.club);
  clerk.host.phone.scans.push(await showVoucher(member, "洗车"));
  await clerk.tap("扫码核销");
  await clerk.tap("确认核销");
  await clerk.see("核销成功");
  await member.see("已使用");
  const before = await balanceOf(call);
  await member.tap("去评价");
  await member.tap("5 星");
  await member.tap("技术专业");
  await member.type("评价内容", "洗得很干净");
  await member.tap("提交评价");
  await member.see("我的评价");
  await member.see("技术专业");
  await member.see("洗得很干净");
  const { answer } = callsTo(member, "POST", /\/rating$/).pop();
  assertEqual(await balanceOf(call), before + answer.earnedPoints, "points after rating");
  member.relaunch("/pages/vouchers/index");
  await member.tap("已使用");
  await member.tap(/^洗车，.+店，/);
  await member.see("凭证编号");
  await member.see("洗得很干净");
  assertClean(member);
  member.host.stop();
  clerk.host.stop();
}
