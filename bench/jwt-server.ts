import type { AddressInfo } from "node:net";
import express, { type RequestHandler } from "express";
import { signAccessToken, verifyAccessToken } from "../server/src/platform/access-tokens";
import { loadConfig } from "../server/src/platform/config";
import { serveParent } from "./lib/serve";

/** Express with and without the product's check of an access token. Runs as a child of a bench. */
const { keys } = loadConfig({});
const actor = { kind: "member", id: "bench", role: "member", cityCode: "370100", sessionId: "bench" } as const;
const app = express();
app.disable("x-powered-by");
app.set("etag", false);
const guard: RequestHandler = (request, response, next) => {
  response.locals.actor = verifyAccessToken(keys, (request.headers.authorization ?? "").slice(7), new Date()).actor;
  next();
};
const answer: RequestHandler = (_request, response) => {
  response.json({ status: "ok", text: "x".repeat(170) });
};
app.get("/plain", answer);
app.get("/guarded", guard, answer);
const server = app.listen(0, "127.0.0.1");

serveParent({
  port: () => (server.address() as AddressInfo).port,
  token: () => signAccessToken(keys, actor, new Date()),
});
