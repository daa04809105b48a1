import type { DemoAccount, DemoAccounts } from "../demo/accounts";
import { escapeHtml, htmlPage } from "./html";

type DoorsInput = {
  /** Accounts of the demonstration data; null = none is told to anybody. */
  accounts: DemoAccounts | null;
};

type Door = { title: string; text: string; href: string; go: string; accounts: readonly DemoAccount[] };

const MEMBERS_SHOWN = 3;
/** One account of each kind of work; the terminal lists more. */
const STAFF_SHOWN = ["admin", "admin.jinan", "finance", "cashier", "auditor"];

/** The first page: three doors, and who may walk through them in a demonstration. */
export function doorsPage({ accounts }: DoorsInput): string {
  const doors: Door[] = [
    {
      title: "会员小程序预览",
      text: "微信小程序的网页版：注册、领取礼包、出示兑换码；商户的扫码核销也在这里。",
      href: "/m/",
      go: "打开小程序预览",
      accounts: accounts?.members.slice(0, MEMBERS_SHOWN) ?? [],
    },
    {
      title: "商户网页",
      text: "店主看今天和本月的核销，核对、确认、下载对账单，管理核销员。",
      href: "/merchant",
      go: "打开商户网页",
      accounts: accounts?.merchants ?? [],
    },
    {
      title: "管理后台",
      text: "会员、礼包、兑换券、商户、核销、结算、审计；按角色和城市显示。",
      href: "/admin",
      go: "打开管理后台",
      accounts: accounts?.staff.filter(({ login }) => STAFF_SHOWN.includes(login)) ?? [],
    },
  ];
  return htmlPage({
    title: "车主俱乐部",
    body: `<h1>车主俱乐部</h1><p class="lead">从一扇门进去。</p><div class="doors">${doors.map(doorHtml).join("")}</div>${
      accounts ? tourHtml(accounts.password) : ""
    }<footer><a href="/docs">接口文档</a></footer>`,
  });
}

function doorHtml({ title, text, href, go, accounts }: Door): string {
  const rows = accounts.map(
    ({ title: who, login, place }) =>
      `<li><a href="${href}${href === "/m/" ? "" : `?login=${encodeURIComponent(login)}`}">${escapeHtml(login)}</a><span>${escapeHtml(who)} · ${escapeHtml(place)}</span></li>`,
  );
  const list = rows.length > 0 ? `<ul>${rows.join("")}</ul>` : "";
  return `<section class="door"><h2>${title}</h2><p>${text}</p><a class="go" href="${href}">${go}</a>${list}</section>`;
}

function tourHtml(password: string): string {
  return `<section class="note"><p>演示数据，账号的密码都是 <code>${escapeHtml(password)}</code>。五分钟走一遍：</p><ol>
<li>在小程序预览里注册一位新会员，领取注册礼包，打开一张兑换券。</li>
<li>退出后以商户核销员登录小程序预览，输入那张券的兑换码，确认核销。</li>
<li>用 <code>admin</code> 登录管理后台，首页和「核销」里已经能看到这一笔。</li>
<li>用 <code>finance</code> 登录管理后台，在「结算」里为上个月的对账单定稿，下载 Excel，再发给商户。</li>
<li>以店主登录商户网页，核对并确认这份对账单。</li></ol></section>`;
}
