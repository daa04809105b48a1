// The back office's pages about points: the ledger and one account, rules, adjustments; products, orders; ratings.
import { button, choose, loaded, openFirstRow, rowsOf, subPage } from "./desk.mjs";

const REASON = "开业活动漏发，按名单补发";

/** What is not the first page of its section, and the forms. Of these only an adjustment above the limit is entered. */
export async function administratorLooksAtPoints(page, { report, look, name }) {
  const step = (title, work) => report.step(page, title, work);
  await step("points: the rules, one of them with its versions, and what a change would mean", async () => {
    await choose(page, "积分");
    await subPage(page, "积分规则");
    await rowsOf(page).first().waitFor();
    await look(page, `${name}-points-rules`);
    await page.getByRole("link", { name: "每日签到" }).click();
    await button(page, "修改规则").waitFor();
    await loaded(page);
    await look(page, `${name}-points-rule`);
    await button(page, "修改规则").click();
    await page.getByLabel("每次", { exact: true }).fill("8");
    await page.getByText(/每次：.*→ 8 积分/).waitFor();
    await look(page, `${name}-points-rule-edit`, { whole: true });
  });
  await step("points: an adjustment above the limit waits for a second person, and says so", async () => {
    await choose(page, "积分");
    await page.waitForURL((url) => url.pathname === "/admin/points");
    await rowsOf(page).filter({ hasText: "****" }).first().waitFor();
    await openFirstRow(page);
    await button(page, "调整积分").click();
    await page.getByLabel(/增加或扣减/).fill("5000");
    await page
      .getByText(/须由另一人复核后才生效/)
      .last()
      .waitFor();
    await look(page, `${name}-points-adjust`);
    await page.getByLabel(/原因/).fill(REASON);
    await button(page, "登记这笔调整").click();
    await page.getByText("已登记，等待另一人复核").waitFor();
    await choose(page, "积分");
    await subPage(page, "人工调整");
    await rowsOf(page).filter({ hasText: REASON }).filter({ hasText: "请另一人复核" }).waitFor();
    await look(page, `${name}-points-adjustments`);
  });
  await step("the mall: a product as the phone will show it, while it is typed", async () => {
    await choose(page, "积分商城");
    await button(page, "新建商品").click();
    await page.getByLabel("名称", { exact: true }).fill("雨天出行礼盒");
    await page.getByLabel("价格", { exact: true }).fill("680");
    await page.getByTestId("product-preview").getByText("680 积分").waitFor();
    await look(page, `${name}-mall-product-new`, { whole: true });
  });
  await step("the mall: orders, and one of them with its story", async () => {
    await choose(page, "积分商城");
    await subPage(page, "订单");
    await look(page, `${name}-mall-orders`);
    await rowsOf(page).first().waitFor();
    if (await openFirstRow(page)) await look(page, `${name}-mall-order`);
  });
}

/** The second pair of eyes: what the administrator has entered takes effect. */
export async function financeApproves(page, { report, look, name }) {
  await report.step(page, "finance approves the adjustment that the administrator has entered", async () => {
    await choose(page, "积分");
    await subPage(page, "人工调整");
    const row = rowsOf(page).filter({ hasText: REASON });
    await row.getByRole("button", { name: "通过…" }).click();
    await button(page, "通过，增加 5,000 积分").waitFor();
    await page.getByText(/通过后马上生效：余额/).waitFor();
    await look(page, `${name}-points-approve`);
    await button(page, "通过，增加 5,000 积分").click();
    await page.getByText("已通过并生效").waitFor();
    await row.filter({ hasText: "请另一人复核" }).waitFor({ state: "detached" });
    await row.getByRole("button").waitFor({ state: "detached" });
  });
}
