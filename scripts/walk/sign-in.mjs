// In front of the doors: what is asked for, who has guessed too often, a first password, a new one.
import { button, choose, loaded, signIn } from "./desk.mjs";

/** Nobody else of the walk signs in as these. */
const GUESSED = { admin: "counter.heze", merchant: "18099999999" };
/** One more than an account has before it is locked. */
const GUESSES = 6;
const LOCKED = "输错次数太多，登录已暂时锁定";
const OWN_PASSWORD = "Walk-around-2026";

export async function strangerKnocks(page, { report, look, name }) {
  for (const [door, login] of Object.entries(GUESSED)) {
    await report.step(page, `the door /${door} asks, and is locked to who guesses`, async () => {
      await page.goto(`/${door}`);
      await button(page, "登录").click();
      await page.getByText("请填写密码").waitFor();
      await look(page, `${name}-${door}-sign-in`);
      await page.goto(`/${door}?login=${login}`);
      await page.getByLabel("密码", { exact: true }).fill("not-the-password");
      for (let guess = 1; guess <= GUESSES; guess += 1) await guesses(page, door);
      await page.getByText(LOCKED).waitFor();
      await page.getByText("分钟后可再试").waitFor();
      await look(page, `${name}-${door}-locked`);
    });
  }
}

async function guesses(page, door) {
  const answered = page.waitForResponse((response) => response.url().endsWith("/login"));
  await button(page, "登录").click();
  if ((await answered).ok()) throw new Error(`a wrong password opens /${door}`);
  await loaded(page);
}

/**
 * A new colleague: the account is made at the administrator's desk, its temporary password shown once and replaced by one's own at
 * the colleague's, where the page for another one says what is missing.
 */
export async function colleagueArrives({ page, desk }, { report, look, name }) {
  const login = `walk.${Date.now().toString(36)}`;
  const temporary = await report.step(desk, "a new account shows its temporary password once", async () => {
    await signIn(desk, "admin", "admin");
    await choose(desk, "组织与员工");
    return createsAccount(desk, { look, name, login });
  });
  await report.step(page, "the first sign-in asks for a password of one's own", async () => {
    await page.goto(`/admin?login=${login}`);
    await page.getByLabel("密码", { exact: true }).fill(temporary);
    await button(page, "登录").click();
    await page.getByText("设置自己的密码").waitFor();
    await page.getByLabel("新密码", { exact: true }).fill(OWN_PASSWORD);
    await page.getByLabel("再输入一次").fill(`${OWN_PASSWORD}-typo`);
    await button(page, "保存并登录").click();
    await page.getByText("两次输入的密码不一样").waitFor();
    await look(page, `${name}-first-password`);
    await page.getByLabel("再输入一次").fill(OWN_PASSWORD);
    await button(page, "保存并登录").click();
    await page.locator(".ant-layout-sider").waitFor();
    await loaded(page);
  });
  await looksAtPasswordPage(page, { report, look, name, door: "admin" });
}

async function createsAccount(page, { look, name, login }) {
  await button(page, "新建账号").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("系统给出一个临时密码，只显示一次").waitFor();
  await dialog.getByLabel("登录名").fill(login);
  await dialog.getByLabel("姓名").fill("欧阳清源");
  await dialog.getByLabel("角色").click();
  await page.locator(".ant-select-item-option").filter({ hasText: "审计" }).click();
  await look(page, `${name}-staff-new`);
  await dialog.getByRole("button", { name: "新建账号" }).click();
  await page.getByText("关闭后不能再看到").waitFor();
  await look(page, `${name}-staff-created`);
  const shown = await page.locator(".ant-modal-confirm h3").textContent();
  await button(page, "已记下").click();
  return shown.trim();
}

/** The owner of a shop: the same page behind the other door. */
export async function ownerLooksAtPassword(page, tools) {
  await tools.report.step(page, "an owner signs in", () => signIn(page, "merchant", "18000000000"));
  await looksAtPasswordPage(page, { ...tools, door: "merchant" });
}

async function looksAtPasswordPage(page, { report, look, name, door }) {
  await report.step(page, `the password page behind /${door} says what is missing`, async () => {
    await page.locator("header .ant-btn").last().click();
    await page.getByRole("menuitem", { name: "修改密码" }).click();
    await page.getByLabel("新密码", { exact: true }).fill("short");
    await button(page, /^保存/).click();
    await page.getByText("请填写当前密码").waitFor();
    await look(page, `${name}-${door}-password`);
  });
}
