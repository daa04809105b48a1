// The back office: everybody sees their own menu, every page opens, and what somebody may not do is not offered.
import {
  button,
  buttonsOf,
  choose,
  hasMenu,
  loaded,
  openFirstRow,
  openRow,
  rowsOf,
  signIn,
  subPage,
  subPagesOf,
} from "./desk.mjs";

const ADMIN = "admin";
const CITY = "city";
const FINANCE = "finance";
const AUDITOR = "auditor";
const STAFF_ONLY = "会员、兑换券、车辆、组织与员工、审计".split("、");
const EVERYTHING =
  "首页、会员、服务项目、礼包、兑换券、积分、积分商城、商户、核销、评价、结算、车辆、违章、车主秘书、组织与员工、审计".split(
    "、",
  );

/** Who works in the back office, and their whole menu in order. */
export const STAFF = [
  { login: "admin", short: ADMIN, sees: EVERYTHING },
  { login: "admin.jinan", short: CITY, sees: EVERYTHING.filter((title) => title !== "违章"), isOneCity: true },
  { login: "finance", short: FINANCE, sees: EVERYTHING.filter((title) => !STAFF_ONLY.includes(title)) },
  { login: "auditor", short: AUDITOR, sees: EVERYTHING },
];

/**
 * Buttons of the pages that are looked at, and to whom they are offered: to these for certain, to everybody else never. What hangs
 * on a row that may be missing (`perhaps`) is only asked of the others.
 */
const OFFERS = [
  { name: "查看明文", to: [ADMIN, CITY, FINANCE] },
  { name: "更正资料", to: [ADMIN, CITY] },
  { name: "修改洗车", to: [ADMIN] },
  { name: "新建礼包", to: [ADMIN, CITY] },
  { name: "新建版本", to: [ADMIN, CITY], perhaps: true },
  ...["锁定", "延期", "替换", "收回"].map((name) => ({ name, to: [ADMIN, CITY] })),
  { name: "调整积分", to: [ADMIN, CITY] },
  { name: "修改上限", to: [ADMIN] },
  { name: "新建人工调整", to: [ADMIN, CITY] },
  { name: "通过…", to: [ADMIN, FINANCE], perhaps: true },
  { name: "新建商品", to: [ADMIN, CITY] },
  { name: "增减库存…", to: [ADMIN] },
  { name: "登记发货…", to: [ADMIN, CITY], perhaps: true },
  { name: "登记商户", to: [ADMIN, CITY] },
  { name: "登记门店", to: [ADMIN, CITY] },
  { name: "冲正这笔核销…", to: [ADMIN, CITY] },
  { name: "标为已处理…", to: [ADMIN, CITY], perhaps: true },
  { name: /^(为所有商户|重新)出账…$/, to: [FINANCE] },
  { name: "登记调整…", to: [FINANCE] },
  { name: "定稿…", to: [FINANCE], perhaps: true },
  { name: /^(关闭|开放)违章查询…$/, to: [ADMIN] },
  { name: "调整预算…", to: [ADMIN] },
  { name: "修改规则…", to: [ADMIN] },
  { name: "导入限行数据", to: [ADMIN] },
  { name: "新建账号", to: [ADMIN, CITY] },
  { name: "重置密码", to: [ADMIN, CITY] },
  { name: "核对审计链", to: [ADMIN, CITY, AUDITOR] },
];
/** The rows that can still be changed. */
const ROWS = { 兑换券: "可使用", 核销: "已核销", 礼包: "已发布", 结算: "草稿", 订单: "待发货" };

/**
 * Opens every place of the menu with the pages of its section, and a row of each list. The others' pages look like the
 * administrator's: one picture. `isBrief` leaves out the pictures and the further pages of a section.
 */
export async function staffLooksAround(page, { report, look, name, person, isBrief }) {
  const step = (title, work) => report.step(page, title, work);
  const offered = new Set();
  const looksAt = async (what, { photo = person.short === ADMIN } = {}) => {
    await refuses(page, { person, offered });
    await look(page, `${name}-${what}`, { photo: photo && !isBrief });
  };
  await step(`${person.login} signs in and sees exactly their own menu`, async () => {
    await signIn(page, "admin", person.login);
    await hasMenu(page, person.sees);
  });
  for (const title of person.sees) {
    await step(`${person.login} opens ${title}`, async () => {
      await choose(page, title);
      const place = new URL(page.url()).pathname.split("/")[2];
      await looksAt(place, { photo: person.short === ADMIN || place === "overview" });
      if (await openRow(page, ROWS[title])) {
        await looksAt(`${place}-one`);
        await choose(page, title);
      }
      for (const further of isBrief ? [] : (await subPagesOf(page)).slice(1)) {
        await subPage(page, further);
        await refuses(page, { person, offered });
        if (ROWS[further] && (await openRow(page, ROWS[further]))) await refuses(page, { person, offered });
      }
    });
  }
  if (isBrief) return;
  await step(`${person.login} is offered what they may do`, () => {
    const sure = OFFERS.filter(({ to, perhaps }) => to.includes(person.short) && !perhaps);
    const lacks = sure.filter(({ name: wanted }) => ![...offered].some((text) => isCalled(text, wanted)));
    if (lacks.length > 0) throw new Error(`nowhere offered: ${lacks.map((offer) => offer.name).join("、")}`);
  });
}

/** What stands behind a button or further down: the pack editor, empty and filled, and a merchant's branches on the map. */
export async function administratorLooksDeeper(page, { report, look, name }) {
  const step = (title, work) => report.step(page, title, work);
  await step("a new pack is shown as members will see it, while it is typed", async () => {
    await choose(page, "礼包");
    await button(page, "新建礼包").click();
    await loaded(page);
    await page.getByLabel("名称").fill("国庆出行礼包");
    await page.getByLabel("介绍").fill("节前免费洗车一次，轮胎和制动检查一次");
    await page.getByText("国庆出行礼包").waitFor();
    await look(page, `${name}-giftpacks-new`, { whole: true });
  });
  await step("a new version of a published pack", async () => {
    await choose(page, "礼包");
    await page.locator(".can-open").filter({ hasText: "已发布" }).first().locator("td").nth(1).click();
    await button(page, "新建版本").click();
    await page.getByText("为什么换版本").waitFor();
    await loaded(page);
    await look(page, `${name}-giftpacks-version`, { whole: true });
  });
  await step("a merchant's branches stand on the map", async () => {
    await choose(page, "商户");
    await rowsOf(page).first().waitFor();
    await openFirstRow(page);
    await page.getByRole("img", { name: /家门店在山东省的位置/ }).scrollIntoViewIfNeeded();
    await look(page, `${name}-merchants-map`, { whole: true });
  });
}

const isCalled = (text, wanted) => (wanted instanceof RegExp ? wanted.test(text) : text === wanted);

/** Notes what is offered, and refuses what this person may not do. */
async function refuses(page, { person, offered }) {
  const names = await buttonsOf(page);
  for (const text of names) offered.add(text);
  const wrong = OFFERS.filter(
    ({ to, name }) => !to.includes(person.short) && names.some((text) => isCalled(text, name)),
  );
  if (wrong.length > 0) throw new Error(`offered to ${person.login}: ${wrong.map(({ name }) => name).join("、")}`);
  if (person.isOneCity) {
    const elsewhere = await page.locator(".ant-table-row:visible").filter({ hasText: "青岛市" }).count();
    if (elsewhere > 0) throw new Error(`${person.login} sees rows of another city`);
  }
}

/** Opens the first page and answers what waits there for the next redemption of this merchant. */
export async function watchFeed(page, { report }) {
  await report.step(page, "the administrator watches the live feed", async () => {
    await signIn(page, "admin", "admin");
    await page.getByText("实时更新中").waitFor();
    await rowsOf(page).first().waitFor();
  });
  const keysOf = () => rowsOf(page).evaluateAll((rows) => rows.map((row) => row.dataset.rowKey));
  const before = await keysOf();
  return (service) =>
    report.step(page, "the live feed shows the redemption by itself", () =>
      page.waitForFunction(
        ({ known, text }) => {
          const first = document.querySelector(".ant-table-row");
          return first && !known.includes(first.dataset.rowKey) && first.textContent.includes(text);
        },
        { known: before, text: service },
      ),
    );
}

/** A member is found by phone; their page leads to the used voucher and its story. */
export async function findsMember(page, { report, look, name, phone }) {
  await report.step(page, "the member is found by phone number, and the used voucher tells its story", async () => {
    await choose(page, "会员");
    await page.getByLabel("手机号、车牌、姓名、会员号或券码").fill(phone);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/members\/./);
    await loaded(page);
    await look(page, `${name}-member-found`);
    await page.locator(".can-open").filter({ hasText: "已使用" }).first().locator("td").nth(1).click();
    await page.waitForURL(/\/vouchers\/./);
    await loaded(page);
    await page
      .locator(".ant-timeline")
      .getByText("核销")
      .or(page.locator(".ant-timeline").getByText("使用"))
      .first()
      .waitFor();
    await look(page, `${name}-voucher-used`);
  });
}
