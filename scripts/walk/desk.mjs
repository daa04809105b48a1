// How a hand works the web site.
import { DEMO_PASSWORD } from "./clerk.mjs";

/** Signs in at a door: "admin" or "merchant". */
export async function signIn(page, door, login) {
  await page.goto(`/${door}?login=${encodeURIComponent(login)}`);
  await page.getByLabel("密码", { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole("button", { name: "登录" }).click();
  await page.locator(".ant-layout-sider").waitFor();
  await loaded(page);
}

/** Nothing on the page is still being fetched. */
export async function loaded(page) {
  await page.locator("h1").first().waitFor();
  await page.waitForFunction(
    () =>
      ![...document.querySelectorAll(".ant-skeleton, .ant-spin-spinning, .ant-btn-loading")].some((element) =>
        element.checkVisibility(),
      ),
  );
}

/** The menu has these titles in this order, and no others. */
export async function hasMenu(page, titles) {
  const shown = await page.locator(".ant-layout-sider .ant-menu a").allInnerTexts();
  if (shown.join() !== titles.join()) throw new Error(`the menu is ${shown.join("、")}; expected ${titles.join("、")}`);
}

/** Goes to a place of the menu: its first page. The page before stays until the new one is there. */
export async function choose(page, title) {
  await page
    .locator(".ant-layout-sider .ant-menu a")
    .filter({ hasText: new RegExp(`^${title}$`) })
    .click();
  await page.waitForFunction((wanted) => {
    const first = document.querySelector(".sub-nav a");
    const isFirst = first === null || first.getAttribute("aria-current") === "page";
    return isFirst && document.querySelector(".page-head h1")?.textContent === wanted;
  }, title);
  await loaded(page);
}

/** Goes to another page of the same section. */
export async function subPage(page, title) {
  await page.getByRole("navigation").getByRole("link", { name: title, exact: true }).click();
  await page.locator(".sub-nav a[aria-current=page]").getByText(title, { exact: true }).waitFor();
  await loaded(page);
}

/** The titles of the pages of this section, the open one first; none when it has only one. */
export function subPagesOf(page) {
  return page.locator(".sub-nav a").allInnerTexts();
}

/** What the buttons of the page are called. */
export function buttonsOf(page) {
  return page
    .getByRole("button")
    .filter({ visible: true })
    .evaluateAll((all) => all.map((one) => (one.getAttribute("aria-label") ?? one.textContent).trim()));
}

/** Rows of the table that is shown, without antd's measuring row. */
export const rowsOf = (page) => page.locator(".ant-table-row:visible");

/** Opens the first row of the list and waits for its page. False when the list is empty or does not open. */
export const openFirstRow = (page) => openRow(page, "");

/** The first row with this text, or when there is none the first; the page of a row has another heading than its list. */
export async function openRow(page, text = "") {
  const list = await page.locator("h1").first().textContent();
  const all = page.locator(".can-open");
  const wanted = all.filter({ hasText: text }).first();
  const row = (await wanted.isVisible()) ? wanted : all.first();
  if (!(await row.isVisible())) return false;
  await row.locator("td").nth(1).click();
  await page.waitForFunction((before) => (document.querySelector("h1")?.textContent ?? before) !== before, list);
  await loaded(page);
  return true;
}

export const button = (page, name) => page.getByRole("button", { name }).filter({ visible: true });
