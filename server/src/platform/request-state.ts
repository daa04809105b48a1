import type { Response } from "express";
import type { Actor } from "./context";

/** What the layers of one request tell each other; kept in res.locals, made by the first middleware. */
export type RequestState = {
  requestId: string;
  startedMs: number;
  /** Name of the endpoint, once it is known. */
  endpoint: string;
  actor: Actor;
  /** When the access token that let the caller in ends, in seconds; 0 where none was asked for. */
  accessEndsAtSeconds: number;
  /** The error that ended the request, for the log. */
  error: unknown;
};

export function requestState(response: Response): RequestState {
  return response.locals as RequestState;
}
