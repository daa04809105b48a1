// Pages in the states that good weather does not show: while loading, empty, refused, without network, with very long and very many.
import { answering, changing, hold, LONG, refusing } from "./answers.mjs";
import { choose, loaded, openFirstRow, signIn } from "./desk.mjs";
import { goTab, open, sees, tap, tappable } from "./phone.mjs";

const MEMBER = "13100000000";

/** A member of the demo data, by the preview's choice of who WeChat says one is. */
export async function becomesMember(page) {
  await open(page, "pages/home/index");
  await tap(page, "演示环境");
  await tap(page, MEMBER);
  await tap(page, "登录 / 注册");
  await tap(page, "微信登录");
  await sees(page, "欢迎回来");
}

export async function phoneStates(page, { report, look, name }) {
  const step = (title, work) => report.step(page, title, work);
  await step("a member of the demo data signs in", () => becomesMember(page));
  await step("while loading, the page has its final shape", async () => {
    const release = await hold(page);
    await open(page, "pages/vouchers/index");
    await page.locator("[role=status][aria-label=正在加载]").filter({ visible: true }).first().waitFor();
    await look(page, `${name}-vouchers-loading`);
    await release();
    await sees(page, "可使用");
  });
  await step("a list without rows says so and leads on", async () => {
    await answering(page, "**/voucher-cards*", { items: [], nextCursor: null }, async () => {
      await reopen(page, "pages/vouchers/index");
      await sees(page, "还没有可以使用的兑换券");
      await look(page, `${name}-vouchers-empty`);
    });
  });
  await step("very long names and very many rows keep the page whole", async () => {
    await changing(page, "**/voucher-cards*", manyLong, async () => {
      await reopen(page, "pages/vouchers/index");
      await sees(page, LONG.slice(0, 6));
      await look(page, `${name}-vouchers-long`);
    });
  });
  await step("without network the last good answers are shown and marked", async () => {
    await reopen(page, "pages/vouchers/index");
    await page.locator("[aria-label*=还可用]").filter({ visible: true }).first().waitFor();
    await refusing(page, { how: "abort" }, async () => {
      await reopen(page, "pages/vouchers/index");
      await sees(page, "没有取到最新内容，显示的是");
      await look(page, `${name}-vouchers-offline`);
    });
  });
  await voucherExpires(page, { report, look, name });
  await step("an error says what happened and offers to try again", async () => {
    await refusing(page, {}, async () => {
      await reopen(page, "pages/life/index");
      await page.evaluate(() => localStorage.clear());
      await page.reload();
      await sees(page, "重新加载");
      await look(page, `${name}-life-error`);
    });
  });
}

/** A voucher whose last day has passed, as the server tells it. */
const EXPIRED = {
  ...{ status: "expired", statusName: "已过期", code: null, expiresAt: "2026-10-31T16:00:00.000Z" },
  whyNot: "这张兑换券已过期。请选择另一张未过期的券；如有疑问请联系客服。",
};

async function voucherExpires(page, { report, look, name }) {
  await report.step(page, "an expired voucher says since when, with the way on", async () => {
    await reopen(page, "pages/vouchers/index");
    await tap(page, "还可用");
    await sees(page, "使用须知");
    await changing(
      page,
      "**/api/me/vouchers/*",
      (voucher) => ({ ...voucher, ...EXPIRED }),
      async () => {
        await page.reload();
        await sees(page, "有效期到");
        await tappable(page, "看看其他兑换券").waitFor();
        await look(page, `${name}-voucher-expired`);
      },
    );
  });
}

/** Page, a text of it, the picture's name. */
const IN_THE_DARK = [
  ["points", "可用积分", "points"],
  ["packs", "待领取", "packs"],
  ["orders", "已发出", "orders"],
  ["settings", "所在城市", "settings"],
  ["settings/consents", "同意", "consents"],
];

export async function phoneInTheDark(page, { report, look, name }) {
  await report.step(page, "the member's pages in dark mode", async () => {
    await becomesMember(page);
    await look(page, `${name}-home`);
    await goTab(page, "车生活");
    await sees(page, "选一项服务");
    await look(page, `${name}-life`);
    await open(page, "pages/vouchers/index");
    await tap(page, "还可用");
    await sees(page, "使用须知");
    await look(page, `${name}-voucher`);
    await goesToMall(page);
    await look(page, `${name}-mall`);
    for (const [route, text, picture] of IN_THE_DARK) {
      await open(page, `pages/${route}/index`);
      await sees(page, text);
      await look(page, `${name}-${picture}`);
    }
  });
}

async function goesToMall(page) {
  await open(page, "pages/mall/index");
  await sees(page, "我的订单");
  await page.locator("[aria-label*=积分，]").filter({ visible: true }).first().waitFor();
}

export async function deskStates(page, { report, look, name }) {
  const step = (title, work) => report.step(page, title, work);
  await step("the administrator signs in", () => signIn(page, "admin", "admin"));
  await step("a list while loading", async () => {
    const release = await hold(page);
    await page.locator(".ant-layout-sider .ant-menu a").filter({ hasText: "会员" }).click();
    await page.locator(".ant-spin-spinning, .ant-skeleton").filter({ visible: true }).first().waitFor();
    await look(page, `${name}-members-loading`, { withAxe: false });
    await release();
    await loaded(page);
  });
  await step("a list without rows says so", async () => {
    await answering(page, "**/api/staff/vouchers*", { items: [], nextCursor: null }, async () => {
      await choose(page, "兑换券");
      await page.locator(".ant-table-placeholder").waitFor();
      await look(page, `${name}-vouchers-empty`);
    });
  });
  await step("an error says what happened and offers to try again", async () => {
    await refusing(page, {}, async () => {
      await page.locator(".ant-layout-sider .ant-menu a").filter({ hasText: "商户" }).click();
      await page.getByRole("button", { name: "重试" }).first().waitFor();
      await look(page, `${name}-merchants-error`);
    });
  });
}

/** Pages whose records have names as long as anybody gives them. */
const LONG_PAGES = ["礼包", "商户", "核销", "服务项目", "结算", "会员"];
/** The live feed is a stream: it has no end that could be waited for. */
const isStaffRecord = ({ pathname }) => /^\/api\/(staff|members)\b/.test(pathname) && !pathname.endsWith("/live");
const NAMES = ["name", "serviceName", "merchantName", "branchName", "intro"];

export async function deskWithLongNames(page, { report, look, name }) {
  await report.step(page, "very long names keep the pages of the back office whole", async () => {
    await signIn(page, "admin", "admin");
    await changing(page, isStaffRecord, lengthened, async () => {
      await page.reload();
      for (const title of LONG_PAGES) {
        await choose(page, title);
        await page.getByText(LONG.slice(0, 6)).first().waitFor();
        await look(page, `${name}-${new URL(page.url()).pathname.split("/")[2]}`);
        if (!(await openFirstRow(page))) continue;
        await look(page, `${name}-${new URL(page.url()).pathname.split("/")[2]}-one`);
      }
    });
  });
}

export async function deskInTheDark(page, { report, look, name }) {
  await report.step(page, "the back office in dark mode", async () => {
    await signIn(page, "admin", "admin");
    for (const title of ["首页", "核销", "礼包"]) {
      await choose(page, title);
      await look(page, `${name}-${new URL(page.url()).pathname.split("/")[2]}`);
    }
  });
}

export const reopen = async (page, route) => {
  await open(page, route);
  await page.reload();
};

function lengthened(answer) {
  const longer = (key, value) => (NAMES.includes(key) && typeof value === "string" ? LONG : value);
  return JSON.parse(JSON.stringify(answer, longer));
}

function manyLong(answer) {
  const [first] = answer.items;
  const items = Array.from({ length: 20 }, (_, index) => ({
    ...first,
    cardId: `${first.cardId.slice(0, -2)}${String(10 + index)}`,
    serviceName: LONG,
    count: 99,
    totalCount: 100,
  }));
  return { ...answer, items };
}
