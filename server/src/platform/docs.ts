import { readFileSync } from "node:fs";
import path from "node:path";
import type { EndpointDefinition } from "@club/shared/http";
import express, { type Router } from "express";
import { buildOpenApi } from "./openapi";

const PAGE = `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>车主俱乐部 API 文档</title><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="swagger-ui"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>`;
const START = `window.ui = SwaggerUIBundle({ url: "/docs/openapi.json", dom_id: "#swagger-ui", deepLinking: true, docExpansion: "none" });`;
const ASSETS = ["swagger-ui.css", "swagger-ui-bundle.js"];

/** /docs: the API documentation, generated from the contracts; /docs/openapi.json: the same for tools. */
export function docsRouter(endpoints: readonly EndpointDefinition[], version: string): Router {
  const router = express.Router();
  const document = JSON.stringify(buildOpenApi(endpoints, version));
  const folder = path.dirname(require.resolve("swagger-ui-dist/package.json"));
  router.get("/docs/openapi.json", (_request, response) => void response.type("application/json").send(document));
  router.get("/docs/start.js", (_request, response) => void response.type("text/javascript").send(START));
  for (const name of ASSETS) {
    router.get(
      `/docs/${name}`,
      (_request, response) => void response.type(path.extname(name)).send(readFileSync(path.join(folder, name))),
    );
  }
  router.get("/docs", (_request, response) => {
    response.setHeader(
      "Content-Security-Policy",
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
    );
    response.type("html").send(PAGE);
  });
  return router;
}
