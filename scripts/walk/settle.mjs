// A statement from the board to the merchant: frozen and sent by finance, downloaded and read, agreed to by the shop's owner.
import { readFile } from "node:fs/promises";
import { button, choose, hasMenu, loaded, signIn } from "./desk.mjs";
import { readWorkbook } from "./workbook.mjs";

/** Last month's first draft is frozen, sent, downloaded and opened. */
export async function financeFreezes(page, { report, look, name }) {
  const step = (title, work) => report.step(page, title, work);
  await step("finance freezes a draft of last month", async () => {
    await choose(page, "结算");
    await page.locator("button.figure").filter({ hasText: "草稿" }).click();
    await page.waitForURL(/status=draft/);
    await loaded(page);
    await page.locator(".can-open").filter({ hasText: "草稿" }).first().locator("td").nth(1).click();
    await button(page, "定稿…").click();
    await page.locator(".ant-modal-footer .ant-btn-primary").waitFor();
    await look(page, `${name}-settlement-freeze`);
    await page.locator(".ant-modal-footer .ant-btn-primary").click();
    await page.getByText("已定稿，明细与核销记录核对一致").waitFor();
    await button(page, "发给商户确认…").waitFor();
    await loaded(page);
    await look(page, `${name}-settlement-frozen`);
  });
  await step("the statement's workbook says what the page says", async () => {
    const payable = await page.locator(".figure-value").first().textContent();
    const sheets = await downloadSheets(page, "下载 Excel");
    compare(sheets, payable);
  });
}

const OWNERS_MENU = ["首页", "核销记录", "对账单", "人员"];

/** The owner of a shop: every page of the menu, and a statement that waits for their word. */
export async function ownerLooksAround(page, { report, look, name }) {
  const step = (title, work) => report.step(page, title, work);
  await step("an owner signs in at the merchants' door and sees exactly their own menu", async () => {
    await signIn(page, "merchant", "18000000000");
    await hasMenu(page, OWNERS_MENU);
  });
  for (const title of OWNERS_MENU) {
    await step(`the owner opens ${title}`, async () => {
      await choose(page, title);
      const place = new URL(page.url()).pathname.split("/")[2];
      await look(page, `${name}-${place}`);
    });
  }
}

/** A statement as the owner reads it, and its workbook. */
export async function ownerReadsStatement(page, { report, look, name }) {
  await report.step(page, "the owner reads a statement and downloads it", async () => {
    await choose(page, "对账单");
    await page.locator(".can-open").first().locator("td").nth(1).click();
    await page.getByText("明细", { exact: true }).first().waitFor();
    await loaded(page);
    await look(page, `${name}-statement`);
    const sheets = await downloadSheets(page, "下载 Excel");
    if (sheets.length === 0) throw new Error("the workbook has no sheet");
  });
}

async function downloadSheets(page, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, name).click()]);
  if (!download.suggestedFilename().endsWith(".xlsx")) throw new Error(`downloaded ${download.suggestedFilename()}`);
  return readWorkbook(await readFile(await download.path()));
}

/** The payable of the page, as yuan, is one of the workbook's figures. */
function compare(sheets, shown) {
  const yuan = Number(shown.replace(/[^\d.-]/g, ""));
  const figures = sheets.flatMap(({ rows }) => rows.flat()).map(Number);
  if (!figures.some((figure) => Math.abs(figure - yuan) < 0.005)) throw new Error(`no cell of the workbook is ${yuan}`);
}
