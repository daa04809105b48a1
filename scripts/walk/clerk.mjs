// A clerk of a shop: signs in, scans, keys in, confirms, sees today's list, takes it back.
import { goTab, open, sees, tap, tappable, type } from "./phone.mjs";

export const DEMO_PASSWORD = "Chezhu-2026-demo";
const OWNER = "18000000000";
const NO_INVITATION = "ABCDEFGHJKLM";

/** @param voucher { token, code } what the member's phone shows. Answers { receiptNo } */
export async function clerkRedeems(page, { report, look, name, voucher }) {
  const step = (title, work) => report.step(page, title, work);
  await step("a clerk signs in by phone and password", () => signsIn(page, { look, name }));
  await step("a wrong code says so before anything is sent", () => keysInNonsense(page, { look, name }));
  await step("what the QR code holds is taken by the preview", () => scans(page, { look, name, token: voucher.token }));
  return step("the keyed-in code is redeemed, with a receipt", () => redeems(page, { look, name, code: voucher.code }));
}

async function signsIn(page, { look, name }) {
  await open(page, "pages/home/index");
  await sees(page, "注册就送礼包");
  await goTab(page, "我的");
  await tap(page, "我是商户核销员");
  await sees(page, "商户工作台");
  await look(page, `${name}-clerk-welcome`);
  await triesInvitation(page, { look, name });
  await tap(page, "用手机号和密码登录");
  await type(page, "手机号", OWNER);
  await type(page, "密码", `${DEMO_PASSWORD}-wrong`);
  await tap(page, "登录");
  await sees(page, "手机号或密码不正确");
  await look(page, `${name}-clerk-login-refused`);
  await type(page, "密码", DEMO_PASSWORD);
  await tap(page, "登录");
  await sees(page, "扫码核销");
  await sees(page, "核销记录");
  await chooseBranch(page);
  await look(page, `${name}-clerk-home`);
  await tap(page, "网页登录密码");
  await sees(page, "可以在电脑上登录商户网页");
  await look(page, `${name}-clerk-password`);
  await page.goBack();
  await sees(page, "扫码核销");
}

/** An invitation that nobody has made. */
async function triesInvitation(page, { look, name }) {
  await tap(page, "我有邀请码");
  await type(page, "邀请码", NO_INVITATION);
  await tap(page, "用微信手机号加入");
  await tap(page, "允许");
  await sees(page, "邀请码无效、已使用或已过期");
  await look(page, `${name}-clerk-join`);
  await page.goBack();
  await sees(page, "商户工作台");
}

/** A merchant with several shops asks once in which the clerk stands. */
async function chooseBranch(page) {
  if (!(await page.getByText("还没有选择门店").isVisible())) return;
  await tap(page, "还没有选择门店");
  const shops = page.locator("[role=dialog] [role=button]").filter({ visible: true, hasText: "店" });
  await shops.first().click();
}

async function keysInNonsense(page, { look, name }) {
  await tap(page, "输入兑换码");
  await type(page, "兑换码", "ABCDABCDABCD");
  await look(page, `${name}-clerk-key-in`);
  await page.locator("[role=dialog] [role=button][aria-label=关闭]").filter({ visible: true }).last().click();
}

async function scans(page, { look, name, token }) {
  await tap(page, "扫码核销");
  await type(page, "兑换码", token);
  await look(page, `${name}-clerk-scan`);
  await tap(page, "识别");
  await sees(page, "确认核销");
  await look(page, `${name}-clerk-preview`);
  await page.goBack();
  await sees(page, "扫码核销");
}

async function redeems(page, { look, name, code }) {
  await tap(page, "输入兑换码");
  await type(page, "兑换码", code);
  await tap(page, "查看这张兑换券");
  await tap(page, "确认核销");
  await sees(page, "核销成功");
  await look(page, `${name}-clerk-done`);
  const line = await page.locator("[class*=number]").filter({ visible: true }).last().textContent();
  return { receiptNo: line.trim() };
}

/** The pages of a clerk who has nobody to serve. */
export async function clerkLooksAround(page, { report, look, name }) {
  const step = (title, work) => report.step(page, title, work);
  await step("a clerk signs in by phone and password", () => signsIn(page, { look, name }));
  await step("a wrong code says so before anything is sent", () => keysInNonsense(page, { look, name }));
  await step("the month's redemptions", async () => {
    await tap(page, "核销记录");
    await tappable(page, "今天，当前").waitFor();
    await tap(page, "本月");
    await tappable(page, "本月，当前").waitFor();
    await sees(page, /^(车主付|撤销原因|洗车|本月还没有核销)/);
    await look(page, `${name}-clerk-month`);
  });
}

/** The redemption stands in today's list and is taken back from there. */
export async function clerkUndoes(page, { report, look, name, code }) {
  const step = (title, work) => report.step(page, title, work);
  await step("a used voucher is refused with the reason", async () => {
    await tap(page, "继续下一位");
    await tap(page, "输入兑换码");
    await type(page, "兑换码", code);
    await tap(page, "查看这张兑换券");
    await sees(page, "现在不能核销，券没有变化");
    await look(page, `${name}-clerk-refused`);
    await tap(page, "换一张");
  });
  await step("today's list has it, and it is taken back with a reason", async () => {
    await tap(page, "核销记录");
    await sees(page, "还可撤销");
    await look(page, `${name}-clerk-today`);
    await page
      .locator("[role=button],taro-button-core")
      .filter({ hasText: /^撤销$/, visible: true })
      .first()
      .click();
    await sees(page, "撤销核销，券退回车主");
    await tap(page, "扫错了兑换券");
    await look(page, `${name}-clerk-undo`);
    await tap(page, "撤销核销，券退回车主");
    await sees(page, "已撤销");
  });
}
