import cors from "cors";
import express, { type Express, type RequestHandler } from "express";
import helmet from "helmet";
import type { AppDeps } from "./context";
import { isConnected, ping } from "./db";
import { answerFailure, answerNotFound } from "./failures";
import { AppError } from "./problem";
import { requestLog } from "./request-log";
import { mountRoutes, type Route } from "./route";

export type AppOptions = {
  /** Mounts what is not the API (documentation, the web site) after it and before the 404. */
  pages?: (app: Express) => void;
  /** False while the process is stopping: /readyz then takes it out of the load balancer. */
  isAccepting?: () => boolean;
};

/** The Express application: the API under /api, /healthz and /readyz, pages, and one way to answer every failure. */
export function createApp(deps: AppDeps, routes: readonly Route[], options: AppOptions = {}): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("query parser", "simple");
  app.set("trust proxy", deps.config.trustProxy);
  app.use(requestLog(deps.log));
  if (deps.config.corsOrigins.length > 0) app.use(crossOrigin(deps.config.corsOrigins));
  app.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  app.get("/readyz", readiness(options.isAccepting ?? (() => true)));
  const api = express.Router({ caseSensitive: true, strict: true });
  mountRoutes(api, routes, deps);
  api.use(answerNotFound);
  app.use("/api", apiHeaders, api);
  app.use(securityHeaders());
  options.pages?.(app);
  app.use(answerNotFound);
  app.use(answerFailure);
  return app;
}

/** What answers that are data need; helmet's full set is for pages and costs more than checking the token does. */
const API_HEADERS = new Map([
  ["Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  ["Referrer-Policy", "no-referrer"],
  ["Strict-Transport-Security", "max-age=31536000; includeSubDomains"],
  ["X-Content-Type-Options", "nosniff"],
]);

const apiHeaders: RequestHandler = (_request, response, next) => {
  response.setHeaders(API_HEADERS);
  next();
};

function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      directives: {
        "img-src": ["'self'", "data:", "blob:"],
        "frame-ancestors": ["'none'"],
        // Development and inner networks serve plain HTTP; in front of the public stands a proxy that redirects.
        "upgrade-insecure-requests": null,
      },
    },
  });
}

function crossOrigin(origins: string[]): RequestHandler {
  return cors({
    origin: origins,
    methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowedHeaders: ["Authorization", "Content-Type", "Idempotency-Key", "X-Request-Id"],
    exposedHeaders: ["Content-Disposition", "Retry-After", "X-Request-Id"],
    maxAge: 600,
  });
}

function readiness(isAccepting: () => boolean): RequestHandler {
  return async (_request, response) => {
    if (!isAccepting()) throw new AppError("internal.stopping");
    if (!isConnected()) throw new AppError("internal.database-unavailable");
    await ping();
    response.json({ ok: true });
  };
}
