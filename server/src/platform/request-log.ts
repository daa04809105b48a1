import type { RequestHandler, Response } from "express";
import { monotonicMs } from "./clock";
import { actorKey } from "./context";
import { newId } from "./ids";
import { type Log, withoutPersonalData } from "./log";
import { isAppError } from "./problem";
import { type RequestState, requestState } from "./request-state";

const SANE_REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** The first middleware: gives the request its id (a sane X-Request-Id is kept) and writes one log line when it is over. */
export function requestLog(log: Log): RequestHandler {
  // The line's fields are all ours; looking through them for personal data at each request would cost a tenth of its time.
  const plainLog = log.child({}, { redact: [] });

  // `this` is the response: one function for all requests.
  function writeLine(this: Response): void {
    const state = requestState(this);
    const status = this.writableFinished ? this.statusCode : 499;
    const line = lineOf(state, this, status);
    if (status >= 500) plainLog.error({ ...line, err: state.error }, "request failed");
    else plainLog.info(line, "request");
  }

  return (request, response, next) => {
    const given = request.headers["x-request-id"];
    const requestId = typeof given === "string" && SANE_REQUEST_ID.test(given) ? given : newId();
    const state: RequestState = {
      requestId,
      startedMs: monotonicMs(),
      endpoint: "",
      actor: { kind: "anonymous" },
      accessEndsAtSeconds: 0,
      error: null,
    };
    Object.assign(response.locals, state);
    response.setHeader("X-Request-Id", requestId);
    response.on("close", writeLine);
    next();
  };
}

function lineOf(state: RequestState, response: Response, status: number): Record<string, unknown> {
  const line: Record<string, unknown> = {
    requestId: state.requestId,
    endpoint: state.endpoint || withoutPersonalData(`${response.req.method} ${response.req.path.slice(0, 100)}`),
    actor: actorKey(state.actor),
    status,
    ms: Math.round((monotonicMs() - state.startedMs) * 10) / 10,
  };
  if (isAppError(state.error)) line.code = state.error.code;
  return line;
}
