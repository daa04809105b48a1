import type { Express, RequestHandler, Response } from "express";
import type { DemoAccounts } from "../demo/accounts";
import {
  type Asset,
  type Assets,
  acceptedEncoding,
  inlineScripts,
  isRead,
  readAssets,
  sendAsset,
  serveAssets,
} from "./assets";
import { doorsPage } from "./doors";
import { notBuiltPage, notFoundPage } from "./html";
import { contentPolicy } from "./policy";

export type PagesOptions = {
  /** Folder of the built web site: admin/index.html, merchant/index.html, assets/. */
  webDir: string;
  /** Folder of the mini-program's H5 build. */
  miniappDir: string;
  /** Accounts shown at the doors; null in production and without demonstration data. */
  accounts: DemoAccounts | null;
};

/** Mounts everything that people look at: the doors at /, /admin, /merchant, the mini-program's preview at /m/, and their 404. */
export function mountPages(app: Express, { webDir, miniappDir, accounts }: PagesOptions): void {
  const web = readAssets(webDir);
  const miniapp = readAssets(miniappDir);
  const doors = doorsPage({ accounts });
  app.get("/", (_request, response) => sendHtml(response, doors));
  for (const door of ["admin", "merchant"]) {
    const site = door === "admin" ? "管理后台" : "商户网页";
    // Every path below is a page of the one document; it says itself when there is no such page.
    app.get(
      [`/${door}`, `/${door}/*rest`],
      documentOf(web.get(`${door}/index.html`), { site, command: "npm run build:web" }),
    );
  }
  // Browsers ask for it wherever a page names no icon of its own.
  app.get("/favicon.ico", (_request, response) => redirectTo(response, "/assets/club.svg"));
  // Relative addresses in the preview need the slash.
  app.get("/m", (request, response, next) => (request.path === "/m" ? redirectTo(response, "/m/") : next()));
  app.get("/m/", documentOf(miniapp.get("index.html"), { site: "小程序预览", command: "npm run build:h5" }));
  app.use("/m", serveAssets(miniapp));
  app.use("/assets", serveAssets(below(web, "assets/")));
  app.use(notFound);
}

function below(assets: Assets, folder: string): Assets {
  return new Map(
    [...assets].flatMap(([name, asset]) =>
      name.startsWith(folder) ? [[name.slice(folder.length), asset] as const] : [],
    ),
  );
}

/** The HTML document of a site: always asked for afresh, because it names the hashed files. */
function documentOf(asset: Asset | undefined, missing: { site: string; command: string }): RequestHandler {
  if (!asset) {
    const page = notBuiltPage(missing.site, missing.command);
    return (_request, response) => sendHtml(response.status(503), page);
  }
  const policy = contentPolicy(inlineScripts(asset));
  return (request, response) => {
    response.setHeader("Content-Security-Policy", policy);
    response.setHeader("Cache-Control", "no-cache");
    sendAsset(response, asset, acceptedEncoding(asset, request.headers["accept-encoding"]));
  };
}

/** People get a page in 中文; programs get the problem that every unknown address answers. */
const notFound: RequestHandler = (request, response, next) => {
  if (!isRead(request.method) || !request.accepts(["json", "html"]) || request.accepts(["json", "html"]) === "json")
    return next();
  sendHtml(response.status(404), notFoundPage());
};

function sendHtml(response: Response, page: string): void {
  response.setHeader("Content-Security-Policy", contentPolicy());
  response.setHeader("Cache-Control", "no-cache");
  response.type("html").send(page);
}

function redirectTo(response: Response, to: string): void {
  response.redirect(301, to);
}
