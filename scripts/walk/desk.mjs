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

/** The menu's titles, in order. */
export async function menuOf(page) {
  return page.locator(".ant-layout-sider .ant-menu a").allInnerTexts();
}

export async function choose(page, title) {
  await page
    .locator(".ant-layout-sider .ant-menu a")
    .filter({ hasText: new RegExp(`^${title}$`) })
    .click();
  await loaded(page);
}

/** Goes to another page of the same section. */
export async function subPage(page, title) {
  await page.getByRole("navigation").getByRole("link", { name: title, exact: true }).click();
  await loaded(page);
}

/** Rows of the table that is shown, without antd's measuring row. */
export const rowsOf = (page) => page.locator(".ant-table-row:visible");

/** Opens the first row of the list and waits for its page. False when the list is empty or does not open. */
export async function openFirstRow(page) {
  const before = page.url();
  const row = page.locator(".can-open").first();
  if (!(await row.isVisible())) return false;
  await row.locator("td").nth(1).click();
  await page.waitForURL((url) => url.href !== before);
  await loaded(page);
  return true;
}

export const button = (page, name) => page.getByRole("button", { name }).filter({ visible: true });
