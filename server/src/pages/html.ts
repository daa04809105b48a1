const STYLE = `
:root{color-scheme:light dark;--ink:#1b2430;--soft:#4a5565;--paper:#f6f7f9;--card:#fff;--line:#e3e6eb;--accent:#0b7a75}
@media (prefers-color-scheme:dark){:root{--ink:#e8ebef;--soft:#b3bcc8;--paper:#12171e;--card:#1b222b;--line:#303945;--accent:#35b5ad}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 -apple-system,BlinkMacSystemFont,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:1080px;margin:0 auto;padding:48px 16px}h1{margin:16px 0 4px;font-size:28px;line-height:1.3}p{margin:0}
.lead{color:var(--soft);margin-bottom:32px}.doors{display:grid;grid-template-columns:repeat(auto-fit,minmax(280px,1fr));gap:16px}
.door{display:flex;flex-direction:column;gap:12px;padding:24px;background:var(--card);border:1px solid var(--line);border-radius:12px}
.door h2{margin:0;font-size:20px}.door p{color:var(--soft);font-size:15px}
.go{display:block;min-height:44px;padding:10px 16px;border-radius:8px;background:var(--accent);color:#fff;text-align:center;text-decoration:none;font-weight:500}
@media (prefers-color-scheme:dark){.go{color:#0b1716}}
.go:focus-visible,a:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
ul{list-style:none;margin:0;padding:8px 0 0;border-top:1px solid var(--line)}li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 12px;padding:6px 0;font-size:14px}
li a{color:var(--accent);font-variant-numeric:tabular-nums}li span{color:var(--soft)}
.note{margin-top:24px;padding:16px;border:1px solid var(--line);border-radius:12px;font-size:15px}.note ol{margin:8px 0 0;padding-left:20px}
.note li{display:list-item;list-style:decimal}code{font:inherit;font-weight:600;font-variant-numeric:tabular-nums;user-select:all}
footer{margin-top:32px;color:var(--soft);font-size:14px}footer a{color:var(--accent)}`;
const ICON =
  '<svg width="48" height="48" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#0B7A75"/><path d="M7 19.5v-3.2c0-.9.6-1.6 1.4-1.8l1.3-.3 2-3.4c.4-.8 1.2-1.2 2-1.2h4.8c.8 0 1.6.4 2 1.2l2 3.4 1.3.3c.8.2 1.4.9 1.4 1.8v3.2c0 .6-.4 1-1 1h-1.3a2.4 2.4 0 0 1-4.7 0h-4.4a2.4 2.4 0 0 1-4.7 0H8c-.6 0-1-.4-1-1Z" fill="#fff"/></svg>';

/** A plain page of the server itself: no script, one column, light and dark. `body` is HTML. */
export function htmlPage({ title, body }: { title: string; body: string }): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="icon" href="/assets/club.svg" type="image/svg+xml"><style>${STYLE}</style></head>
<body><main>${ICON}${body}</main></body></html>`;
}

/** Text as HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The page for an address that leads nowhere. */
export function notFoundPage(): string {
  return htmlPage({
    title: "没有这个页面 · 车主俱乐部",
    body: '<h1>没有这个页面</h1><p class="lead">网址可能写错了，或者页面已经改名。</p><p><a class="go" href="/">回到首页</a></p>',
  });
}

/** The page in place of a site that has not been built. */
export function notBuiltPage(site: string, command: string): string {
  return htmlPage({
    title: `${site}还没有构建 · 车主俱乐部`,
    body: `<h1>${escapeHtml(site)}还没有构建</h1><p class="lead">请在项目文件夹运行 <code>${escapeHtml(command)}</code>，完成后重新启动服务并刷新本页。其他入口不受影响。</p><p><a class="go" href="/">回到首页</a></p>`,
  });
}
