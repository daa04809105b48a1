import type { ErrorCode } from "@club/shared/errors";
import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import { $ZodError } from "zod/v4/core";
import { isConflict, isDatabaseUnavailable, isOutcomeUnknown } from "./db";
import { AppError, toProblem } from "./problem";
import { requestState } from "./request-state";
import { toFieldErrors } from "./zod-messages";

/** What Express's body parsers call their refusals (`error.type`). */
const BODY_ERRORS: Record<string, ErrorCode> = {
  "entity.too.large": "request.too-large",
  "entity.parse.failed": "request.not-json",
  "entity.verify.failed": "request.not-json",
  "encoding.unsupported": "request.not-json",
  "charset.unsupported": "request.not-json",
  "request.aborted": "request.not-json",
  "request.size.invalid": "request.not-json",
};

/** The refusal that an error of any origin becomes. What nobody foresaw is internal.unexpected and tells nothing. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof $ZodError) {
    return new AppError("request.invalid", undefined, { errors: toFieldErrors(error.issues) });
  }
  const { type, status, code } = (typeof error === "object" && error !== null ? error : {}) as {
    type?: unknown;
    status?: unknown;
    code?: unknown;
  };
  // A body that is not the gzip it says it is fails in zlib, which names its errors Z_….
  const isBadCompression = status === 400 && String(code).startsWith("Z_");
  const bodyError = isBadCompression ? "request.not-json" : typeof type === "string" ? BODY_ERRORS[type] : undefined;
  if (bodyError) return new AppError(bodyError, undefined, { cause: error });
  if (error instanceof URIError || status === 400)
    return new AppError("request.not-found", undefined, { cause: error });
  if (isOutcomeUnknown(error) || isDatabaseUnavailable(error)) {
    return new AppError("internal.database-unavailable", undefined, { cause: error });
  }
  if (isConflict(error)) return new AppError("internal.busy", undefined, { cause: error });
  return new AppError("internal.unexpected", undefined, { cause: error });
}

/** The last middleware for paths that nobody serves. */
export const answerNotFound: RequestHandler = () => {
  throw new AppError("request.not-found");
};

/** The last error handler: every failure leaves as application/problem+json; the request log tells the rest. */
export const answerFailure: ErrorRequestHandler = (error, _request, response, _next) => {
  requestState(response).error = error;
  if (response.headersSent) {
    // Half of a file is out: only breaking the connection tells the client that it is not whole.
    response.destroy();
    return;
  }
  sendProblem(response, toAppError(error));
};

/** Sends a refusal. */
function sendProblem(response: Response, refusal: AppError): void {
  const retryAfter = refusal.details?.retryAfterSeconds;
  if (typeof retryAfter === "number") response.setHeader("Retry-After", String(retryAfter));
  response.removeHeader("Content-Disposition");
  response.setHeader("Cache-Control", "no-store");
  response.setHeader("Content-Type", "application/problem+json; charset=utf-8");
  response.statusCode = refusal.status;
  response.end(JSON.stringify(toProblem(refusal, requestState(response).requestId)));
}
