import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { DemoAccounts } from "../demo/accounts";
import { createApp } from "../platform/http";
import { deps, routes } from "../platform/http.testing";
import { listen, type RunningServer } from "../platform/shutdown";
import { acceptedEncoding, isContentHashed } from "./assets";
import { mountPages } from "./pages";

const INLINE = "document.title='x'";
const SCRIPT = `console.log(${"1".repeat(2000)})`;
const ACCOUNTS: DemoAccounts = {
  password: "Demo-<1>",
  staff: [{ title: "省级管理员", login: "admin", place: "全省", wechatUser: null }],
  merchants: [{ title: "商户店主", login: "18000000000", place: "<b>洗车</b>", wechatUser: "o1" }],
  members: [{ title: "普通会员", login: "13100000000", place: "济南市", wechatUser: "m1" }],
};

let folder = "";
const servers: RunningServer[] = [];

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "pages-"));
  write("web/admin/index.html", "<html><head></head><body>admin</body></html>");
  write("web/merchant/index.html", "<html><body>merchant</body></html>");
  write("web/assets/admin-D_1O_Edr.js", SCRIPT);
  write("web/assets/admin-D_1O_Edr.js.br", brotliCompressSync(SCRIPT));
  write("web/assets/admin-D_1O_Edr.js.gz", gzipSync(SCRIPT));
  write("web/assets/admin-D_1O_Edr.js.map", "{}");
  write("web/assets/club.svg", "<svg/>");
  write("h5/index.html", `<html><head><script>${INLINE}</script><script src="./js/app.js"></script></head></html>`);
  write("h5/js/app.js", "1");
  write("secret.txt", "secret");
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop(1000)));
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, content: string | Buffer): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

async function site(accounts: DemoAccounts | null = null, webDir = "web") {
  const options = { webDir: path.join(folder, webDir), miniappDir: path.join(folder, "h5"), accounts };
  const app = createApp(deps, routes, { pages: (pages) => mountPages(pages, options) });
  const server = await listen(app, { host: "127.0.0.1", port: 0 });
  servers.push(server);
  return (url: string, headers: Record<string, string> = {}, method = "GET") =>
    fetch(`http://127.0.0.1:${server.port}${url}`, { method, redirect: "manual", headers });
}

const BROWSER = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

describe("the doors page", () => {
  it("leads to the three doors and tells the demonstration's accounts, as text", async () => {
    const page = await (await site(ACCOUNTS))("/", BROWSER);
    const html = await page.text();
    expect(page.status).toBe(200);
    for (const href of ["/m/", "/merchant", "/admin", "/docs"]) expect(html).toContain(`href="${href}"`);
    expect(html).toContain('href="/merchant?login=18000000000"');
    expect(html).toContain("Demo-&#60;1&#62;");
    expect(html).not.toContain("<b>洗车");
  });

  it("tells no account when there is no demonstration data", async () => {
    const html = await (await (await site(null))("/", BROWSER)).text();
    expect(html).not.toContain("密码");
    expect(html).not.toContain("?login=");
  });
});

describe("the doors' documents", () => {
  it("are the same for every page below and asked for afresh each time", async () => {
    const get = await site();
    for (const url of ["/admin", "/admin/", "/admin/settlement/abc?month=2026-10"]) {
      const page = await get(url, BROWSER);
      expect([page.status, page.headers.get("cache-control")]).toEqual([200, "no-cache"]);
      expect(await page.text()).toContain("admin");
    }
    expect(await (await get("/merchant/today", BROWSER)).text()).toContain("merchant");
  });

  it("answer 304 when they have not changed", async () => {
    const get = await site();
    const etag = (await get("/admin", BROWSER)).headers.get("etag") ?? "";
    expect(etag).not.toBe("");
    expect((await get("/admin", { ...BROWSER, "if-none-match": etag, "cache-control": "max-age=0" })).status).toBe(304);
  });

  it("let no script run but files of this origin and the inline ones that were built in", async () => {
    const get = await site();
    const admin = (await get("/admin", BROWSER)).headers.get("content-security-policy") ?? "";
    expect(admin).toContain("script-src 'self';");
    expect(admin).toContain("frame-ancestors 'none'");
    const preview = (await get("/m/", BROWSER)).headers.get("content-security-policy") ?? "";
    expect(preview).toMatch(/script-src 'self' 'sha256-[A-Za-z0-9+/=]{44}';/);
    expect(preview).not.toContain("'unsafe-eval'");
  });

  it("say in 中文 how to build a site that has not been built", async () => {
    const page = await (await site(null, "nowhere"))("/admin", BROWSER);
    expect(page.status).toBe(503);
    expect(await page.text()).toContain("npm run build:web");
  });

  it("send the preview without a slash to where its relative addresses work", async () => {
    const answer = await (await site())("/m", BROWSER);
    expect([answer.status, answer.headers.get("location")]).toEqual([301, "/m/"]);
  });

  it("have an icon where browsers look for one", async () => {
    const answer = await (await site())("/favicon.ico");
    expect([answer.status, answer.headers.get("location")]).toEqual([301, "/assets/club.svg"]);
  });
});

describe("assets", () => {
  it("with a hash in their name are kept for ever, others are not", async () => {
    const get = await site();
    expect((await get("/assets/admin-D_1O_Edr.js")).headers.get("cache-control")).toContain("immutable");
    expect((await get("/assets/club.svg")).headers.get("cache-control")).toBe("public, max-age=300");
    expect((await get("/m/js/app.js")).headers.get("content-type")).toContain("javascript");
  });

  it("go out compressed as the client takes them, with the same content", async () => {
    const get = await site();
    for (const encoding of ["br", "gzip"]) {
      const answer = await get("/assets/admin-D_1O_Edr.js", { "accept-encoding": encoding });
      expect([answer.headers.get("content-encoding"), answer.headers.get("vary")]).toEqual([
        encoding,
        "Accept-Encoding",
      ]);
      expect(await answer.text()).toBe(SCRIPT);
    }
    const plain = await get("/assets/admin-D_1O_Edr.js", { "accept-encoding": "identity" });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(await plain.text()).toBe(SCRIPT);
  });

  it.each([
    "/assets/../../secret.txt",
    "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
    "/m/%2e%2e/secret.txt",
    "/assets/%zz",
    "/assets/admin-D_1O_Edr.js.map",
  ])("outside the built site are not reached: %s", async (url) => {
    const answer = await (await site())(url, BROWSER);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain("secret");
  });
});

describe("an address that leads nowhere", () => {
  it("is a page in 中文 for people", async () => {
    const page = await (await site())("/nowhere", BROWSER);
    expect([page.status, page.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
    expect(await page.text()).toContain("没有这个页面");
  });

  it("is a problem for programs, and under /api always", async () => {
    const get = await site();
    for (const [url, headers] of [
      ["/nowhere", { accept: "application/json" }],
      ["/api/nowhere", BROWSER],
    ] as const) {
      const answer = await get(url, headers);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([
        404,
        "application/problem+json; charset=utf-8",
      ]);
    }
    expect((await get("/nowhere", BROWSER, "POST")).headers.get("content-type")).toContain("problem+json");
  });
});

describe("what decides about caching and compression", () => {
  it.each([
    ["assets/admin-D_1O_Edr.js", true],
    ["js/app.1a2b3c4d.js", true],
    ["js/app.js", false],
    ["assets/chinese-calendar.js", false],
    ["assets/club.svg", false],
  ])("%s has a hash in its name: %s", (name, isHashed) => {
    expect(isContentHashed(name)).toBe(isHashed);
  });

  it("prefers br, takes gzip, respects q=0 and sends plainly otherwise", () => {
    const asset = { file: "", type: "", isHashed: true, tag: "", encodings: ["br", "gzip"] as const };
    expect(acceptedEncoding(asset, "gzip, deflate, br")).toBe("br");
    expect(acceptedEncoding(asset, "gzip;q=1.0, br;q=0")).toBe("gzip");
    expect(acceptedEncoding(asset, "deflate")).toBeNull();
    expect(acceptedEncoding(asset, undefined)).toBeNull();
    expect(acceptedEncoding({ ...asset, encodings: [] }, "br")).toBeNull();
  });
});
