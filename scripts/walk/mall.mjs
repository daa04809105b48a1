// Points and what they buy, on the phone: rating and checking in, then the mall, an order, taking it back, goods with an address.
import { answering, changing, LONG, refusing } from "./answers.mjs";
import { goTab, open, sees, tap, tappable, type } from "./phone.mjs";
import { becomesMember, reopen } from "./states.mjs";

const WASH = "标准洗车一次";
/** Costs more than a new member can have earned. */
const LOUNGE = "机场贵宾休息室";
const KIT = "车载急救包";

/** A voucher that was just used is rated. */
export async function memberRates(page, { report, look, name }) {
  await report.step(page, "a used voucher is rated, and the rating stays on it", async () => {
    await tap(page, "去评价");
    await sees(page, "点星星打分");
    await tap(page, "4 星");
    await tap(page, "技术专业");
    await page.locator("[role=dialog] textarea").filter({ visible: true }).fill("师傅很细心，轮毂也洗得干净。");
    await look(page, `${name}-rating`);
    await tap(page, "提交评价");
    await sees(page, "我的评价");
    await sees(page, "师傅很细心");
    await look(page, `${name}-rating-given`);
  });
}

/** A new member: the first check-in, the rows of the account, how to earn more, and what is still out of reach. */
export async function memberEarns(page, { report, look, name }) {
  const step = (title, work) => report.step(page, title, work);
  await step("checking in from the calendar gives today's points", async () => {
    await open(page, "pages/me/index");
    await tap(page, "每日签到");
    await sees(page, "今天签到可得");
    await tappable(page, "签到").waitFor();
    await tap(page, "签到");
    await sees(page, "签到成功，得到");
    await sees(page, "今天已签到");
    await look(page, `${name}-checkin`);
    await tap(page, "上个月");
    await sees(page, "年");
    await look(page, `${name}-checkin-before`);
  });
  await step("the account tells every change with its reason and the balance after it", async () => {
    await open(page, "pages/points/index");
    await sees(page, "可用积分");
    await sees(page, "注册会员");
    await sees(page, "余额");
    await look(page, `${name}-points`, { whole: true });
    await tap(page, "怎样赚积分");
    await sees(page, "评价");
    await look(page, `${name}-earn`);
  });
  await step("what costs more than the member has says how much is missing", async () => {
    await findsProduct(page, LOUNGE);
    await sees(page, /还差 [\d,]+ 积分/);
    await look(page, `${name}-product-short`);
    await tappable(page, "怎样赚积分").waitFor();
  });
}

/** From the mall's tab to a product's page, by its name. */
async function findsProduct(page, title) {
  await open(page, "pages/mall/index");
  await type(page, "搜索商品或服务", title);
  await tap(page, "搜索");
  await tappable(page, "清除").waitFor();
  await tap(page, title);
  await sees(page, "商品介绍");
}

/** A member of the demo data with points: orders, takes it back, and has goods sent. */
export async function memberSpends(page, { report, look, name }) {
  const step = (title, work) => report.step(page, title, work);
  await step("a visitor looks at the mall and at a product", () => visitorLooks(page, { look, name }));
  await step("a member with points signs in", () => becomesMember(page));
  await step("the mall is searched, sorted and narrowed", () => looksAtMall(page, { look, name }));
  await step("a voucher is ordered with points, and is there at once", () => orders(page, { look, name }));
  await step("the order is cancelled, and the points are back", () => cancels(page, { look, name }));
  await step("goods are ordered to an address", () => ordersGoods(page, { look, name }));
}

async function visitorLooks(page, { look, name }) {
  await open(page, "pages/home/index");
  await sees(page, "注册就送礼包");
  await goTab(page, "积分商城");
  await sees(page, "登录后可以用积分兑换");
  await sees(page, WASH);
  await look(page, `${name}-mall-guest`);
  await tap(page, WASH);
  await tappable(page, "登录后兑换").waitFor();
  await look(page, `${name}-product-guest`);
}

async function looksAtMall(page, { look, name }) {
  await goTab(page, "积分商城");
  await sees(page, "我的订单");
  await sees(page, WASH);
  await look(page, `${name}-mall`);
  await tap(page, "车品好物");
  await sees(page, KIT);
  await tap(page, "积分多");
  await tappable(page, "车品好物，当前分类").waitFor();
  await look(page, `${name}-mall-goods`);
  await type(page, "搜索商品或服务", "没有这种商品");
  await tap(page, "搜索");
  await sees(page, "没有找到这样的商品");
  await look(page, `${name}-mall-none`);
  await tap(page, "看看全部商品");
  await sees(page, WASH);
}

async function orders(page, { look, name }) {
  await findsProduct(page, WASH);
  await tappable(page, "立即兑换").waitFor();
  await look(page, `${name}-product`);
  await tap(page, "立即兑换");
  await sees(page, "共用积分");
  await tap(page, "增加一件");
  await sees(page, "兑换后剩余");
  await look(page, `${name}-order-confirm`);
  await tap(page, "积分兑换");
  await sees(page, "兑换成功");
  await look(page, `${name}-order-placed`);
  await tap(page, "查看订单");
  await sees(page, "已到账");
  await tappable(page, "取消订单").waitFor();
  await look(page, `${name}-order`, { whole: true });
}

async function cancels(page, { look, name }) {
  await tap(page, "取消订单");
  await sees(page, "再想想");
  await page.locator(".taro-model__confirm").filter({ visible: true }).click();
  await sees(page, "订单已取消，已退回");
  await look(page, `${name}-order-cancelled`);
}

async function ordersGoods(page, { look, name }) {
  await findsProduct(page, KIT);
  await tap(page, "立即兑换");
  await sees(page, "收货地址");
  await type(page, "收货人", "");
  await tap(page, "积分兑换");
  await sees(page, "请填写收货人");
  await look(page, `${name}-order-address`, { whole: true });
  await type(page, "收货人", "欧阳明远");
  await type(page, "手机号", "13900001234");
  await tap(page, "所在城市");
  await tap(page, "济南市");
  await type(page, "详细地址", "历下区泺源大街 1 号俱乐部家属院 2 号楼 3 单元 301");
  await tap(page, "积分兑换");
  await sees(page, "兑换成功");
  await tap(page, "查看订单");
  await sees(page, "待发货");
  await look(page, `${name}-order-goods`, { whole: true });
  await open(page, "pages/orders/index");
  await sees(page, "待发货");
  await look(page, `${name}-orders`);
}

/** Twenty products with names as long as the contract takes. */
function manyLong({ items: [first] }) {
  const items = Array.from({ length: 20 }, (_, index) => ({
    ...first,
    id: `${first.id.slice(0, -2)}${String(10 + index)}`,
    title: LONG.repeat(2).slice(0, 40),
    pricePoints: 999_999,
    whyNot: [{ code: "points.insufficient-balance", title: "还差 995,793 积分", next: "可以签到来赚积分。" }],
  }));
  return { items, nextCursor: null };
}

/** Empty lists, long ones, and a server that does not answer. */
export async function mallStates(page, { report, look, name }) {
  await report.step(
    page,
    "without rows the pages say so, long names keep them whole, and errors offer to try again",
    async () => {
      const nothing = { items: [], nextCursor: null };
      await answering(page, "**/api/me/orders*", nothing, async () => {
        await reopen(page, "pages/orders/index");
        await sees(page, "还没有积分订单");
        await look(page, `${name}-orders-empty`);
      });
      await answering(page, "**/api/me/points/postings*", nothing, async () => {
        await reopen(page, "pages/points/index");
        await sees(page, "还没有积分记录");
        await look(page, `${name}-points-empty`);
      });
      await changing(page, "**/api/mall/products*", manyLong, async () => {
        await reopen(page, "pages/mall/index");
        await sees(page, LONG.slice(0, 6));
        await look(page, `${name}-mall-long`);
      });
      await refusing(page, {}, async () => {
        await open(page, "pages/points/earn/index");
        await sees(page, "重新加载");
        await look(page, `${name}-earn-error`);
      });
    },
  );
}
