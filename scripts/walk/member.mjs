// A new member: looks around, registers, becomes a senior member, claims the registration pack, shows the code.
import { goTab, open, sees, tap, tappable, type } from "./phone.mjs";

const CITY = "济南市";
const NAME = "欧阳明远";
/** Longer than any page takes to come or go. */
const SETTLED_MS = 600;

/** Walks until a voucher's code is on the screen. Answers { code, voucherUrl, phone }. */
export async function memberArrives(page, { report, look, name }) {
  const step = (title, work) => report.step(page, title, work);
  await step("a visitor looks around without signing in", () => looksAround(page, { look, name }));
  const phone = await step("registering: the city, the agreements, the phone by WeChat's button", () =>
    registers(page, { look, name }),
  );
  await step("completing with name and ID number makes a senior member", () => completes(page, { look, name }));
  await step("the registration pack is claimed", () => claims(page, { look, name }));
  const shown = await step("a voucher shows its QR code and its readable code", () =>
    opensVoucher(page, { look, name }),
  );
  return { ...shown, phone };
}

async function looksAround(page, { look, name }) {
  await open(page, "pages/home/index");
  await sees(page, "注册就送礼包");
  await sees(page, "俱乐部服务");
  await tappable(page, "查看门店").waitFor();
  await look(page, `${name}-home-guest`);
  await goTab(page, "车生活");
  await sees(page, "选一项服务");
  await look(page, `${name}-life`);
  await goTab(page, "我的");
  await sees(page, "未登录");
  await look(page, `${name}-me-guest`);
  await tap(page, "我的兑换券");
  await sees(page, "可以查看您的兑换券");
  await look(page, `${name}-vouchers-guest`);
  await page.goBack();
  await sees(page, "未登录");
  await turnsBackAtOnce(page);
  await tap(page, "登录");
  await sees(page, "暂不登录，先看看");
  await look(page, `${name}-auth-welcome`);
  await signsInByPhone(page, { look, name });
  await tap(page, "暂不登录，先看看");
  await sees(page, "未登录");
}

/** The two ways without WeChat; nobody has this number. */
async function signsInByPhone(page, { look, name }) {
  await tap(page, "手机号验证码登录");
  await sees(page, "获取验证码");
  await look(page, `${name}-auth-sms`);
  await tap(page, "改用密码登录");
  await type(page, "手机号", "13900009999");
  await type(page, "密码", "Not-the-password-1");
  await tap(page, "登录");
  await sees(page, "账号或密码不正确");
  await look(page, `${name}-auth-password`);
  await tap(page, "换一种方式");
  await sees(page, "暂不登录，先看看");
}

/** Opens a page and is back before it has settled: the page left behind is there, and stays there. */
async function turnsBackAtOnce(page) {
  await tap(page, "我的兑换券");
  await page.getByText("可以查看您的兑换券").first().waitFor({ state: "attached" });
  await page.goBack();
  await sees(page, "未登录");
  await page.waitForTimeout(SETTLED_MS);
  await sees(page, "未登录");
}

async function registers(page, { look, name }) {
  await goTab(page, "首页");
  await tap(page, "登录 / 注册");
  await tap(page, "微信登录");
  await sees(page, "注册会员");
  await look(page, `${name}-auth-register`);
  await tap(page, "所在城市");
  await sees(page, "选择城市");
  await look(page, `${name}-auth-city`);
  await tap(page, CITY);
  await tap(page, "我已阅读并同意用户协议");
  await tap(page, "用微信手机号注册");
  await sees(page, "微信绑定的手机号");
  await look(page, `${name}-auth-phone`);
  const phone = await page.locator("[role=dialog] input").filter({ visible: true }).first().inputValue();
  await tap(page, "允许");
  await sees(page, "注册成功");
  await look(page, `${name}-auth-registered`);
  return phone;
}

async function completes(page, { look, name }) {
  await tap(page, "完善资料，成为高级会员");
  await sees(page, "填写身份证上的姓名");
  await tap(page, "提交");
  await look(page, `${name}-complete-faults`);
  await type(page, "姓名", NAME);
  await type(page, "身份证号", freshIdCard());
  await tap(page, "我同意敏感个人信息");
  await tap(page, "提交");
  await sees(page, "份礼包待领取");
  await goTab(page, "我的");
  await sees(page, NAME.slice(-1));
  await sees(page, "高级会员");
  await look(page, `${name}-me`);
  await goTab(page, "首页");
}

async function claims(page, { look, name }) {
  await look(page, `${name}-home-member`);
  await open(page, "pages/packs/index");
  await sees(page, "可领取");
  await look(page, `${name}-packs`);
  await tap(page, "新会员礼包");
  await sees(page, "立即领取");
  await look(page, `${name}-pack`);
  await tap(page, "立即领取");
  await sees(page, "领取成功");
  await look(page, `${name}-pack-claimed`);
  await tap(page, "去使用");
}

async function opensVoucher(page, { look, name }) {
  await sees(page, "可使用");
  await tappable(page, "还可用").waitFor();
  await look(page, `${name}-vouchers`);
  const card = tappable(page, "洗车");
  await card.click();
  await sees(page, "秒后自动更新");
  await sees(page, "使用须知");
  await look(page, `${name}-voucher`);
  const text = await page.locator("[class*=show-code-module_code], [class*=show-code-module__code]").textContent();
  return { code: text.replace(/\s+/g, ""), voucherUrl: page.url() };
}

/** The rooms behind 我的, with what they hold. */
export async function memberSettles(page, { report, look, name }) {
  const step = (title, work) => report.step(page, title, work);
  await step("all shops of the city, whatever they do", async () => {
    await open(page, "pages/life/index");
    await tap(page, "附近门店");
    await sees(page, "签约门店");
    await tappable(page, "店").waitFor();
    await look(page, `${name}-life-nearby`);
  });
  await step("services lead to shops, as list and on the map, and to one shop", async () => {
    await open(page, "pages/life/index");
    await tap(page, "查看门店");
    await tap(page, "按距离排序");
    await sees(page, /[0-9] ?(公里|米)/);
    await look(page, `${name}-life-service`);
    await tap(page, "地图");
    await sees(page, "位置示意，北在上方");
    await look(page, `${name}-life-map`);
    await tap(page, "列表");
    await tap(page, "营业 ");
    await sees(page, "兑换券可以在这里使用");
    await look(page, `${name}-life-shop`);
  });
  await step("a shop with a very long name keeps its page whole", () => shopWithLongName(page, { look, name }));
  await step("settings, agreements, consents, export and closing open", async () => {
    await open(page, "pages/settings/index");
    await sees(page, "所在城市");
    await look(page, `${name}-settings`);
    for (const [route, text] of SETTINGS) {
      await open(page, route);
      await sees(page, text);
      await look(page, `${name}-${route.replace("pages/settings/", "").replace(/\/.*/, "")}`);
    }
  });
}

const LONG_SHOP = "山东顺达汽车养护服务连锁有限公司经十路旗舰店（原泺源大街二十四小时自助洗车中心）";

async function shopWithLongName(page, { look, name }) {
  const pattern = "**/merchants/*/page";
  await page.route(pattern, async (route) => {
    const response = await route.fetch();
    const shop = await response.json();
    const branches = shop.branches.map((branch) => ({
      ...branch,
      name: LONG_SHOP,
      address: `${branch.address}${LONG_SHOP}`,
    }));
    await route.fulfill({ response, json: { ...shop, name: LONG_SHOP, branches } });
  });
  await page.reload();
  await sees(page, LONG_SHOP);
  await look(page, `${name}-life-shop-long`);
  await page.unroute(pattern);
}

const SETTINGS = [
  ["pages/settings/document/index?kind=privacy", "隐私政策"],
  ["pages/settings/consents/index", "同意"],
  ["pages/settings/password/index", "密码"],
  ["pages/settings/export/index", "导出"],
  ["pages/settings/close/index", "注销"],
];

/** An ID number of Jinan whose check digit is right; random, so that nobody else has it. */
function freshIdCard() {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const random = (from, to) => from + Math.floor(Math.random() * (to - from + 1));
  const two = (value) => String(value).padStart(2, "0");
  const digits = `370102${random(1960, 2003)}${two(random(1, 12))}${two(random(1, 28))}${String(random(1, 999)).padStart(3, "0")}`;
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * weights[index], 0);
  return `${digits}${"10X98765432"[sum % 11]}`;
}
