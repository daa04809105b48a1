import { createSecretKey, randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import express from "express";
import jwt from "jsonwebtoken";
import * as z from "zod";
import { serveParent } from "./lib/serve";

/**
 * The floor that goals are ratios of: Express 5 + JWT (KeyObject) + express.json + zod answering about 200 bytes, nothing
 * else. Runs as a child of a bench.
 */
const key = createSecretKey(randomBytes(32));
const body = z.object({ ticket: z.string().max(400), plateHidden: z.string().max(2).optional() });
const app = express();
app.disable("x-powered-by");
app.set("etag", false);
app.post(
  "/floor",
  (request, response, next) => {
    const header = request.headers.authorization ?? "";
    response.locals.actor = jwt.verify(header.slice(7), key, { algorithms: ["HS256"] });
    next();
  },
  express.json(),
  (request, response) => {
    const input = body.parse(request.body);
    response.json({
      receiptNo: "R20261122000000000001",
      status: "redeemed",
      redeemedAt: "2026-11-22T04:00:00.000Z",
      echo: input.ticket.slice(0, 80),
    });
  },
);
const server = app.listen(0, "127.0.0.1");

serveParent({
  port: () => (server.address() as AddressInfo).port,
  token: () =>
    jwt.sign({ actor: { kind: "merchant", id: "c1", role: "clerk", merchantId: "m1", branchIds: [] } }, key, {
      expiresIn: 3600,
    }),
});
