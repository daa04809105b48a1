// The back office: everybody sees their own menu, every page opens, and what somebody may not do is not offered.
import { button, choose, loaded, menuOf, openFirstRow, rowsOf, signIn } from "./desk.mjs";

/** Who sees what. `never` = buttons that must stand nowhere on the pages of this person. */
export const STAFF = [
  {
    login: "admin",
    short: "admin",
    sees: [
      "首页",
      "会员",
      "服务项目",
      "礼包",
      "兑换券",
      "积分",
      "积分商城",
      "商户",
      "核销",
      "评价",
      "结算",
      "车辆",
      "违章",
      "车主秘书",
      "组织与员工",
      "审计",
    ],
    never: ["为所有商户出账…", "定稿…"],
  },
  {
    login: "admin.jinan",
    short: "city",
    sees: ["首页", "会员", "礼包", "兑换券", "积分", "积分商城", "商户", "核销", "评价", "结算", "车辆", "车主秘书"],
    never: ["为所有商户出账…", "定稿…", "修改上限", "通过…"],
    isOneCity: true,
  },
  {
    login: "finance",
    short: "finance",
    sees: ["首页", "积分", "积分商城", "核销", "评价", "结算", "违章", "车主秘书"],
    never: ["锁定…", "收回…", "关闭违章查询…", "调整预算…", "修改规则…", "调整积分", "新建商品", "登记发货…"],
  },
  {
    login: "auditor",
    short: "auditor",
    sees: ["首页", "积分", "积分商城", "核销", "评价", "结算", "车辆", "违章", "车主秘书", "审计"],
    never: [
      "为所有商户出账…",
      "定稿…",
      "锁定…",
      "收回…",
      "冲正…",
      "登记调整…",
      "新建商户",
      "新建礼包",
      "关闭违章查询…",
      "调整积分",
      "新建商品",
      "登记发货…",
      "标为已处理…",
    ],
  },
];

/** Opens every place of the menu, and the first row of each list. The others' pages look like the administrator's: one picture. */
export async function staffLooksAround(page, { report, look, name, person }) {
  const step = (title, work) => report.step(page, title, work);
  await step(`${person.login} signs in and sees exactly their own menu`, async () => {
    await signIn(page, "admin", person.login);
    const titles = await menuOf(page);
    const lacks = person.sees.filter((title) => !titles.includes(title));
    if (lacks.length > 0) throw new Error(`not in the menu: ${lacks.join("、")}; there is ${titles.join("、")}`);
  });
  const isPictured = (place) => person.short === "admin" || place === "overview";
  for (const title of await menuOf(page)) {
    await step(`${person.login} opens ${title}`, async () => {
      await choose(page, title);
      await refuses(page, person);
      const place = new URL(page.url()).pathname.split("/")[2];
      await look(page, `${name}-${place}`, { photo: isPictured(place) });
      if (!(await openFirstRow(page))) return;
      await refuses(page, person);
      await look(page, `${name}-${place}-one`, { photo: isPictured(place) });
    });
  }
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

async function refuses(page, person) {
  for (const text of person.never) {
    if ((await button(page, text).count()) > 0) throw new Error(`offered to ${person.login}: ${text}`);
  }
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
