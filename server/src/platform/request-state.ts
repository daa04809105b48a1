import type { Response } from "express";
import type { Actor } from "./context";

/** What the layers of one request tell each other; kept in res.locals, made by the first middleware. */
export type RequestState = {
  requestId: string;
  startedMs: number;
  /** Name of the endpoint, once it is known. */
  endpoint: string;
  actor: Actor;
  /** The error that ended the request, for the log. */
  error: unknown;
};

export function requestState(response: Response): RequestState {
  return response.locals as RequestState;
}
